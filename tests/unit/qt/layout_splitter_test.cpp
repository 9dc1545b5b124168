#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <array>
#include <initializer_list>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/layout.h"

using namespace silhouette::tests;

TEST_CASE("A splitter is bound by its parts, whatever the program set and whether or not it was ever shown") {
    QMainWindow window;
    set_window(window);
    auto* centre = new QWidget;
    auto* rows = new QVBoxLayout(centre);
    constexpr unsigned kBounds = SIL_BOX_FIXED_W | SIL_BOX_FIXED_H | SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H;
    std::array<QSplitter*, 4> splitters{};
    for (std::size_t place = 0; place < splitters.size(); ++place) {
        splitters[place] = new QSplitter;
        splitters[place]->setObjectName(QStringLiteral("splitter%1").arg(place));
        splitters[place]->addWidget(new QListWidget);
        splitters[place]->addWidget(new QListWidget);
        rows->addWidget(splitters[place]);
    }
    splitters[0]->setFixedSize(144, 38);
    splitters[1]->setMaximumSize(200, 200);
    splitters[2]->widget(0)->setMaximumSize(100, 100);
    for (const int place : {0, 1}) {
        splitters[3]->widget(place)->setMaximumSize(100, 100);
    }
    // The first two were never shown.
    splitters[0]->hide();
    splitters[1]->hide();
    window.setCentralWidget(centre);
    Desk::get().show(window);
    const auto bounds = [&](const char* name) { return node(name).flags & kBounds; };
    for (const bool was_shown : {false, true}) {
        INFO(was_shown);
        CHECK(bounds("#splitter0") == (SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H));
        CHECK(bounds("#splitter1") == 0);
        CHECK(bounds("#splitter2") == SIL_BOX_LIMITED_H);
        CHECK(bounds("#splitter3") == (SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H));
        splitters[0]->show();
        splitters[1]->show();
        told_again(window);
    }
}

TEST_CASE("What lies in a splitter, a stack or a scroll area tells that its hint follows content, whatever its size") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* splitter = new QSplitter;
    auto* stack = new QStackedWidget;
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    auto* plain = new QWidget;
    auto* row = new QHBoxLayout(plain);
    std::vector<QLabel*> labels;
    for (const char* name : {"split", "page", "scrolled", "in a row"}) {
        labels.push_back(named<QLabel>(name, "a"));
        labels.back()->setFixedSize(90, 30);
    }
    splitter->addWidget(labels[0]);
    stack->addWidget(labels[1]);
    area->setWidget(labels[2]);
    row->addWidget(labels[3]);
    for (QWidget* const one : std::initializer_list<QWidget*>{splitter, stack, area, plain}) {
        rows->addWidget(one);
    }
    Desk::get().show(window);
    constexpr unsigned kAll = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H | SIL_BOX_FIXED_W | SIL_BOX_FIXED_H;
    constexpr unsigned kFixed = SIL_BOX_FIXED_W | SIL_BOX_FIXED_H;
    for (const char* name : {"#split", "#page", "#scrolled"}) {
        CHECK((node(name).flags & kAll) == kAll);
    }
    CHECK((node("#in a row").flags & kAll) == kFixed);
}

TEST_CASE("What a splitter folded away, or a main window has no room for, does not tell how long it is") {
    QMainWindow window;
    set_window(window);
    auto* splitter = new QSplitter;
    for (const char* name : {"folded", "rest"}) {
        splitter->addWidget(named<QLabel>(name, name));
    }
    window.setCentralWidget(splitter);
    Desk::get().show(window);
    splitter->setSizes({0, 100});
    REQUIRE(window.findChild<QWidget*>("folded")->x() < 0);
    told_again(window);
    CHECK(node("#folded").x == 0);
    CHECK(node("#folded").y == 0);
}
