#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QThread>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/form.h"

using namespace silhouette::tests;

namespace {

struct Main : QMainWindow {
    QMenu* file = menuBar()->addMenu("File");
    QMenu* edit = menuBar()->addMenu("Edit");
    QAction* open = file->addAction("Open");
    QAction* unnamed = file->addAction("Recent");
    QMenu* more = file->addMenu("More");
    QAction* inner = more->addAction("Inner");
    QAction* cut = edit->addAction("Cut");
    QWidget* middle = new QWidget;

    Main() {
        setObjectName("main");
        file->setObjectName("menuFile");
        edit->setObjectName("menuEdit");
        more->setObjectName("menuMore");
        open->setObjectName("actionOpen");
        inner->setObjectName("actionInner");
        cut->setObjectName("actionCut");
        middle->setObjectName("middle");
        setCentralWidget(middle);
        setFixedSize(600, 400);
        move(200, 150);
    }
    void click_entry(QMenuBar* bar, QAction* action) { Desk::get().click(*bar, bar->actionGeometry(action).center()); }
    void click_item(QMenu* menu, QAction* action) {
        REQUIRE(Desk::get().wait([&] { return menu->isVisible(); }));
        Desk::get().settle();
        Desk::get().click(*menu, menu->actionGeometry(action).center());
    }
};

}  // namespace

TEST_CASE("One press is one click, wherever it is taken") {
    Form form;
    auto* button = form.add(new QPushButton("Send"), "sendButton");
    auto* label = form.add(new QLabel("nobody takes this press"), "hint");
    auto* check = form.add(new QCheckBox("Yes"), "agreeCheck");
    Desk& desk = Desk::get();
    desk.show(form);
    desk.click(*button);
    desk.click(*label);
    desk.click(*check, {8, check->height() / 2});
    desk.click(*button, {-1, -1}, 3);
    desk.click(*button, {-1, -1}, 2);
    const auto clicks = desk.clicks(5);
    REQUIRE(clicks.size() == 5);
    CHECK(has(clicks[0], "QPushButton#sendButton role=7 button=0 count=1 trigger=0"));
    CHECK(has(clicks[1], "QLabel#hint role=15 button=0 count=1 trigger=0 x=-1 y=-1"));
    CHECK(has(clicks[2], "QCheckBox#agreeCheck role=10"));
    CHECK(has(clicks[3], "#sendButton role=7 button=1 count=1"));
    CHECK(has(clicks[4], "#sendButton role=7 button=2 count=1"));
}

TEST_CASE("A place is told in thousandths of the element's own box") {
    Form form;
    auto* button = form.add(new QPushButton("Send"), "sendButton");
    button->setFixedSize(200, 100);
    Desk::get().show(form);
    Desk::get().click(*button, {50, 75});
    const auto clicks = Desk::get().clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], " x=250 y=750 "));
}

TEST_CASE("The second press of a double click counts two") {
    Form form;
    auto* label = form.add(new QLabel("twice"), "hint");
    Desk::get().show(form);
    Desk::get().click(*label, {-1, -1}, 1, true);
    const auto clicks = Desk::get().clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[0], "#hint role=15 button=0 count=1"));
    CHECK(has(clicks[1], "#hint role=15 button=0 count=2"));
}

TEST_CASE("Fields, spin boxes, rows and headers are told without a place") {
    Form form;
    auto* edit = form.add(new QLineEdit("secret"), "nameEdit");
    auto* password = form.add(new QLineEdit("secret"), "passwordEdit");
    password->setEchoMode(QLineEdit::Password);
    auto* spin = form.add(new QSpinBox, "amountSpin");
    auto* table = form.add(new QTableWidget(3, 2), "customerTable");
    Desk& desk = Desk::get();
    desk.show(form);
    desk.click(*edit);
    desk.click(*password);
    desk.click(*spin, {spin->width() - 6, 5});
    desk.click(*table->viewport(), {20, 10});
    desk.click(*table->horizontalHeader()->viewport(), {20, 5});
    const auto clicks = desk.clicks(5);
    REQUIRE(clicks.size() == 5);
    CHECK(has(clicks[0], "QLineEdit#nameEdit role=12 button=0 count=1 trigger=0 x=-1 y=-1"));
    CHECK(has(clicks[1], "QLineEdit#passwordEdit role=13 button=0 count=1 trigger=0 x=-1 y=-1"));
    CHECK(has(clicks[2], "QSpinBox#amountSpin role=31"));
    CHECK(has(clicks[2], " x=-1 y=-1"));
    CHECK(has(clicks[3], "QTableWidget#customerTable role=19 button=0 count=1 trigger=0 x=-1 y=-1"));
    CHECK(has(clicks[4], "QTableWidget#customerTable/QHeaderView[2] role=21 button=0 count=1 trigger=0 x=-1 y=-1"));
}

