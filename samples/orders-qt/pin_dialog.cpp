#include "pin_dialog.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace orders {

PinDialog::PinDialog(QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("pinDialog"));
    setWindowTitle(QStringLiteral("Unlock the till"));
    auto* shown = new QLineEdit;
    shown->setObjectName(QStringLiteral("pinEdit"));
    shown->setEchoMode(QLineEdit::Password);
    auto* pad = new QWidget;
    pad->setObjectName(QStringLiteral("pinPad"));
    auto* grid = new QGridLayout(pad);
    for (int digit = 0; digit < 10; ++digit) {
        auto* key = new QPushButton(QString::number(digit));
        key->setObjectName(QStringLiteral("pinKey%1").arg(digit));
        connect(key, &QPushButton::clicked, shown, [shown, digit] { shown->insert(QString::number(digit)); });
        const int place = digit == 0 ? 10 : digit - 1;
        grid->addWidget(key, place / 3, place % 3);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->setObjectName(QStringLiteral("pinDialogButtons"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addWidget(shown);
    column->addWidget(pad);
    column->addWidget(buttons);
}

}  // namespace orders
