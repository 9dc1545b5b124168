#include "sdk/adapters/qt/child_order.h"

#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QVBoxLayout>

#include <vector>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/layout.h"

using namespace silhouette::tests;

namespace {

void set_two_docks(QMainWindow& window) {
    set_window(window);
    for (const char* name : {"one", "two"}) {
        auto* dock = new QDockWidget(name);
        dock->setObjectName(name);
        window.addDockWidget(Qt::LeftDockWidgetArea, dock);
    }
}

}  // namespace

TEST_CASE("Docks and bars keep their order, whichever was raised") {
    QMainWindow window;
    set_two_docks(window);
    Desk::get().show(window);
    const auto before = node("#one").element;
    REQUIRE(&node("#one") < &node("#two"));
    window.findChild<QWidget*>("one")->raise();
    told_again(window);
    CHECK(node("#one").element == before);
    CHECK(&node("#one") < &node("#two"));
}

TEST_CASE("Docks are told in one order, whichever was raised before the window was seen") {
    QMainWindow window;
    set_two_docks(window);
    window.findChild<QWidget*>("one")->raise();
    Desk::get().show(window);
    CHECK(&node("#one") < &node("#two"));
}

TEST_CASE("Docks that the window lowers for want of room keep their order and their number") {
    const bool has_room = GENERATE(true, false);
    QMainWindow window;
    set_window(window);
    // They have no name: which is which their number says.
    for (const char* text : {"first", "second"}) {
        auto* dock = new QDockWidget("dock");
        auto* label = new QLabel(text);
        label->setObjectName(text);
        dock->setWidget(label);
        window.addDockWidget(Qt::LeftDockWidgetArea, dock);
        if (!has_room) {
            dock->lower();
        }
    }
    Desk::get().show(window);
    CHECK(&node("QDockWidget[1]/QLabel#first") < &node("QDockWidget[2]/QLabel#second"));
}

TEST_CASE("Windows within a window keep their order, whichever was raised before they were seen") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* area = new QMdiArea;
    rows->addWidget(area);
    for (const char* text : {"first", "second"}) {
        auto* label = new QLabel(text);
        label->setObjectName(text);
        area->addSubWindow(label);
    }
    area->subWindowList().first()->raise();
    Desk::get().show(window);
    CHECK(&node("#first") < &node("#second"));
}

TEST_CASE("Each part of a main window is visited once, its hundreds of docks in the layout's order") {
    Desk::get();
    constexpr int kDocks = 200;
    QMainWindow window;
    std::vector<QObject*> docks;
    for (int number = 0; number < kDocks; ++number) {
        auto* dock = new QDockWidget("dock");
        window.addDockWidget(Qt::LeftDockWidgetArea, dock);
        docks.push_back(dock);
    }
    static_cast<QWidget*>(docks.front())->raise();
    std::vector<QObject*> visited;
    silhouette::qt::each_child_in_order(window, [&](QObject& child) {
        if (qobject_cast<QDockWidget*>(&child) != nullptr) {
            visited.push_back(&child);
        }
        return true;
    });
    CHECK(visited == docks);
}
