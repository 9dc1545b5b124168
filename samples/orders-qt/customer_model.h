// The customers as a table: every cell is content.
#pragma once

#include <QAbstractTableModel>

#include "content.h"

namespace orders {

class CustomerModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    explicit CustomerModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const Customer& at(int row) const;
    void replace(int row, const Customer& customer);
    void add(const Customer& customer);
    void remove(int row);

  private:
    std::vector<Customer> customers_;
};

}  // namespace orders
