// One rule each: what may follow content, and what therefore is told.
#include "tests/catch.h"
#include "tests/unit/shape/window_of_facts.h"

using namespace silhouette::privacy::shape;
using silhouette::tests::FactWindow;

namespace {

constexpr std::uint16_t kContent = kContentW | kContentH;

void make_label(Fact& fact) {
    fact.flags |= kContent;
}
void make_rigid(Fact& fact) {
    fact.flags |= kFixedW | kFixedH;
    fact.policy_w = fact.policy_h = 0;
}
bool knows(const StrictElement& element, unsigned bits) {
    return (element.known & bits) == bits;
}

}  // namespace

TEST_CASE("a label's size is never told where it follows the text, nor is the place of its neighbour") {
    FactWindow window(Flow::kRow);
    make_label(window.add(0, Role::kLabel, 0, 0, 71, 600));
    make_rigid(window.add(0, Role::kToolButton, 71, 288, 24, 24));
    window.add(0, Role::kUnspecified, 95, 0, 705, 600);
    CHECK_FALSE(knows(window.told(1), kKnownWidth));
    CHECK(knows(window.told(1), kKnownX | kKnownY | kKnownHeight));
    CHECK_FALSE(knows(window.told(2), kKnownX));
}

TEST_CASE("without anything that follows content, everything in a window of known size is told") {
    FactWindow window(Flow::kRow);
    window.add(0, Role::kUnspecified, 0, 0, 400, 600);
    window.add(0, Role::kUnspecified, 400, 0, 400, 600);
    CHECK(window.told(1).known == 15);
    CHECK(window.told(2).known == 15);
    CHECK(window.told(2).x == 400);
}

TEST_CASE(
    "a host that says its windows show no content has every number told, but of a keypad's inside and the screen") {
    FactWindow window(Flow::kRow, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 71, 600));
    window.facts.push_back(window.facts.back());
    window.facts.back().element = 0;  // an arrangement that is no element
    window.facts.back().x = 71;
    make_label(window.add(2, Role::kLabel, 9, 5, 40, 20));
    window.add(0, Role::kKeypad, 200, 0, 300, 300);
    window.add(4, Role::kButton, 0, 0, 100, 100);
    const auto exact = make_strict(window.facts, Numbers::exact);
    REQUIRE(exact.elements.size() == 4);
    CHECK(exact.elements[0].known == (kKnownWidth | kKnownHeight));
    CHECK(exact.elements[1].known == 15);
    CHECK(exact.elements[1].width == 71);
    CHECK(exact.elements[2].known == 15);
    CHECK(exact.elements[2].x == 80);
    CHECK(exact.covered.size() == 1);
}

TEST_CASE("where every number is told, the box of a private label is not, nor what it pushes") {
    FactWindow window(Flow::kRow, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 71, 600));
    window.add(0, Role::kUnspecified, 71, 0, 729, 600).flow = static_cast<std::uint8_t>(Flow::kColumn);
    make_label(window.add(2, Role::kLabel, 0, 0, 120, 20));
    const auto told = [&] { return make_strict(window.facts, Numbers::exact).elements; };
    CHECK(told()[1].width == 71);
    CHECK(told()[2].x == 71);
    CHECK(told()[3].width == 120);

    window.facts[1].is_private = true;
    CHECK(told()[0].known == 0);
    CHECK_FALSE(knows(told()[1], kKnownWidth));
    CHECK_FALSE(knows(told()[2], kKnownX));
    CHECK_FALSE(knows(told()[3], kKnownWidth));

    // Of a size that the program set.
    window.facts[1].flags = 0;
    make_rigid(window.facts[1]);
    CHECK(told()[1].width == 71);
    CHECK(told()[3].width == 120);
}