TEST_CASE("A menu's entry is told on release, once") {
    Main window;
    Desk& desk = Desk::get();
    desk.show(window);
    window.click_entry(window.menuBar(), window.file->menuAction());
    window.click_item(window.file, window.open);
    const auto clicks = desk.clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[0], "QMenuBar[1]/QAction#menuFile role=27"));
    CHECK(has(clicks[1], "QMenu#menuFile/QAction#actionOpen role=27"));
    CHECK(has(clicks[1], "view=QMenu#menuFile"));
    CHECK(told().all("navigate") ==
          std::vector<std::string>{"window_opened view=QMenu#menuFile", "window_closed view=QMenu#menuFile"});
    const auto layouts = told().all("layout");
    CHECK(std::find(layouts.begin(), layouts.end(), "view=QMenu#menuFile nodes=4") != layouts.end());
}

TEST_CASE("A menu's entry that is reached by holding the button down is told") {
    Main window;
    Desk& desk = Desk::get();
    desk.show(window);
    const QPoint from =
        window.menuBar()->mapToGlobal(window.menuBar()->actionGeometry(window.file->menuAction()).center());
    // Where the item will be: the menu opens below its entry.
    window.file->ensurePolished();
    window.file->sizeHint();
    const QPoint below =
        window.menuBar()->mapToGlobal(window.menuBar()->actionGeometry(window.file->menuAction()).bottomLeft());
    desk.press_drag_release(from, below + window.file->actionGeometry(window.unnamed).center() + QPoint(0, 1));
    const auto clicks = desk.clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[0], "QAction#menuFile role=27"));
    CHECK(has(clicks[1], "QMenu#menuFile/QAction[1] role=27"));
}

TEST_CASE("Entries of inner menus, and of the menu above an inner one, are told") {
    Main window;
    Desk& desk = Desk::get();
    desk.show(window);
    window.click_entry(window.menuBar(), window.file->menuAction());
    window.click_item(window.file, window.more->menuAction());
    window.click_item(window.more, window.inner);
    auto clicks = desk.clicks(3);
    REQUIRE(clicks.size() == 3);
    CHECK(has(clicks[1], "QMenu#menuFile/QAction#menuMore"));
    CHECK(has(clicks[2], "QMenu#menuMore/QAction#actionInner"));

    told().lines.clear();
    window.click_entry(window.menuBar(), window.file->menuAction());
    window.click_item(window.file, window.more->menuAction());
    REQUIRE(desk.wait([&] { return window.more->isVisible(); }));
    window.click_item(window.file, window.open);
    clicks = desk.clicks(3);
    REQUIRE(clicks.size() == 3);
    CHECK(has(clicks[2], "QMenu#menuFile/QAction#actionOpen"));
}

TEST_CASE("A press beside an open menu only closes it") {
    Main window;
    auto* below = new QPushButton("below", window.middle);
    below->setObjectName("belowButton");
    below->setGeometry(300, 200, 120, 60);
    Desk& desk = Desk::get();
    desk.show(window);
    window.click_entry(window.menuBar(), window.file->menuAction());
    REQUIRE(desk.wait([&] { return window.file->isVisible(); }));
    desk.settle();
    desk.click(*below);
    const auto clicks = desk.clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[1], "QMenu#menuFile role=26 button=0 count=1 trigger=0 x=-1 y=-1"));
}

TEST_CASE("The release that follows the opening of a context menu is none") {
    Form form;
    auto* label = form.add(new QLabel("right click here"), "hint");
    label->setContextMenuPolicy(Qt::CustomContextMenu);
    QMenu menu;
    menu.setObjectName("menuContext");
    QAction* copy = menu.addAction("Copy");
    copy->setObjectName("actionCopy");
    // Under the pointer at once.
    QObject::connect(label, &QLabel::customContextMenuRequested, label,
                     [&](QPoint at) { menu.popup(label->mapToGlobal(at) - QPoint(20, 12)); });
    Desk& desk = Desk::get();
    desk.show(form);
    desk.click(*label, {-1, -1}, 3);
    REQUIRE(desk.wait([&] { return menu.isVisible(); }));
    auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "#hint role=15 button=1"));
    desk.click(menu, menu.actionGeometry(copy).center());
    clicks = desk.clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[1], "QMenu#menuContext/QAction#actionCopy"));
}

TEST_CASE("A combo box and its list are two elements, without a row") {
    Form form;
    auto* combo = form.add(new QComboBox, "regionCombo");
    combo->addItems({"North", "South", "West"});
    auto* button = form.add(new QPushButton("below"), "belowButton");
    Desk& desk = Desk::get();
    desk.show(form);
    desk.click(*combo);
    REQUIRE(desk.wait([&] { return combo->view()->isVisible(); }));
    QThread::msleep(450);
    desk.click(*combo->view()->viewport(), {15, 12});
    auto clicks = desk.clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[0], "QComboBox#regionCombo role=30"));
    CHECK(has(clicks[0], " x=-1 y=-1 view=Form#form") == has(clicks[0], "view=Form#form"));
    CHECK(has(clicks[1], "QComboBox#regionCombo/QComboBoxPrivateContainer[1]/QComboBoxListView[1] role=18"));
    CHECK(has(clicks[1], " x=-1 y=-1"));

    told().lines.clear();
    desk.click(*combo);
    REQUIRE(desk.wait([&] { return combo->view()->isVisible(); }));
    QThread::msleep(450);
    desk.click(*button, {button->width() - 5, button->height() / 2});
    clicks = desk.clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[1], "QComboBoxPrivateContainer[1] role=44"));
}

