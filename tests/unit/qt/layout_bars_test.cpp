#include <QComboBox>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSizeGrip>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <initializer_list>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/layout.h"

using namespace silhouette::tests;

TEST_CASE("A bar is as high as what the app puts into it, and that is content") {
    constexpr int kContent = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;
    QMainWindow window;
    set_window(window);
    window.menuBar()->setObjectName("menuBar");
    window.menuBar()->addMenu("File");
    auto* tabs = named<QTabWidget>("tabs");
    tabs->tabBar()->setObjectName("tabBar");
    for (const char* name : {"one", "two"}) {
        auto* page = new QWidget;
        page->setObjectName(name);
        tabs->addTab(page, name);
    }
    auto* box = named<QComboBox>("box", tabs->widget(0));
    box->setIconSize({8, 8});
    window.setCentralWidget(tabs);
    Desk& desk = Desk::get();
    const auto walk_again = [&] {
        desk.settle();
        told().layout.clear();
        desk.click(*tabs->widget(0), {450, 250});
        REQUIRE(desk.wait([] { return !told().layout.empty(); }));
    };
    desk.show(window);
    CHECK((node("#menuBar").flags & kContent) == SIL_BOX_CONTENT_W);
    CHECK((node("#tabBar").flags & kContent) == SIL_BOX_CONTENT_W);
    CHECK((node("#tabs").flags & kContent) == 0);
    CHECK((node("#box").flags & kContent) == SIL_BOX_CONTENT_W);

    window.menuBar()->setCornerWidget(new QLabel("two\nlines"));
    tabs->setCornerWidget(new QLabel("two\nlines"));
    tabs->tabBar()->setTabButton(1, QTabBar::RightSide, new QLabel("two\nlines"));
    box->setIconSize({48, 48});
    walk_again();
    CHECK((node("#menuBar").flags & kContent) == kContent);
    CHECK((node("#tabBar").flags & kContent) == kContent);
    CHECK(node("#tabBar").flow == SIL_FLOW_ROW);
    CHECK((node("#tabBar/#two").flags & kContent) == kContent);
    CHECK((node("#tabs").flags & kContent) == kContent);
    CHECK((node("#box").flags & kContent) == kContent);

    // The crosses of tabs that can be closed are Qt's own.
    tabs->tabBar()->setTabButton(1, QTabBar::RightSide, nullptr);
    tabs->setTabsClosable(true);
    walk_again();
    CHECK((node("#tabBar").flags & kContent) == SIL_BOX_CONTENT_W);
}

TEST_CASE("No size in a menu is independent of its entries") {
    QWidget window;
    set_window(window);
    Desk& desk = Desk::get();
    desk.show(window);
    QMenu menu(&window);
    menu.setObjectName("menu");
    auto* card = named<QWidgetAction>("card", &menu);
    card->setDefaultWidget(new QLabel("two\nlines"));
    menu.addAction(card);
    menu.addSeparator()->setObjectName("line");
    menu.addAction("Quit")->setObjectName("quit");
    told().layout.clear();
    menu.popup(window.mapToGlobal(QPoint(10, 10)));
    REQUIRE(desk.wait([] { return !told().layout.empty(); }));
    for (const char* entry : {"#card", "#line", "#quit"}) {
        CAPTURE(entry);
        CHECK((node(entry).flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H)) == (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H));
    }
    menu.close();
    desk.settle();
}

TEST_CASE("What a status bar hides beneath a message is told as shown, without a number") {
    QMainWindow window;
    set_window(window);
    auto* label = new QLabel("a");
    auto* button = new QPushButton("b");
    auto* hidden = new QLabel("c");
    window.statusBar()->addWidget(label);
    window.statusBar()->addWidget(hidden);
    window.statusBar()->addPermanentWidget(button);
    hidden->hide();
    label->setObjectName("label");
    hidden->setObjectName("hidden");
    Desk::get().show(window);
    CHECK((node("#label").flags & SIL_BOX_HIDDEN) == 0);
    CHECK((node("#hidden").flags & SIL_BOX_HIDDEN) != 0);
    CHECK((above(node("#label")).flags & SIL_BOX_UNLAID) != 0);
    window.statusBar()->showMessage("a message");
    REQUIRE(label->isHidden());
    told_again(window);
    CHECK((node("#label").flags & SIL_BOX_HIDDEN) == 0);
    CHECK((node("#hidden").flags & SIL_BOX_HIDDEN) != 0);
}

TEST_CASE("Tabs beside their pages stand at the side they are set to, whichever way the window reads") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* tabs = new QTabWidget;
    tabs->addTab(new QLabel("a"), "b");
    rows->addWidget(tabs);
    Desk::get().show(window);
    for (const auto place : {QTabWidget::West, QTabWidget::East}) {
        for (const auto direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            tabs->setTabPosition(place);
            window.setLayoutDirection(direction);
            told_again(window);
            const auto& bar = node("#qt_tabwidget_tabbar");
            const auto& pages = node("#qt_tabwidget_stackedwidget");
            REQUIRE(above(bar).flow == SIL_FLOW_ROW);
            // The first stands where the row begins.
            const bool is_left_first = direction == Qt::LeftToRight;
            CHECK((bar.x < pages.x) == ((&bar < &pages) == is_left_first));
        }
    }
}

TEST_CASE("A size grip is told as shown before its bar is, but in a window that can not be made bigger") {
    QMainWindow window;
    set_window(window);
    window.resize(200, 200);
    auto* bar = window.addToolBar("bar");
    QPixmap picture(16, 16);
    picture.fill(Qt::red);
    for (int number = 1; number <= 9; ++number) {
        bar->addAction(QIcon(picture), "one");
    }
    auto* inner = new QMainWindow;
    inner->setWindowFlags(Qt::Widget);
    inner->statusBar()->setSizeGripEnabled(true);
    bar->addWidget(inner);
    Desk::get().show(window);
    REQUIRE_FALSE(inner->isVisible());
    REQUIRE(inner->statusBar()->findChild<QSizeGrip*>()->isHidden());
    CHECK((node("QSizeGrip[1]").flags & SIL_BOX_HIDDEN) == 0);
}
