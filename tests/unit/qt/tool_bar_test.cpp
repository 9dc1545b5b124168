#include <QAction>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QPixmap>
#include <QPushButton>
#include <QToolBar>
#include <QToolButton>

#include <array>
#include <cstdlib>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/layout.h"

using namespace silhouette::tests;

TEST_CASE("What a tool bar has no room for is told as if it had") {
    QMainWindow window;
    set_window(window);
    window.resize(250, 200);
    auto* bar = window.addToolBar("bar");
    auto* label = new QLabel("a");
    bar->addWidget(label);
    QPixmap picture(16, 16);
    picture.fill(Qt::red);
    for (const char* name : {"one", "two", "three"}) {
        bar->addAction(QIcon(picture), name)->setObjectName(name);
    }
    QAction* const hidden = bar->addAction("hidden");
    hidden->setObjectName("hidden");
    hidden->setVisible(false);
    window.setCentralWidget(new QWidget);
    Desk& desk = Desk::get();
    desk.show(window);
    const auto before = told().layout;
    REQUIRE(bar->widgetForAction(bar->actions()[3])->isVisible());
    label->setText("a text that takes all the room that this window has, and more");
    desk.settle();
    REQUIRE_FALSE(bar->widgetForAction(bar->actions()[3])->isVisible());
    told().layout.clear();
    desk.click(*window.centralWidget());
    REQUIRE(desk.wait([] { return !told().layout.empty(); }));
    REQUIRE(told().layout.size() == before.size());
    for (std::size_t at = 0; at < before.size(); ++at) {
        CAPTURE(at);
        CHECK(told().layout[at].flags == before[at].flags);
        CHECK(told().layout[at].element == before[at].element);
    }
    CHECK((node("#hidden").flags & SIL_BOX_HIDDEN) != 0);
    CHECK(node("#three").width == before[static_cast<std::size_t>(&node("#three") - told().layout.data())].width);
    CHECK(node("#three").height == before[static_cast<std::size_t>(&node("#three") - told().layout.data())].height);
}

TEST_CASE("What a tool bar never had room for has the boxes that it has in a wider one") {
    const bool is_row = GENERATE(true, false);
    const auto direction = GENERATE(Qt::LeftToRight, Qt::RightToLeft);
    const auto boxes = [&](int length) {
        QMainWindow window;
        set_window(window);
        window.setLayoutDirection(direction);
        window.resize(length, length);
        auto* bar = named<QToolBar>("bar", "bar");
        window.addToolBar(is_row ? Qt::TopToolBarArea : Qt::LeftToolBarArea, bar);
        QPixmap picture(16, 16);
        picture.fill(Qt::red);
        for (int number = 1; number <= 9; ++number) {
            bar->addAction(QIcon(picture), "one");
        }
        // Where the program set a length, the text has no say in it.
        auto* fixed = new QLabel("a text that is longer than what the program gave it");
        fixed->setFixedSize(40, 20);
        bar->addWidget(fixed);
        auto* field = new QLineEdit;
        field->setFixedWidth(30);
        bar->addWidget(field);
        bar->addAction(QIcon(picture), "last");
        window.setCentralWidget(new QWidget);
        told().layout.clear();
        Desk::get().show(window);
        REQUIRE(bar->widgetForAction(bar->actions().first())->isVisible());
        CHECK(bar->widgetForAction(bar->actions().last())->isVisible() == (length > 500));
        const auto& self = node("#bar");
        const auto at = static_cast<std::int32_t>(&self - told().layout.data());
        std::vector<std::array<int, 4>> found;
        for (const auto& one : told().layout) {
            if (one.parent == at) {
                const bool from_right = direction == Qt::RightToLeft;
                found.push_back({from_right ? self.width - one.x : one.x, one.y, one.width, one.height});
            }
        }
        return found;
    };
    const auto wide = boxes(700);
    REQUIRE(wide.size() == 12);
    const auto narrow = boxes(200);
    REQUIRE(narrow.size() == wide.size());
    for (std::size_t at = 0; at < wide.size(); ++at) {
        for (std::size_t number = 0; number < 4; ++number) {
            CAPTURE(at, number);
            // Qt 5 rounds a place here and there.
            CHECK(std::abs(narrow[at][number] - wide[at][number]) <= (number < 2 ? 1 : 0));
        }
    }
}

