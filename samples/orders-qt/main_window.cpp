#include "main_window.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolBar>
#include <QVBoxLayout>

#include "content.h"
#include "customer_dialog.h"
#include "order_wizard.h"
#include "pages.h"
#include "pin_dialog.h"
#include "settings_dialog.h"

namespace orders {

MainWindow::MainWindow(Recording& recording) : recording_(recording), model_(new CustomerModel(this)) {
    setObjectName(QStringLiteral("ordersWindow"));
    setWindowTitle(content(QStringLiteral("Maria Oliveira")) + QStringLiteral(" - Orders"));
    make_actions();
    make_menus();
    sections_ = new QTabWidget;
    sections_->setObjectName(QStringLiteral("sections"));
    sections_->addTab(customers_page(), QStringLiteral("Customers"));
    sections_->addTab(make_orders_page(), QStringLiteral("Orders"));
    sections_->addTab(make_reports_page(), content(QStringLiteral("Report for Porto")));
    connect(sections_, &QTabWidget::currentChanged, this, [this] { say(QStringLiteral("Ready")); });
    setCentralWidget(sections_);
    make_docks();
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    say(QStringLiteral("Oliveira, 6 customers"));
}

void MainWindow::say(const QString& what) {
    statusBar()->showMessage(content(what));
}

QAction* MainWindow::action(const char* name, const QString& text, void (MainWindow::*slot)()) {
    auto* made = new QAction(text, this);
    made->setObjectName(QString::fromLatin1(name));
    connect(made, &QAction::triggered, this, slot);
    return made;
}

void MainWindow::make_actions() {
    new_customer_ = action("actionNewCustomer", QStringLiteral("&New customer…"), &MainWindow::new_customer);
    edit_customer_ = action("actionEditCustomer", QStringLiteral("&Edit customer…"), &MainWindow::edit_customer);
    remove_customer_ =
        action("actionRemoveCustomer", QStringLiteral("&Remove customer…"), &MainWindow::remove_customer);
    copy_customer_ = action("actionCopyCustomer", QStringLiteral("&Copy customer"), &MainWindow::copy_customer);
    new_order_ = action("actionNewOrder", QStringLiteral("New &order…"), &MainWindow::new_order);
    import_contract_ =
        action("actionImportContract", QStringLiteral("&Import contract…"), &MainWindow::import_contract);
    unlock_till_ = action("actionUnlockTill", QStringLiteral("&Unlock the till…"), &MainWindow::unlock_till);
    settings_ = action("actionSettings", QStringLiteral("&Settings…"), &MainWindow::settings);
    about_ = action("actionAbout", QStringLiteral("&About Orders"), &MainWindow::about);
    detach_reports_ =
        action("actionDetachReports", QStringLiteral("Reports in a &window"), &MainWindow::detach_reports);
    quit_ = new QAction(QStringLiteral("&Quit"), this);
    quit_->setObjectName(QStringLiteral("actionQuit"));
    connect(quit_, &QAction::triggered, this, &QWidget::close);
    new_order_->setShortcut(QKeySequence(QStringLiteral("Ctrl+O")));
    edit_customer_->setToolTip(content(QStringLiteral("Edit Maria Oliveira")));
    edit_customer_->setStatusTip(content(QStringLiteral("Edit Maria Oliveira, +351 912 000 111")));
}

void MainWindow::make_menus() {
    auto* file = menuBar()->addMenu(QStringLiteral("&File"));
    file->setObjectName(QStringLiteral("menuFile"));
    file->addActions({new_customer_, new_order_, import_contract_});
    // Recent files, with names composed from what they are called: what careless programs do.
    auto* recent = file->addMenu(QStringLiteral("Recent"));
    recent->setObjectName(QStringLiteral("menuRecent"));
    for (const Customer& customer : make_customers()) {
        auto* opened = recent->addAction(customer.contract_file);
        opened->setObjectName(composed_name("recent_", customer.contract_file));
        connect(opened, &QAction::triggered, this, [this, customer] { say(customer.contract_file); });
    }
    file->addSeparator();
    file->addAction(quit_);
    auto* edit = menuBar()->addMenu(QStringLiteral("&Edit"));
    edit->setObjectName(QStringLiteral("menuEdit"));
    edit->addActions({edit_customer_, copy_customer_, remove_customer_});
    edit->addSeparator();
    edit->addAction(settings_);
    auto* tools = menuBar()->addMenu(QStringLiteral("&Tools"));
    tools->setObjectName(QStringLiteral("menuTools"));
    tools->addActions({unlock_till_, detach_reports_});
    auto* help = menuBar()->addMenu(QStringLiteral("&Help"));
    help->setObjectName(QStringLiteral("menuHelp"));
    help->addAction(about_);

    auto* bar = addToolBar(QStringLiteral("Main"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    bar->addActions({new_customer_, edit_customer_, new_order_});
    bar->addSeparator();
    bar->addAction(settings_);
}

QWidget* MainWindow::customers_page() {
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("customersPage"));
    auto* search = new QLineEdit;
    search->setObjectName(QStringLiteral("customerSearch"));
    search->setPlaceholderText(content(QStringLiteral("Search, e.g. Oliveira")));
    auto* region = new QComboBox;
    region->setObjectName(QStringLiteral("regionFilter"));
    for (int row = 0; row < model_->rowCount(); ++row) {
        region->addItem(model_->at(row).city);
    }
    auto* top = new QHBoxLayout;
    top->addWidget(search, 1);
    top->addWidget(region);

    table_ = new QTableView;
    table_->setObjectName(QStringLiteral("customerTable"));
    table_->setModel(model_);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    table_->addActions({edit_customer_, copy_customer_, remove_customer_});
    table_->setAccessibleDescription(content(QStringLiteral("Customers of Porto")));
    table_->selectRow(0);
    connect(table_, &QTableView::doubleClicked, this, &MainWindow::edit_customer);

    auto* row = new QHBoxLayout;
    const auto button = [row](const char* name, QAction* triggered) {
        auto* made = new QPushButton(triggered->text());
        made->setObjectName(QString::fromLatin1(name));
        connect(made, &QPushButton::clicked, triggered, &QAction::trigger);
        row->addWidget(made);
    };
    button("addCustomerButton", new_customer_);
    button("editCustomerButton", edit_customer_);
    button("removeCustomerButton", remove_customer_);
    row->addStretch();
    auto* column = new QVBoxLayout(page);
    column->addLayout(top);
    column->addWidget(table_);
    column->addLayout(row);
    return page;
}

void MainWindow::make_docks() {
    auto* favourites = new QDockWidget(QStringLiteral("Favourites"), this);
    favourites->setObjectName(QStringLiteral("favouritesDock"));
    auto* inside = new QWidget;
    inside->setObjectName(QStringLiteral("favourites"));
    auto* column = new QVBoxLayout(inside);
    for (int row = 0; row < 3; ++row) {
        const QString name = model_->at(row).name;
        auto* one = new QPushButton(name);
        one->setObjectName(composed_name("customer_", name));
        one->setToolTip(name);
        one->setAccessibleName(name);
        connect(one, &QPushButton::clicked, this, [this, row, name] {
            table_->selectRow(row);
            setWindowTitle(name + QStringLiteral(" - Orders"));
            say(name);
        });
        column->addWidget(one);
    }
    column->addStretch();
    favourites->setWidget(inside);
    addDockWidget(Qt::LeftDockWidgetArea, favourites);

    auto* notes = new QDockWidget(content(QStringLiteral("Notes on Maria")), this);
    notes->setObjectName(QStringLiteral("notesDock"));
    auto* text = new QPlainTextEdit(content(QStringLiteral("Maria is moving to Braga in May.")));
    text->setObjectName(QStringLiteral("notesEdit"));
    notes->setWidget(text);
    addDockWidget(Qt::RightDockWidgetArea, notes);
}

void MainWindow::new_customer() {
    CustomerDialog dialog({}, this);
    if (dialog.exec() == QDialog::Accepted) {
        model_->add(dialog.customer());
        say(QStringLiteral("Added"));
    }
}

void MainWindow::edit_customer() {
    const int row = table_->currentIndex().row();
    if (row < 0) {
        return;
    }
    CustomerDialog dialog(model_->at(row), this);
    if (dialog.exec() == QDialog::Accepted) {
        model_->replace(row, dialog.customer());
        say(dialog.customer().name);
    }
}

void MainWindow::remove_customer() {
    const int row = table_->currentIndex().row();
    if (row < 0) {
        return;
    }
    QMessageBox question(QMessageBox::Question, model_->at(row).name,
                         QStringLiteral("Remove %1 and all their orders?").arg(model_->at(row).name),
                         QMessageBox::Yes | QMessageBox::No, this);
    question.setObjectName(QStringLiteral("removeQuestion"));
    question.setDetailedText(model_->at(row).note);
    if (question.exec() == QMessageBox::Yes) {
        model_->remove(row);
    }
}

void MainWindow::copy_customer() {
    const int row = table_->currentIndex().row();
    if (row >= 0) {
        QApplication::clipboard()->setText(model_->at(row).email);
        say(model_->at(row).email);
    }
}

void MainWindow::new_order() {
    OrderWizard wizard(*model_, this);
    wizard.exec();
}

void MainWindow::import_contract() {
    QFileDialog dialog(this, QStringLiteral("Import contract"));
    dialog.setObjectName(QStringLiteral("importDialog"));
    dialog.setOption(QFileDialog::DontUseNativeDialog);
    dialog.setDirectory(qEnvironmentVariable("ORDERS_FILES", QStringLiteral(".")));
    if (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty()) {
        const QString file = QFileInfo(dialog.selectedFiles().constFirst()).fileName();
        setWindowFilePath(dialog.selectedFiles().constFirst());
        setWindowTitle(file + QStringLiteral(" - Orders"));
        say(file);
    }
}

void MainWindow::unlock_till() {
    PinDialog dialog(this);
    dialog.exec();
}

void MainWindow::settings() {
    SettingsDialog dialog(recording_, this);
    dialog.exec();
}

void MainWindow::about() {
    QMessageBox::about(this, QStringLiteral("About Orders"), QStringLiteral("Orders 1.0"));
}

void MainWindow::detach_reports() {
    auto* window = make_reports_page();
    window->setParent(this, Qt::Window);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setObjectName(QStringLiteral("reportsWindow"));
    window->setWindowTitle(content(QStringLiteral("Porto, second quarter")));
    window->resize(360, 280);
    window->show();
}

}  // namespace orders
