#include "customer_model.h"

namespace orders {
namespace {

const QString& field(const Customer& customer, int column) {
    switch (column) {
        case 0:
            return customer.name;
        case 1:
            return customer.phone;
        case 2:
            return customer.email;
        case 3:
            return customer.city;
        case 4:
            return customer.contract_file;
        default:
            return customer.note;
    }
}

}  // namespace

CustomerModel::CustomerModel(QObject* parent) : QAbstractTableModel(parent), customers_(make_customers()) {}

int CustomerModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(customers_.size());
}

int CustomerModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 6;
}

QVariant CustomerModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Customer& customer = at(index.row());
    if (role == Qt::DisplayRole || role == Qt::EditRole) {
        return field(customer, index.column());
    }
    if (role == Qt::ToolTipRole) {
        return field(customer, 5);
    }
    return {};
}

QVariant CustomerModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (orientation == Qt::Vertical) {
        return section + 1;
    }
    const char* const titles[] = {"Name", "Phone", "E-mail", "City", "Contract", "Note"};
    return section >= 0 && section < 6 ? QString::fromLatin1(titles[section]) : QString();
}

const Customer& CustomerModel::at(int row) const {
    return customers_.at(static_cast<std::size_t>(row));
}

void CustomerModel::replace(int row, const Customer& customer) {
    customers_.at(static_cast<std::size_t>(row)) = customer;
    emit dataChanged(index(row, 0), index(row, columnCount() - 1));
}

void CustomerModel::add(const Customer& customer) {
    const int row = rowCount();
    beginInsertRows({}, row, row);
    customers_.push_back(customer);
    endInsertRows();
}

void CustomerModel::remove(int row) {
    beginRemoveRows({}, row, row);
    customers_.erase(customers_.begin() + row);
    endRemoveRows();
}

}  // namespace orders
