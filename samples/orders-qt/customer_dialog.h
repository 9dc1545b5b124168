// The form of one customer: modal, with a password field for the customer's portal.
#pragma once

#include <QDialog>

#include "content.h"

class QLineEdit;
class QPlainTextEdit;

namespace orders {

class CustomerDialog : public QDialog {
    Q_OBJECT
  public:
    CustomerDialog(const Customer& customer, QWidget* parent);
    Customer customer() const;

  private:
    QLineEdit* name_;
    QLineEdit* phone_;
    QLineEdit* email_;
    QLineEdit* city_;
    QLineEdit* contract_;
    QPlainTextEdit* note_;
};

}  // namespace orders