TEST_CASE("a window's own size is told only when the screen set it or nothing inside follows content") {
    FactWindow by_user(Flow::kColumn, 800, 600, 0);
    make_label(by_user.add(0, Role::kLabel, 0, 0, 800, 600));
    CHECK(by_user.told(0).known == 0);

    FactWindow clean(Flow::kColumn, 800, 600, 0);
    clean.add(0, Role::kUnspecified, 0, 0, 800, 600);
    CHECK(clean.told(0).known == (kKnownWidth | kKnownHeight));

    FactWindow fixed(Flow::kColumn, 800, 600, kFixedW | kFixedH);
    make_label(fixed.add(0, Role::kLabel, 0, 0, 800, 600));
    CHECK(fixed.told(0).known == 0);
}

TEST_CASE("hidden children and hidden pages take part, so that showing one changes nothing that was told of others") {
    FactWindow window(Flow::kRow);
    make_label(window.add(0, Role::kLabel, 0, 0, 0, 0));
    window.facts.back().flags |= kHidden;
    make_rigid(window.add(0, Role::kToolButton, 0, 288, 24, 24));
    window.add(0, Role::kUnspecified, 24, 0, 776, 600);
    const StrictElement hidden_now = window.told(2);
    CHECK_FALSE(knows(hidden_now, kKnownX));
    window.facts[1].flags = kContent;
    CHECK(window.told(2).known == hidden_now.known);
}

TEST_CASE("the verdict does not look at true boxes of what follows content") {
    FactWindow window(Flow::kColumn, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 800, 17));
    make_rigid(window.add(0, Role::kToolButton, 0, 17, 24, 24));
    window.add(0, Role::kUnspecified, 0, 41, 800, 559);
    const auto before = make_strict(window.facts).elements;
    window.facts[1].height = 170;
    window.facts[2].y = 170;
    window.facts[3] = window.facts[3];
    window.facts[3].y = 194;
    window.facts[0].height = 800;
    CHECK(make_strict(window.facts).elements == before);
}

TEST_CASE("in a window that reads from right to left, x counts from the other end") {
    FactWindow window(Flow::kRow, 800, 600, kScreenW | kScreenH | kRightToLeft);
    make_rigid(window.add(0, Role::kToolButton, 776, 288, 24, 24));
    make_label(window.add(0, Role::kLabel, 700, 0, 76, 600));
    window.add(0, Role::kUnspecified, 24, 0, 676, 600);
    make_rigid(window.add(0, Role::kToolButton, 0, 288, 24, 24));
    for (Fact& fact : window.facts) {
        fact.flags |= kRightToLeft;
    }
    CHECK(knows(window.told(1), kKnownX | kKnownWidth));
    CHECK_FALSE(knows(window.told(2), kKnownX));
    // The last one's left end is known even where the window's width is not; the first one's is not.
    window.facts[0].flags = kRightToLeft;
    CHECK_FALSE(knows(window.told(1), kKnownX));
    CHECK(knows(window.told(4), kKnownX));
}

TEST_CASE("where a wrapped label stands in a column, nobody's height is safe from it") {
    FactWindow window(Flow::kColumn, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 800, 51));
    make_rigid(window.add(0, Role::kToolButton, 0, 51, 24, 24));
    window.add(0, Role::kUnspecified, 0, 75, 800, 525);
    CHECK(knows(window.told(2), kKnownHeight));
    window.facts[1].flags |= kWraps;
    CHECK_FALSE(knows(window.told(2), kKnownHeight));
}

TEST_CASE("what fills a scroll area is told neither its place nor a size that scroll bars change") {
    FactWindow window(Flow::kScroll);
    window.facts[0].flags |= kIndependent;
    window.add(0, Role::kUnspecified, 0, -40, 786, 900).flow = static_cast<std::uint8_t>(Flow::kColumn);
    make_label(window.add(1, Role::kLabel, 0, 0, 786, 900));
    CHECK(window.told(1).known == 0);
}

