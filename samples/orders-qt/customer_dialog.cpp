#include "customer_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace orders {
namespace {

QLineEdit* line(const char* name, const QString& text) {
    auto* edit = new QLineEdit(text);
    edit->setObjectName(QString::fromLatin1(name));
    edit->setPlaceholderText(content(QStringLiteral("e.g. Oliveira")));
    edit->setToolTip(text);
    return edit;
}

}  // namespace

CustomerDialog::CustomerDialog(const Customer& customer, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("customerDialog"));
    setWindowTitle(customer.name.isEmpty() ? QStringLiteral("New customer") : customer.name);
    name_ = line("nameEdit", customer.name);
    phone_ = line("phoneEdit", customer.phone);
    email_ = line("emailEdit", customer.email);
    city_ = line("cityEdit", customer.city);
    contract_ = line("contractEdit", customer.contract_file);
    note_ = new QPlainTextEdit(customer.note);
    note_->setObjectName(QStringLiteral("noteEdit"));
    auto* password = line("portalPasswordEdit", content(QStringLiteral("tr0ub4dor")));
    password->setEchoMode(QLineEdit::Password);
    auto* newsletter = new QCheckBox(content(QStringLiteral("Maria gets the newsletter")));
    newsletter->setObjectName(QStringLiteral("newsletterCheck"));

    auto* form = new QFormLayout;
    form->setObjectName(QStringLiteral("customerForm"));
    form->addRow(QStringLiteral("Name"), name_);
    form->addRow(QStringLiteral("Phone"), phone_);
    form->addRow(QStringLiteral("E-mail"), email_);
    form->addRow(QStringLiteral("City"), city_);
    form->addRow(QStringLiteral("Contract"), contract_);
    form->addRow(QStringLiteral("Portal password"), password);
    form->addRow(QStringLiteral("Note"), note_);
    form->addRow(QString(), newsletter);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->setObjectName(QStringLiteral("customerDialogButtons"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(buttons);
    resize(420, 400);
}

Customer CustomerDialog::customer() const {
    return {name_->text(), phone_->text(), email_->text(), city_->text(), contract_->text(), note_->toPlainText()};
}

}  // namespace orders
