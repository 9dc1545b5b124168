// A new order in three steps.
#pragma once

#include <QWizard>

#include "customer_model.h"

namespace orders {

class OrderWizard : public QWizard {
    Q_OBJECT
  public:
    OrderWizard(const CustomerModel& customers, QWidget* parent);
};

}  // namespace orders
