// The windows behind the page's two buttons.
#include <QDialog>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <silhouette/qt_settings.h>

#include "sdk/switches/qt/allow_box.h"

namespace silhouette::qt {
namespace {

using switches::Texts;

QLabel* make_note(const char* name, const QString& text) {
    auto* const label = new QLabel(text);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

}  // namespace

void show_sent(Consent& consent, QWidget* parent) {
    auto* const dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("silhouetteSentDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(consent.text(&Texts::sent_title));
    // What is read here is nobody's business: the hook tells nothing inside.
    dialog->setProperty("silhouettePrivate", true);

    const QVector<SentBatch> batches = consent.sent();
    auto* const list = new QListWidget;
    list->setObjectName(QStringLiteral("silhouetteSentList"));
    list->setAccessibleName(consent.text(&Texts::sent_title));
    list->setAccessibleDescription(consent.text(&Texts::sent_explanation));
    auto* const text = new QPlainTextEdit;
    text->setObjectName(QStringLiteral("silhouetteSentText"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(consent.text(&Texts::sent_title));
    QObject::connect(list, &QListWidget::currentRowChanged, text, [text, batches](int row) {
        text->setPlainText(row >= 0 && row < batches.size() ? batches[row].text : QString());
    });
    for (const SentBatch& batch : batches) {
        list->addItem(batch.title);
    }
    list->setCurrentRow(batches.isEmpty() ? -1 : 0);

    auto* const both = new QSplitter;
    both->addWidget(list);
    both->addWidget(text);
    both->setStretchFactor(1, 1);
    auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setText(consent.text(&Texts::close));
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* const column = new QVBoxLayout(dialog);
    column->addWidget(make_note("silhouetteSentNote",
                                consent.text(batches.isEmpty() ? &Texts::sent_none : &Texts::sent_explanation)));
    if (consent.sent_is_damaged()) {
        column->addWidget(make_note("silhouetteSentDamaged", consent.text(&Texts::sent_damaged)));
    }
    column->addWidget(both, 1);
    both->setVisible(!batches.isEmpty());
    if (batches.isEmpty()) {
        column->addStretch();
    }
    column->addWidget(buttons);
    dialog->resize(760, batches.isEmpty() ? 120 : 480);
    list->setFocus();
    dialog->open();
}

void ask_to_delete_sent(Consent& consent, QWidget* parent) {
    auto* const question = new QMessageBox(QMessageBox::Warning, consent.text(&Texts::delete_title),
                                           consent.text(&Texts::delete_question), QMessageBox::NoButton, parent);
    question->setObjectName(QStringLiteral("silhouetteDeleteQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    QPushButton* const yes = question->addButton(consent.text(&Texts::delete_yes), QMessageBox::DestructiveRole);
    QPushButton* const cancel = question->addButton(consent.text(&Texts::cancel), QMessageBox::RejectRole);
    yes->setObjectName(QStringLiteral("silhouetteDeleteYes"));
    cancel->setObjectName(QStringLiteral("silhouetteDeleteCancel"));
    // Enter and Escape do nothing that cannot be undone.
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    QObject::connect(yes, &QPushButton::clicked, &consent, [&consent] { consent.delete_sent(); });
    question->open();
}

}  // namespace silhouette::qt
