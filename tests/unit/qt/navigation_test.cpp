#include <QDialog>
#include <QLabel>
#include <QMainWindow>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolBar>
#include <QToolTip>
#include <QVBoxLayout>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"

using namespace silhouette::tests;

namespace {

QWidget* page(const char* name) {
    auto* made = new QWidget;
    made->setObjectName(name);
    return made;
}

}  // namespace

TEST_CASE("Windows are opened, activated and closed") {
    QMainWindow window;
    window.setObjectName("main");
    window.setFixedSize(400, 300);
    Desk& desk = Desk::get();
    desk.show(window);
    QDialog dialog(&window);
    dialog.setObjectName("question");
    dialog.show();
    desk.wait([&] { return dialog.isActiveWindow(); });
    desk.settle();
    dialog.reject();
    desk.wait([&] { return window.isActiveWindow(); });
    desk.settle();
    CHECK(told().all("navigate") ==
          std::vector<std::string>{"window_opened view=QDialog#question", "window_activated view=QDialog#question",
                                   "window_closed view=QDialog#question", "window_activated view=QMainWindow#main"});
}

TEST_CASE("A new page is a view, the innermost one where pages are nested") {
    QWidget window;
    window.setObjectName("window");
    window.setFixedSize(400, 300);
    auto* rows = new QVBoxLayout(&window);
    auto* stack = new QStackedWidget;
    stack->setObjectName("stack");
    auto* tabs = new QTabWidget;
    tabs->setObjectName("tabs");
    tabs->addTab(page("pageOne"), "1");
    tabs->addTab(page("pageTwo"), "2");
    stack->addWidget(page("pageStart"));
    stack->addWidget(tabs);
    rows->addWidget(stack);
    Desk& desk = Desk::get();
    desk.show(window);
    const std::string in = "QWidget#window/QStackedWidget#stack/";
    const std::string inner = in + "QTabWidget#tabs/QStackedWidget#qt_tabwidget_stackedwidget/";

    stack->setCurrentIndex(1);
    desk.settle();
    CHECK(told().all("navigate") == std::vector<std::string>{"view_left view=" + in + "QWidget#pageStart",
                                                             "view_entered view=" + inner + "QWidget#pageOne"});
    told().lines.clear();
    tabs->setCurrentIndex(1);
    desk.settle();
    CHECK(told().all("navigate") == std::vector<std::string>{"view_left view=" + inner + "QWidget#pageOne",
                                                             "view_entered view=" + inner + "QWidget#pageTwo"});
    told().lines.clear();
    desk.click(*tabs->widget(1), {20, 20});
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "view=" + inner + "QWidget#pageTwo"));
}

TEST_CASE("Documents in tabs that can be closed are no views") {
    QTabWidget documents;
    documents.setObjectName("documents");
    documents.setTabsClosable(true);
    documents.setFixedSize(400, 300);
    documents.addTab(page("John Smith"), "1");
    documents.addTab(page("Mary Miller"), "2");
    Desk& desk = Desk::get();
    desk.show(documents);
    documents.setCurrentIndex(1);
    desk.settle();
    CHECK(told().all("navigate").empty());
}

TEST_CASE("What lies in a bar is no view, also where the bar is a page: what it has no room for it hides") {
    QTabWidget tabs;
    tabs.setObjectName("tabs");
    tabs.setFixedSize(400, 300);
    auto* bar = new QToolBar;
    bar->setObjectName("bar");
    auto* stack = new QStackedWidget;
    stack->addWidget(page("inBar"));
    bar->addWidget(stack);
    auto* text = new QLabel;
    bar->insertWidget(bar->actions().front(), text);
    tabs.addTab(bar, "1");
    Desk& desk = Desk::get();
    desk.show(tabs);
    REQUIRE(stack->isVisible());
    told().lines.clear();
    text->setFixedWidth(1000);
    desk.wait([&] { return !stack->isVisible(); });
    desk.settle();
    REQUIRE_FALSE(stack->isVisible());
    CHECK(told().all("navigate").empty());
}

TEST_CASE("Tool tips are no windows") {
    QPushButton window("x");
    window.setObjectName("window");
    window.setFixedSize(300, 200);
    Desk& desk = Desk::get();
    desk.show(window);
    QToolTip::showText(window.mapToGlobal(QPoint(10, 10)), "a secret", &window);
    desk.settle();
    CHECK(told().all("navigate").empty());
}