TEST_CASE("a splitter with anything that follows content tells no division") {
    FactWindow window(Flow::kSplitRow);
    make_label(window.add(0, Role::kLabel, 0, 0, 200, 600));
    window.add(0, Role::kUnspecified, 205, 0, 595, 600);
    CHECK_FALSE(knows(window.told(1), kKnownWidth));
    CHECK_FALSE(knows(window.told(2), kKnownX));
    CHECK(knows(window.told(2), kKnownY | kKnownHeight));
}

TEST_CASE("a main window tells its bars' thickness while they are clean, and what they leave for the centre") {
    FactWindow window(Flow::kWindow);
    Fact& menu = window.add(0, Role::kMenuBar, 0, 0, 800, 22);
    menu.flags = kContentW;
    Fact& status = window.add(0, Role::kStatusBar, 0, 578, 800, 22);
    status.row = kBottom;
    window.add(0, Role::kUnspecified, 0, 22, 800, 556).row = kCentre;
    CHECK(window.told(1).known == 15);
    CHECK(window.told(3).known == 15);
    window.facts[2].flags = kContent;
    CHECK(knows(window.told(3), kKnownX | kKnownY | kKnownWidth));
    CHECK_FALSE(knows(window.told(3), kKnownHeight));
}

TEST_CASE("a tab widget's bar is as long as its tabs: not told") {
    FactWindow window(Flow::kColumn);
    Fact& bar = window.add(0, Role::kTabBar, 0, 0, 210, 28);
    bar.flags = kContentW;
    bar.policy_h = 0;
    window.add(0, Role::kUnspecified, 0, 28, 800, 572);
    CHECK_FALSE(knows(window.told(1), kKnownWidth));
    CHECK(window.told(2).known == 15);
}

TEST_CASE("tabs that can be closed are documents: none is told") {
    FactWindow window(Flow::kColumn);
    window.add(0, Role::kTabBar, 0, 0, 210, 28).flags = kContentW | kClosableTabs;
    window.add(1, Role::kTab, 0, 0, 100, 28).flags = kContentW;
    window.add(1, Role::kTab, 100, 0, 110, 28).flags = kContentW;
    CHECK(make_strict(window.facts).elements.size() == 2);
}

TEST_CASE("placed by hand: told only where nothing around can follow content") {
    FactWindow window(Flow::kFree);
    window.add(0, Role::kUnspecified, 10, 10, 100, 20);
    CHECK(window.told(1).known == 15);
    make_label(window.add(0, Role::kLabel, 120, 10, 100, 20));
    CHECK(window.told(1).known == 0);
}

TEST_CASE("a view that was cut off tells no number") {
    FactWindow window(Flow::kColumn);
    while (window.facts.size() < 2000) {
        window.add(0, Role::kUnspecified, 0, 0, 10, 10);
    }
    for (const auto& element : make_strict(window.facts).elements) {
        REQUIRE(element.known == 0);
    }
}

TEST_CASE("a growing spacer is told as the way it pushes its neighbour") {
    FactWindow window(Flow::kRow);
    Fact& spacer = window.add(0, Role::kUnspecified, 0, 0, 700, 600);
    spacer.element = 0;
    spacer.policy_w = static_cast<std::uint8_t>(Policy::kExpanding);
    make_label(window.add(0, Role::kLabel, 700, 0, 100, 600));
    CHECK((window.told(2).fill >> 6 & 3) == static_cast<unsigned>(Align::kEnd));
}

TEST_CASE("a window that the app paints in may be as large as its picture: only the screen tells its size") {
    const bool is_maximised = GENERATE(true, false);
    const std::uint16_t flags = is_maximised ? kScreenW | kScreenH : 0;
    FactWindow window(Flow::kColumn, 640, 360, flags);
    CHECK((window.told(0).known & kKnownWidth) == (is_maximised ? kKnownWidth : 0));
    window.add(0, Role::kTextInput, 0, 0, 640, 20);
    CHECK((window.told(0).known & kKnownWidth) == kKnownWidth);
    window.add(0, Role::kCanvas, 0, 20, 640, 340);
    CHECK((window.told(0).known & (kKnownWidth | kKnownHeight)) == (is_maximised ? kKnownWidth | kKnownHeight : 0));
}

