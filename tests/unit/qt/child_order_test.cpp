#include "sdk/adapters/qt/child_order.h"

#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QVBoxLayout>

#include <algorithm>
#include <ctime>
#include <limits>

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

TEST_CASE("The order of a window's hundreds of docks takes about as long as to ask for each once") {
    Desk::get();
    constexpr int kDocks = 200;
    QMainWindow window;
    QDockWidget* first = nullptr;
    for (int number = 0; number < kDocks; ++number) {
        auto* dock = new QDockWidget("dock");
        window.addDockWidget(Qt::LeftDockWidgetArea, dock);
        if (first != nullptr) {
            window.tabifyDockWidget(first, dock);
        }
        first = first == nullptr ? dock : first;
    }
    // The least of some, by the processor's time: others may be at work.
    const auto time_of = [](const auto& act) {
        std::clock_t least = std::numeric_limits<std::clock_t>::max();
        for (int time = 0; time < 5; ++time) {
            const std::clock_t begin = std::clock();
            act();
            least = std::min(least, std::clock() - begin);
        }
        return least;
    };
    int asked = 0, visited = 0;
    const auto asking = time_of([&] {
        for (asked = 0; window.layout()->itemAt(asked) != nullptr; ++asked) {
        }
    });
    REQUIRE(asked >= kDocks);
    const auto visiting = time_of([&] {
        visited = 0;
        silhouette::qt::each_child_in_order(window, [&](QObject& child) {
            visited += qobject_cast<QDockWidget*>(&child) != nullptr;
            return true;
        });
    });
    CHECK(visited == kDocks);
    CHECK(visiting < 20 * asking + CLOCKS_PER_SEC / 1000);
}
