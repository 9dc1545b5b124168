#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"

using namespace silhouette::tests;

TEST_CASE("A button that is used by the keyboard is a click with that trigger, once") {
    QDialog dialog;
    dialog.setObjectName("dialog");
    auto* rows = new QVBoxLayout(&dialog);
    auto* edit = new QLineEdit(&dialog);
    auto* check = new QCheckBox("&Agree", &dialog);
    auto* button = new QPushButton("&Send", &dialog);
    check->setObjectName("agreeCheck");
    button->setObjectName("sendButton");
    button->setDefault(true);
    rows->addWidget(edit);
    rows->addWidget(check);
    rows->addWidget(button);
    Desk& desk = Desk::get();
    desk.show(dialog);

    SECTION("by the space bar") {
        button->setFocus();
        desk.key("space");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=3 x=-1 y=-1"));
    }
    SECTION("as the default of its dialog") {
        edit->setFocus();
        desk.key("Return");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=3"));
    }
    SECTION("also when that closes the window") {
        QObject::connect(button, &QPushButton::clicked, &dialog, &QDialog::accept);
        edit->setFocus();
        desk.key("Return");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=3 x=-1 y=-1 view=QDialog#dialog"));
        CHECK(told().lines.back() == "navigate window_closed view=QDialog#dialog");
    }
    SECTION("by its shortcut") {
        desk.key("alt+a");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#agreeCheck role=10 button=0 count=1 trigger=3"));
    }
    SECTION("but a mouse click stays one, and typing is none") {
        edit->setFocus();
        desk.key("x");
        desk.click(*button);
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=0"));
    }
}

TEST_CASE("A key that closes what the pointer opened is no use of the button or entry that opened it") {
    QMainWindow window;
    window.setObjectName("main");
    QMenu* file = window.menuBar()->addMenu("File");
    file->setObjectName("menuFile");
    auto* bar = window.addToolBar("tools");
    QDialog dialog(&window);
    dialog.resize(200, 100);
    // Connected before the menu hears of it.
    QAction open("Open");
    QObject::connect(&open, &QAction::triggered, &dialog, [&] { dialog.exec(); });
    bar->addAction(&open);
    file->addAction(&open);
    window.setFixedSize(400, 300);
    Desk& desk = Desk::get();
    desk.show(window);
    const auto close_dialog = [&] {
        REQUIRE(desk.wait([&] { return dialog.isActiveWindow(); }));
        desk.key("Escape");
        REQUIRE(desk.wait([&] { return window.isActiveWindow(); }));
    };
    SECTION("on the tool bar") {
        QTimer::singleShot(400, &window, close_dialog);
        desk.click(*bar->widgetForAction(&open));
        CHECK(desk.clicks(1).size() == 1);
    }
    SECTION("in a menu") {
        desk.click(*window.menuBar(), window.menuBar()->actionGeometry(file->menuAction()).center());
        REQUIRE(desk.wait([&] { return file->isVisible(); }));
        desk.settle();
        QTimer::singleShot(400, &window, close_dialog);
        desk.click(*file, file->actionGeometry(&open).center());
        CHECK(desk.clicks(2).size() == 2);
    }
}

TEST_CASE("An action that is used by the keyboard is a click on its entry") {
    QMainWindow window;
    window.setObjectName("main");
    QMenu* file = window.menuBar()->addMenu("&File");
    file->setObjectName("menuFile");
    QAction* save = file->addAction("Save");
    save->setObjectName("actionSave");
    save->setShortcut(QKeySequence("Ctrl+S"));
    window.setFixedSize(400, 300);
    Desk& desk = Desk::get();
    desk.show(window);

    SECTION("by its shortcut") {
        desk.key("ctrl+s");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "QMenu#menuFile/QAction#actionSave role=27 button=0 count=1 trigger=3"));
    }
    SECTION("in the open menu") {
        desk.key("alt+f");
        REQUIRE(desk.wait([&] { return file->isVisible(); }));
        desk.settle();
        desk.key("Return");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "QMenu#menuFile/QAction#actionSave role=27 button=0 count=1 trigger=3"));
    }
}