TEST_CASE("of what may not have been arranged, since there was no room for it, no number is told") {
    FactWindow window(Flow::kColumn);
    make_rigid(window.add(0, Role::kContainer, 0, 0, 200, 100));
    window.facts[1].flow = static_cast<std::uint8_t>(Flow::kRow);
    window.add(1, Role::kContainer, 0, 0, 200, 100).flow = static_cast<std::uint8_t>(Flow::kRow);
    make_rigid(window.add(2, Role::kToolButton, 0, 0, 24, 24));
    REQUIRE(window.told(3).known == 15);
    window.facts[1].flags |= kUnlaid;
    CHECK(window.told(1).known != 0);
    CHECK(window.told(2).known == 0);
    CHECK(window.told(3).known == 0);
}

TEST_CASE("the right of a main window is the right, whichever way it reads") {
    FactWindow window(Flow::kWindow, 800, 600, 0);
    Fact& bar = window.add(0, Role::kToolBar, 770, 0, 30, 600);
    bar.row = kRight;
    make_label(window.add(0, Role::kLabel, 0, 0, 770, 600));
    window.facts[2].row = kCentre;
    for (const std::uint16_t direction : {std::uint16_t{0}, std::uint16_t{kRightToLeft}}) {
        for (Fact& fact : window.facts) {
            fact.flags = static_cast<std::uint16_t>((fact.flags & ~kRightToLeft) | direction);
        }
        CHECK_FALSE(knows(window.told(1), kKnownX));
        CHECK(knows(window.told(2), kKnownX));
    }
}

TEST_CASE("bars of a main window that content may leave without room tell no place") {
    FactWindow window(Flow::kWindow);
    window.add(0, Role::kToolBar, 0, 0, 30, 600).row = kLeft;
    window.add(0, Role::kContainer, 30, 0, 770, 580).row = kCentre;
    window.add(0, Role::kStatusBar, 0, 580, 800, 20).row = kBottom;
    CHECK(window.told(1).known == 15);
    window.facts[3].flags = kContent;
    CHECK(window.told(1).known == 0);
}

TEST_CASE("splitters, stacks and scroll areas ask for what a part would like to have, whatever size the program set") {
    const Flow flow = GENERATE(Flow::kSplitRow, Flow::kSplitColumn, Flow::kStack, Flow::kScroll);
    FactWindow window(Flow::kColumn, 800, 600, 0);
    window.add(0, Role::kContainer, 0, 0, 800, 600).flow = static_cast<std::uint8_t>(flow);
    Fact& part = window.add(1, Role::kLabel, 0, 0, 100, 40);
    part.flags = kFixedW | kFixedH;
    CHECK(knows(window.told(0), kKnownWidth | kKnownHeight));
    window.facts[2].flags |= kContent;
    CHECK((window.told(0).known & (kKnownWidth | kKnownHeight)) == 0);
    // Others arrange by the size that was set.
    window.facts[1].flow = static_cast<std::uint8_t>(Flow::kRow);
    CHECK(knows(window.told(0), kKnownWidth | kKnownHeight));
}

TEST_CASE("across a splitter, what may not grow stands in the middle") {
    FactWindow window(Flow::kSplitRow);
    Fact& button = window.add(0, Role::kButton, 0, 290, 400, 20);
    make_label(button);
    button.policy_h = static_cast<std::uint8_t>(Policy::kFixed);
    window.add(0, Role::kContainer, 400, 0, 400, 600);
    CHECK((window.told(1).known & (kKnownY | kKnownHeight)) == 0);
    window.facts[1].policy_h = static_cast<std::uint8_t>(Policy::kPreferred);
    CHECK(knows(window.told(1), kKnownY | kKnownHeight));
}