TEST_CASE("What a bar that is held thinner has no room for is as high as it would be with room") {
    const auto height_in = [](int length) {
        QMainWindow window;
        set_window(window);
        window.resize(length, 200);
        auto* bar = window.addToolBar("bar");
        bar->setFixedHeight(50);
        for (int number = 1; number <= 9; ++number) {
            bar->addWidget(new QToolButton);
        }
        auto* high = named<QPushButton>("high", "a");
        high->setFixedHeight(80);
        bar->addWidget(high);
        window.setCentralWidget(new QWidget);
        told().layout.clear();
        Desk::get().show(window);
        CHECK(high->isVisible() == (length > 500));
        return node("#high").height;
    };
    CHECK(height_in(700) == height_in(100));
}

namespace {

// Three buttons, a thin line, and three buttons more; each that comes before the line as it is told: from where the bar
// begins, across, and its size. `end`: where the line ends.
struct BarWithLine {
    BarWithLine(bool is_row, Qt::LayoutDirection direction, int length) {
        set_window(window);
        window.setLayoutDirection(direction);
        window.resize(is_row ? length : 400, is_row ? 400 : length);
        bar = new QToolBar("bar");
        bar->setObjectName("bar");
        window.addToolBar(is_row ? Qt::TopToolBarArea : Qt::LeftToolBarArea, bar);
        QPixmap picture(16, 16);
        picture.fill(Qt::red);
        for (int number = 1; number <= 6; ++number) {
            if (number == 4) {
                bar->addSeparator();
            }
            bar->addAction(QIcon(picture), "one");
        }
        auto* centre = new QWidget;
        centre->setMinimumSize(1, 1);
        window.setCentralWidget(centre);
        told().layout.clear();
        Desk::get().show(window);
        const auto& self = node("#bar");
        for (const sil_layout_node* one = &self + 1; boxes.size() < 4; ++one) {
            const int x = direction == Qt::RightToLeft ? self.width - one->x - one->width : one->x;
            boxes.push_back({is_row ? x : one->y, is_row ? one->y : x, one->width, one->height});
        }
        end = boxes[3][0] + boxes[3][is_row ? 2 : 3] + (is_row ? self.margin_right : self.margin_bottom);
        boxes.pop_back();
    }
    QWidget& button(int place) const { return *bar->widgetForAction(bar->actions()[place]); }

    QMainWindow window;
    QToolBar* bar = nullptr;
    std::vector<std::array<int, 4>> boxes;
    int end = 0;
};

}  // namespace

TEST_CASE("What a tool bar squeezes to make room for the button that unfolds it is told as if it did not") {
    const bool is_row = GENERATE(true, false);
    const auto direction = GENERATE(Qt::LeftToRight, Qt::RightToLeft);
    const BarWithLine wide(is_row, direction, 700);
    // The line has room, but is thinner than the button that takes its place.
    const BarWithLine tight(is_row, direction, wide.end);
    const auto length = [&](const QWidget& widget) { return is_row ? widget.width() : widget.height(); };
    REQUIRE(tight.button(2).isVisible());
    REQUIRE_FALSE(tight.button(3).isVisible());
    REQUIRE(length(tight.button(0)) + length(tight.button(2)) < length(wide.button(0)) + length(wide.button(2)));
    CHECK(tight.boxes == wide.boxes);
}

TEST_CASE("Of what is in a tool bar while it is unfolded no number is told") {
    BarWithLine tools(true, Qt::LeftToRight, 120);
    CHECK((node("#bar").flags & SIL_BOX_UNLAID) == 0);
    told().layout.clear();
    auto* const unfold = tools.bar->findChild<QToolButton*>("qt_toolbar_ext_button");
    Desk::get().click(*unfold);
    REQUIRE(Desk::get().wait([&] { return unfold->isChecked(); }));
    REQUIRE(Desk::get().wait([] { return !told().layout.empty() && (node("#bar").flags & SIL_BOX_UNLAID) != 0; }));
}
