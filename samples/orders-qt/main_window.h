// The main window: menus, tool bar, tabs (customers, orders, reports), docks, status bar.
#pragma once

#include <QMainWindow>

#include "customer_model.h"

class QTableView;
class QTabWidget;

namespace orders {

class Recording;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    explicit MainWindow(Recording& recording);

  private:
    QAction* action(const char* name, const QString& text, void (MainWindow::*slot)());
    void make_actions();
    void make_menus();
    void make_docks();
    QWidget* customers_page();
    void say(const QString& what);

    void new_customer();
    void edit_customer();
    void remove_customer();
    void copy_customer();
    void new_order();
    void import_contract();
    void unlock_till();
    void settings();
    void about();
    void detach_reports();

    Recording& recording_;
    CustomerModel* model_;
    QTabWidget* sections_ = nullptr;
    QTableView* table_ = nullptr;
    QAction* new_customer_ = nullptr;
    QAction* edit_customer_ = nullptr;
    QAction* remove_customer_ = nullptr;
    QAction* copy_customer_ = nullptr;
    QAction* new_order_ = nullptr;
    QAction* import_contract_ = nullptr;
    QAction* unlock_till_ = nullptr;
    QAction* settings_ = nullptr;
    QAction* about_ = nullptr;
    QAction* detach_reports_ = nullptr;
    QAction* quit_ = nullptr;
};

}  // namespace orders