TEST_CASE("which way a line of text reads follows what is typed in it: it moves nothing that is told") {
    FactWindow window(Flow::kColumn, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 700, 20));
    Fact& line = window.add(0, Role::kTextInput, 0, 20, 700, 24);
    line.policy_h = 0;
    line.flags = kFixedH;
    CHECK(knows(window.told(2), kKnownX));
    const auto direction_moves = [&] {
        const unsigned before = window.told(2).known;
        window.facts[2].flags ^= kRightToLeft;
        const unsigned after = window.told(2).known;
        window.facts[2].flags ^= kRightToLeft;
        return before != after;
    };
    CHECK_FALSE(direction_moves());
    // An arrangement reads as the widget that it lies in.
    window.facts.front().flags |= kRightToLeft;
    window.add(0, Role::kLayout, 0, 50, 700, 24).flow = static_cast<std::uint8_t>(Flow::kRow);
    window.add(3, Role::kTextInput, 80, 0, 620, 24).flags = kRightToLeft;
    make_label(window.add(3, Role::kLabel, 0, 0, 80, 24));
    CHECK_FALSE(knows(window.told(4), kKnownX));
    window.facts.front().flags = 0;
    CHECK(knows(window.told(4), kKnownX));
    // It stands at the end that it reads from.
    window.facts[2].flags |= kLimitedW;
    CHECK_FALSE(knows(window.told(2), kKnownX));
    CHECK_FALSE(direction_moves());
    window.facts[2].flags = kFixedH;
    window.facts[2].align_w = static_cast<std::uint8_t>(Align::kStart);
    CHECK_FALSE(knows(window.told(2), kKnownX));
    CHECK_FALSE(direction_moves());
}

TEST_CASE("the centre of a main window that may not fill what is left stands in the middle of it") {
    FactWindow window(Flow::kWindow);
    make_label(window.add(0, Role::kDock, 700, 0, 100, 600));
    window.facts[1].row = kRight;
    window.add(0, Role::kContainer, 0, 0, 700, 600).row = kCentre;
    REQUIRE((window.told(2).known & (kKnownX | kKnownY | kKnownHeight)) == (kKnownX | kKnownY | kKnownHeight));
    window.facts[2].flags = kFixedW | kFixedH;
    CHECK(window.told(2).known == 0);
    // Where nothing around it moves, it does not either.
    window.facts[1].role = static_cast<std::uint8_t>(Role::kToolBar);
    window.facts[1].flags = 0;
    CHECK(window.told(2).known == 15);
}

TEST_CASE(
    "a form gives a layout less than nothing where space is short: of where the first things stand nothing is told") {
    FactWindow window(Flow::kForm);
    make_label(window.add(0, Role::kLabel, 0, 0, 100, 20));
    const Flow flow = GENERATE(Flow::kRow, Flow::kColumn);
    window.add(0, Role::kLayout, 0, 30, 400, 20).flow = static_cast<std::uint8_t>(flow);
    window.facts[2].row = 1;
    window.add(2, Role::kLayout, 0, 0, 400, 20).flow = static_cast<std::uint8_t>(Flow::kRow);
    window.add(3, Role::kUnspecified, 0, 0, 400, 20);
    CHECK_FALSE(knows(window.told(3), kKnownY));
    CHECK_FALSE(knows(window.told(4), kKnownY));
    window.facts[0].flow = static_cast<std::uint8_t>(Flow::kColumn);
    CHECK(knows(window.told(4), kKnownY));
}

TEST_CASE("a bar of tabs that is a page is as long as the pages: told only where these are") {
    FactWindow window(Flow::kStack, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 800, 600));
    window.add(0, Role::kTabBar, 0, 0, 800, 600);
    CHECK((window.told(2).known & (kKnownWidth | kKnownHeight)) == 0);
}

