#include "order_wizard.h"

#include <QComboBox>
#include <QDateEdit>
#include <QFormLayout>
#include <QLabel>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace orders {
namespace {

QWizardPage* page(const char* name, const QString& title) {
    auto* made = new QWizardPage;
    made->setObjectName(QString::fromLatin1(name));
    made->setTitle(title);
    return made;
}

QWizardPage* customer_page(const CustomerModel& customers) {
    auto* made = page("wizardCustomerPage", QStringLiteral("Who orders?"));
    auto* choice = new QComboBox;
    choice->setObjectName(QStringLiteral("wizardCustomerCombo"));
    for (int row = 0; row < customers.rowCount(); ++row) {
        choice->addItem(customers.at(row).name);
    }
    auto* form = new QFormLayout(made);
    form->addRow(QStringLiteral("Customer"), choice);
    return made;
}

QWizardPage* article_page() {
    auto* made = page("wizardArticlePage", QStringLiteral("What?"));
    auto* column = new QVBoxLayout(made);
    for (const Order& order : make_orders()) {
        auto* article = new QRadioButton(order.article);
        article->setObjectName(composed_name("article_", order.article));
        column->addWidget(article);
    }
    auto* quantity = new QSpinBox;
    quantity->setObjectName(QStringLiteral("wizardQuantitySpin"));
    auto* due = new QDateEdit;
    due->setObjectName(QStringLiteral("wizardDueDate"));
    column->addWidget(quantity);
    column->addWidget(due);
    return made;
}

QWizardPage* confirm_page() {
    auto* made = page("wizardConfirmPage", QStringLiteral("Right?"));
    auto* summary = new QLabel(content(QStringLiteral("2 × Hearing aid, left\nfor Maria Oliveira, Porto")));
    summary->setObjectName(QStringLiteral("wizardSummary"));
    auto* column = new QVBoxLayout(made);
    column->addWidget(summary);
    return made;
}

}  // namespace

OrderWizard::OrderWizard(const CustomerModel& customers, QWidget* parent) : QWizard(parent) {
    setObjectName(QStringLiteral("orderWizard"));
    setWindowTitle(content(QStringLiteral("New order for Maria Oliveira")));
    addPage(customer_page(customers));
    addPage(article_page());
    addPage(confirm_page());
}

}  // namespace orders