TEST_CASE("A static tab is an element by the name of its page, a document's tab is not") {
    Form form;
    auto* tabs = form.add(new QTabWidget, "tabs");
    for (const char* name : {"pageGeneral", "pageAdvanced"}) {
        auto* page = new QWidget;
        page->setObjectName(name);
        tabs->addTab(page, "Title");
    }
    tabs->addTab(new QWidget, "Third");
    auto* documents = form.add(new QTabWidget, "documents");
    documents->setTabsClosable(true);
    documents->addTab(new QWidget, "Customer John Smith.txt");
    documents->addTab(new QWidget, "b.txt");
    Desk& desk = Desk::get();
    desk.show(form);
    desk.click(*tabs->tabBar(), tabs->tabBar()->tabRect(1).center());
    desk.click(*tabs->tabBar(), tabs->tabBar()->tabRect(2).center());
    desk.click(*documents->tabBar(), documents->tabBar()->tabRect(1).center() - QPoint(8, 0));
    const auto clicks = desk.clicks(3);
    REQUIRE(clicks.size() == 3);
    CHECK(has(clicks[0], "QTabBar#qt_tabwidget_tabbar/#pageAdvanced role=23"));
    CHECK(has(clicks[1], "QTabBar#qt_tabwidget_tabbar/[3] role=23"));
    CHECK(has(clicks[2],
              "QTabWidget#documents/QTabBar#qt_tabwidget_tabbar role=22 button=0 count=1 trigger=0 x=-1 y=-1"));
}

TEST_CASE("Tool buttons are named by their actions, dialog buttons by their meaning") {
    Main window;
    auto* bar = window.addToolBar("tools");
    bar->setObjectName("mainToolBar");
    bar->addAction(window.open);
    Desk& desk = Desk::get();
    desk.show(window);
    desk.click(*bar->widgetForAction(window.open));
    auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "QToolBar#mainToolBar/QToolButton#actionOpen role=9"));

    QDialog dialog(&window);
    dialog.setObjectName("question");
    auto* rows = new QVBoxLayout(&dialog);
    auto* box = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    rows->addWidget(box);
    QObject::connect(box, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    dialog.setModal(true);
    desk.show(dialog);
    desk.click(*box->button(QDialogButtonBox::Cancel));
    clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "view=QDialog#question"));
    CHECK(told().all("navigate").back() == "window_activated view=QMainWindow#main");
    bool is_cancel = false;
    for (const auto& element : told().elements) {
        is_cancel = is_cancel || (has(element.path, "#question") && element.info.standard_button == 13);
    }
    CHECK(is_cancel);
}

TEST_CASE("Many like siblings without names are one") {
    Form form;
    std::vector<QPushButton*> buttons;
    for (int place = 0; place < 13; ++place) {
        buttons.push_back(form.add(new QPushButton("x"), ""));
    }
    Desk::get().show(form);
    Desk::get().click(*buttons[4]);
    const auto clicks = Desk::get().clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "#form/QPushButton[*] "));
}

TEST_CASE("Which of the windows within a window is used is not told") {
    Form form;
    auto* area = form.add(new QMdiArea, "area");
    auto* edit = new QPushButton("x");
    area->addSubWindow(new QLabel("one"));
    area->addSubWindow(edit)->setGeometry(20, 20, 200, 100);
    Desk::get().show(form);
    Desk::get().click(*edit);
    const auto clicks = Desk::get().clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "/QMdiSubWindow[*]/QPushButton"));
}

TEST_CASE("In a window within a window, which may grow by the press itself, no place is told") {
    Form form;
    auto* area = new QMdiArea;
    area->setViewMode(QMdiArea::TabbedView);
    form.add(area, "area");
    auto* inside = new QPushButton("inside");
    inside->setObjectName("inside");
    area->addSubWindow(inside);
    auto* outside = form.add(new QPushButton("outside"), "outside");
    Desk& desk = Desk::get();
    desk.show(form);
    desk.click(*inside);
    desk.click(*outside);
    const auto clicks = desk.clicks(2);
    CHECK(has(clicks.at(0), "#inside"));
    CHECK(has(clicks.at(0), "x=-1 y=-1"));
    CHECK_FALSE(has(clicks.at(1), "x=-1"));
}

TEST_CASE("What the program itself makes of clicks is none") {
    Form form;
    auto* button = form.add(new QPushButton("Send"), "sendButton");
    Desk::get().show(form);
    button->click();
    QMouseEvent made(QEvent::MouseButtonPress, QPointF(3, 3), QPointF(3, 3), Qt::LeftButton, Qt::LeftButton,
                     Qt::NoModifier);
    QApplication::sendEvent(button, &made);
    CHECK(Desk::get().clicks(0).empty());
}