TEST_CASE("what may not grow in a splitter stands where what is left over puts it") {
    FactWindow window(Flow::kColumn, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 90, 20));
    window.add(0, Role::kContainer, 0, 20, 800, 580).flow = static_cast<std::uint8_t>(Flow::kSplitColumn);
    Fact& button = window.add(2, Role::kButton, 0, 200, 800, 30);
    make_label(button);
    button.policy_h = static_cast<std::uint8_t>(Policy::kFixed);
    CHECK_FALSE(knows(window.told(3), kKnownY));
    window.add(2, Role::kContainer, 0, 230, 800, 350);
    CHECK(knows(window.told(3), kKnownY));
}

TEST_CASE("what is aligned is as long as its content, also where its policy ignores that") {
    FactWindow window(Flow::kRow);
    Fact& group = window.add(0, Role::kGroup, 0, 200, 100, 60);
    make_label(group);
    group.policy_h = group.policy_w = static_cast<std::uint8_t>(Policy::kIgnored);
    CHECK(window.told(1).known == 15);
    window.facts[1].align_h = window.facts[1].align_w = static_cast<std::uint8_t>(Align::kCentre);
    CHECK(window.told(1).known == 0);
}

TEST_CASE("a main window's tool bar squeezes nothing: its buttons keep their sizes, but the first its length") {
    // Smaller than its content, as any window may be whose minimum the program set.
    FactWindow window(Flow::kWindow, 800, 600, kLimitedW | kLimitedH);
    Fact& bar = window.add(0, Role::kToolBar, 0, 0, 800, 40);
    bar.flow = static_cast<std::uint8_t>(Flow::kRow);
    bar.policy_h = 0;
    for (int button = 0; button < 3; ++button) {
        make_rigid(window.add(1, Role::kToolButton, 4 + button * 34, 4, 33, 32));
        window.facts.back().align_h = static_cast<std::uint8_t>(Align::kCentre);
    }
    make_label(window.add(0, Role::kLabel, 0, 40, 800, 560));
    window.facts.back().row = kCentre;
    CHECK(window.told(1).known == kKnownHeight);
    CHECK((window.told(2).known & (kKnownWidth | kKnownHeight)) == kKnownHeight);
    CHECK(knows(window.told(3), kKnownWidth | kKnownHeight));
    CHECK_FALSE(knows(window.told(3), kKnownX));
    window.facts[2].flags |= kHidden;
    CHECK((window.told(3).known & (kKnownWidth | kKnownHeight)) == kKnownHeight);
    CHECK(knows(window.told(4), kKnownWidth | kKnownHeight));
    window.facts[2].flags = window.facts[3].flags;

    // What stands beside them may make the bar thicker, and them no smaller.
    make_label(window.add(1, Role::kLabel, 106, 4, 60, 32));
    CHECK(window.told(1).known == 0);
    CHECK(knows(window.told(3), kKnownWidth | kKnownHeight));
    window.facts.pop_back();

    // Bars in one line are as thick as the thickest; a bar in no main window may be squeezed as anything else.
    window.add(0, Role::kToolBar, 400, 0, 400, 40);
    make_label(window.facts.back());
    CHECK(window.told(1).known == 0);
    window.facts.pop_back();
    window.facts[0].flow = static_cast<std::uint8_t>(Flow::kColumn);
    CHECK((window.told(3).known & (kKnownWidth | kKnownHeight)) == 0);
}

