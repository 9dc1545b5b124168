// What users of Orders work on: made-up customers, orders and notes. Every text that is content comes from here, so
// that the canary tests can mark all of it: with ORDERS_CANARY=<token> in the environment each content text is
// <token><number>, unique, and (ORDERS_CANARY_LIST=<file>) written to a list, one a line, when it is handed out.
#pragma once

#include <QString>
#include <vector>

namespace orders {

// The text itself, or this run's next canary.
QString content(const QString& text);

// A content text within an object name, as careless programs compose them: `customer_` + a name.
QString composed_name(const char* prefix, const QString& text);

bool canary_mode();

struct Customer {
    QString name;
    QString phone;
    QString email;
    QString city;
    QString contract_file;
    QString note;
};

struct Order {
    QString number;
    QString customer;
    QString article;
    int quantity;
};

std::vector<Customer> make_customers();
std::vector<Order> make_orders();

}  // namespace orders
