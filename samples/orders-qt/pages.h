// The pages beside the customers: orders (a tree and a form) and reports (a chart that is drawn by hand).
#pragma once

class QWidget;

namespace orders {

QWidget* make_orders_page();
QWidget* make_reports_page();

}  // namespace orders