TEST_CASE("a spacer that expands in a grid's cell is told as the alignment of what it pushes") {
    FactWindow window(Flow::kGrid);
    make_label(window.add(0, Role::kLabel, 0, 0, 90, 20));
    window.add(0, Role::kUnspecified, 90, 0, 500, 20).column = 1;
    window.facts.back().element = 0;
    window.facts.back().policy_w = static_cast<std::uint8_t>(Policy::kExpanding);
    make_label(window.add(0, Role::kLabel, 590, 0, 90, 20));
    window.facts.back().column = 2;
    make_label(window.add(0, Role::kLabel, 590, 20, 90, 20));
    window.facts.back().row = 1;
    window.facts.back().column = 2;
    const auto align = [&](std::int32_t i) { return window.told(i).fill >> 6 & 3u; };
    CHECK(align(1) == static_cast<std::uint32_t>(Align::kStart));
    CHECK(align(3) == static_cast<std::uint32_t>(Align::kEnd));
    CHECK(align(4) == static_cast<std::uint32_t>(Align::kFill));
    window.facts[2].policy_w = static_cast<std::uint8_t>(Policy::kFixed);
    CHECK(align(1) == static_cast<std::uint32_t>(Align::kFill));
}

TEST_CASE("a column that is arranged from its end reaches its start only where space is not short") {
    FactWindow window(Flow::kColumn, 800, 600, 0);
    make_label(window.add(0, Role::kLabel, 0, 0, 800, 300));
    window.add(0, Role::kContainer, 0, 300, 800, 300).flow = static_cast<std::uint8_t>(Flow::kColumn);
    window.add(2, Role::kTable, 0, -2, 800, 0);
    make_label(window.add(2, Role::kLabel, 0, 20, 800, 280));
    window.facts[2].flags = kLimitedH;
    CHECK(knows(window.told(3), kKnownY));
    window.facts[2].flags |= kBackwards;
    CHECK_FALSE(knows(window.told(3), kKnownY));
    window.facts[2].flags = kBackwards;
    CHECK(knows(window.told(3), kKnownY));
}

TEST_CASE("an arrangement in another reads as the widget that both lie in") {
    FactWindow window(Flow::kRow, 800, 600, 0);
    window.add(0, Role::kLayout, 100, 0, 600, 600).flow = static_cast<std::uint8_t>(Flow::kRow);
    window.add(1, Role::kLayout, 0, 0, 500, 600).flow = static_cast<std::uint8_t>(Flow::kRow);
    make_label(window.add(2, Role::kLabel, 0, 0, 500, 20));
    make_label(window.add(1, Role::kLabel, 500, 0, 100, 20));
    CHECK(knows(window.told(2), kKnownX));
    window.facts.front().flags = kRightToLeft;
    CHECK_FALSE(knows(window.told(2), kKnownX));
}

TEST_CASE("a grid with a bar in it tells no number where a height in it follows a width") {
    FactWindow window(Flow::kGrid);
    Fact& label = window.add(0, Role::kLabel, 0, 0, 800, 20);
    make_label(label);
    window.add(0, Role::kContainer, 0, 20, 800, 580).row = 1;
    window.add(2, Role::kContainer, 0, 0, 800, 40);
    window.facts[1].flags |= kWraps;
    REQUIRE(knows(window.told(1), kKnownX | kKnownY));
    REQUIRE(knows(window.told(2), kKnownX));
    window.facts[3].role = static_cast<std::uint8_t>(Role::kToolBar);
    CHECK(window.told(1).known == 0);
    CHECK(window.told(2).known == 0);
}

TEST_CASE("a splitter asks for no room for its own margins: its parts may be squeezed") {
    FactWindow window(Flow::kSplitRow, 800, 600, 0);
    window.add(0, Role::kContainer, 0, 0, 800, 600).flow = static_cast<std::uint8_t>(Flow::kColumn);
    make_label(window.add(1, Role::kLabel, 0, 0, 800, 20));
    Fact& line = window.add(1, Role::kTextInput, 0, 20, 800, 20);
    line.policy_h = static_cast<std::uint8_t>(Policy::kFixed);
    CHECK(knows(window.told(3), kKnownHeight));
    window.facts.front().margin_top = 2;
    CHECK_FALSE(knows(window.told(3), kKnownHeight));
}
