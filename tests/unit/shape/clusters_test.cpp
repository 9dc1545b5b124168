// Which of them was pressed is the secret: keypads and their like, found by shape.
#include "tests/catch.h"
#include "tests/unit/shape/window_of_facts.h"

using namespace silhouette::privacy::shape;
using silhouette::tests::FactWindow;

namespace {

void add_grid(FactWindow& window, std::int32_t parent, int rows, int columns, int width = 40, int height = 30,
              Role role = Role::kButton) {
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            Fact& key = window.add(parent, role, column * (width + 6), row * (height + 6), width, height);
            key.flags = kButton;
            key.row = static_cast<std::uint8_t>(row);
            key.column = static_cast<std::uint8_t>(column);
        }
    }
}

// A container of its own in the window.
std::int32_t add_container(FactWindow& window, Flow flow, Role role = Role::kUnspecified) {
    window.add(0, role, 100, 100, 400, 300).flow = static_cast<std::uint8_t>(flow);
    return window.last();
}

std::size_t covered(const FactWindow& window) {
    return make_strict(window.facts).covered.size();
}

}  // namespace

TEST_CASE("a grid of three by three like buttons is a keypad, told by its container alone") {
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, Flow::kFree);
    add_grid(window, pad, 3, 3);
    const StrictLayout strict = make_strict(window.facts);
    REQUIRE(strict.covered.size() == 9);
    for (const auto& cover : strict.covered) {
        CHECK(cover.container == window.facts[static_cast<std::size_t>(pad)].element);
    }
    CHECK(strict.elements.size() == 2);
}

TEST_CASE("everything inside the container is covered, its display included") {
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, Flow::kFree);
    window.add(pad, Role::kLabel, 0, 0, 200, 20);
    add_grid(window, pad, 4, 3);
    CHECK(covered(window) == 13);
}

TEST_CASE("buttons in rows of their own form one keypad") {
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, Flow::kColumn);
    for (int row = 0; row < 4; ++row) {
        window.add(pad, Role::kLayout, 0, row * 36, 400, 30).flow = static_cast<std::uint8_t>(Flow::kRow);
        const std::int32_t line = window.last();
        add_grid(window, line, 1, 3);
    }
    const StrictLayout strict = make_strict(window.facts);
    CHECK(strict.covered.size() == 16);
    CHECK(strict.covered.front().container == window.facts[static_cast<std::size_t>(pad)].element);
}

TEST_CASE("a keypad is seen by its cells while it is hidden, and when its keys are of all widths") {
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, Flow::kGrid);
    add_grid(window, pad, 4, 3);
    for (Fact& fact : window.facts) {
        if ((fact.flags & kButton) != 0) {
            fact.width = 20 + fact.column * 60;
        }
    }
    CHECK(covered(window) == 12);
    for (Fact& fact : window.facts) {
        if ((fact.flags & kButton) != 0) {
            fact.flags |= kHidden;
            fact.width = fact.height = 0;
        }
    }
    CHECK(covered(window) == 12);
}

TEST_CASE("ten like buttons in a row are digits") {
    FactWindow window(Flow::kColumn);
    add_grid(window, add_container(window, Flow::kRow), 1, 10);
    CHECK(covered(window) == 10);
}

TEST_CASE("ten buttons in a row are digits, however long their texts are and whatever pushes them apart") {
    for (const bool is_tool : {false, true}) {
        FactWindow window(Flow::kColumn);
        const std::int32_t row = add_container(window, Flow::kRow);
        for (int number = 0; number < 10; ++number) {
            window.add(row, is_tool ? Role::kToolButton : Role::kButton, number * 200, 0, 20 + number * 15, 30).flags =
                kButton | kContentW | kContentH;
        }
        CHECK(covered(window) == (is_tool ? 0 : 10));
    }
}

TEST_CASE("nine buttons in two lines of a layout are a keypad, however long their texts are and however far apart") {
    // Grown by its text, each key is unlike its neighbours and far from them.
    const auto grown = [](FactWindow& window) {
        for (Fact& fact : window.facts) {
            if ((fact.flags & kButton) != 0) {
                fact.flags |= kContentW | kContentH;
                fact.x *= 20;
                fact.width += fact.x / 10 + fact.y;
            }
        }
        return covered(window);
    };
    const Role role = GENERATE(Role::kButton, Role::kToolButton);
    const std::size_t keys = role == Role::kButton ? 10 : 0;
    SECTION("two columns or rows of a grid") {
        for (const auto& [rows, columns] : {std::pair{5, 2}, std::pair{2, 5}, std::pair{1, 10}}) {
            FactWindow window(Flow::kColumn);
            add_grid(window, add_container(window, Flow::kGrid), rows, columns, 40, 30, role);
            CHECK(grown(window) == keys);
        }
    }
    SECTION("two rows of a grid, or of a column, whatever stands between") {
        for (const Flow flow : {Flow::kGrid, Flow::kColumn}) {
            FactWindow window(Flow::kColumn);
            const std::int32_t pad = add_container(window, flow);
            for (int row = 0; row < 3; ++row) {
                if (flow == Flow::kColumn) {
                    window.add(pad, Role::kLayout, 0, row * 90, 400, 30).flow = static_cast<std::uint8_t>(Flow::kRow);
                }
                const std::int32_t line = flow == Flow::kColumn ? window.last() : pad;
                for (int column = 0; column < 5; ++column) {
                    Fact& key = window.add(line, row == 1 ? Role::kLabel : role, column * 46, row * 90, 40, 30);
                    key.flags = row == 1 ? 0 : kButton;
                    key.row = static_cast<std::uint8_t>(row);
                    key.column = static_cast<std::uint8_t>(column);
                }
            }
            const std::size_t others = flow == Flow::kColumn ? 8 : 5;
            CHECK(grown(window) == (keys > 0 ? keys + others : 0));
        }
    }
    SECTION("two columns in a row, side by side, are one; beside a label each they are lists") {
        for (const bool has_labels : {false, true}) {
            FactWindow window(Flow::kColumn);
            const std::int32_t pad = add_container(window, Flow::kRow);
            for (int column = 0; column < 2; ++column) {
                if (has_labels) {
                    window.add(pad, Role::kLabel, column * 200, 0, 90, 200);
                }
                window.add(pad, Role::kLayout, column * 200 + 100, 0, 90, 200).flow =
                    static_cast<std::uint8_t>(Flow::kColumn);
                add_grid(window, window.last(), 5, 1, 40, 30, role);
            }
            CHECK(grown(window) == (keys > 0 && !has_labels ? keys + 2 : 0));
        }
    }
}

TEST_CASE("what holds nothing but nine keys or more is a keypad, however it is nested; a list of pages is none") {
    // A row of rows of two, sized by their texts: by no box.
    const auto covered_in = [](Flow outer, Flow inner, Role role, bool has_field) {
        FactWindow window(Flow::kColumn);
        const std::int32_t pad = add_container(window, outer);
        for (int part = 0; part < 5; ++part) {
            window.add(pad, Role::kLayout, 0, part * 90, 400, 30).flow = static_cast<std::uint8_t>(inner);
            const std::int32_t line = window.last();
            for (int key = 0; key < 2; ++key) {
                window.add(line, Role::kContainer, key * 200, 0, 60 + part * 30, 30).flow =
                    static_cast<std::uint8_t>(Flow::kColumn);
                window.add(window.last(), role, 0, 0, 60 + part * 30, 30).flags = kButton | kContentW | kContentH;
            }
        }
        if (has_field) {
            window.add(pad, Role::kTextInput, 0, 500, 200, 30);
        }
        return covered(window) > 0;
    };
    CHECK(covered_in(Flow::kRow, Flow::kRow, Role::kButton, false));
    CHECK(covered_in(Flow::kColumn, Flow::kRow, Role::kButton, false));
    CHECK(covered_in(Flow::kWrap, Flow::kColumn, Role::kToolButton, false));
    CHECK_FALSE(covered_in(Flow::kColumn, Flow::kRow, Role::kToolButton, false));
    CHECK_FALSE(covered_in(Flow::kColumn, Flow::kRow, Role::kButton, true));
    CHECK_FALSE(covered_in(Flow::kColumn, Flow::kColumn, Role::kButton, false));
}

TEST_CASE("a button beside a keypad is no key of it") {
    FactWindow window(Flow::kColumn);
    add_grid(window, add_container(window, Flow::kGrid), 4, 3);
    window.add(0, Role::kButton, 0, 500, 90, 30).flags = kButton | kContentW;
    CHECK(covered(window) == 12);
}

TEST_CASE("keys in boxes of their own in the cells of a grid are a keypad") {
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, Flow::kGrid);
    window.add(pad, Role::kTextInput, 0, 0, 200, 30).row = 9;
    for (int number = 0; number < 9; ++number) {
        Fact& box = window.add(pad, Role::kContainer, 0, 0, 40, 30);
        box.row = static_cast<std::uint8_t>(number / 3);
        box.column = static_cast<std::uint8_t>(number % 3);
        box.flow = static_cast<std::uint8_t>(Flow::kRow);
        window.add(window.last(), Role::kToolButton, 0, 0, 10 * number, 30).flags = kButton | kContentW | kContentH;
    }
    CHECK(covered(window) == 19);
}

TEST_CASE("whether buttons in a layout are a keypad does not follow their texts") {
    // Two to a line of a form, beside a label and a field; a row of others below: ten that one text makes alike.
    for (const int step : {0, 40}) {
        FactWindow window(Flow::kColumn);
        const std::int32_t grid = add_container(window, Flow::kGrid);
        for (int number = 0; number < 10; ++number) {
            const int row = number / 2;
            if (number % 2 == 0) {
                window.add(grid, Role::kTextInput, 0, row * 34, 100, 30).row = static_cast<std::uint8_t>(row);
            }
            Fact& key = window.add(grid, Role::kButton, 110 + number % 2 * 60, row * 34, 50 + step * number, 30);
            key.flags = kButton | kContentW | kContentH;
            key.row = static_cast<std::uint8_t>(row);
            key.column = static_cast<std::uint8_t>(1 + number % 2 * 2);
        }
        CHECK(covered(window) == 0);
    }
}

TEST_CASE("buttons that are placed by hand in two columns apart are no keypad, in two rows apart they are") {
    const auto covered_in = [](int columns, int step_x, int step_y) {
        FactWindow window(Flow::kColumn);
        const std::int32_t pad = add_container(window, Flow::kFree);
        for (int number = 0; number < 10; ++number) {
            window.add(pad, Role::kButton, number % columns * step_x, number / columns * step_y, 50, 30).flags =
                kButton;
        }
        return covered(window);
    };
    CHECK(covered_in(2, 300, 34) == 0);
    CHECK(covered_in(2, 54, 34) == 10);
    CHECK(covered_in(5, 300, 34) == 10);
    CHECK(covered_in(5, 54, 200) == 10);
}

TEST_CASE("staggered rows of an on-screen keyboard are one cluster") {
    FactWindow window(Flow::kColumn);
    const std::int32_t board = add_container(window, Flow::kFree);
    for (int row = 0; row < 3; ++row) {
        for (int key = 0; key < 10 - row; ++key) {
            window.add(board, Role::kButton, key * 36 + row * 15, row * 36, 32, 32).flags = kButton;
        }
    }
    CHECK(covered(window) == 27);
}

TEST_CASE("beside a password field six keys are a pad, in a grid's cells, in lines, or placed by hand") {
    for (const Flow flow : {Flow::kGrid, Flow::kFree}) {
        FactWindow window(Flow::kColumn);
        add_grid(window, add_container(window, flow), 2, 3);
        CHECK(covered(window) == 0);
        window.add(0, Role::kPasswordInput, 0, 0, 200, 20);
        CHECK(covered(window) == 6);
    }
    FactWindow login(Flow::kColumn);
    const std::int32_t line = add_container(login, Flow::kRow);
    for (int key = 0; key < 6; ++key) {
        login.add(line, Role::kButton, key * 200, 0, 20 + key * 20, 30).flags = kButton | kContentW | kContentH;
    }
    CHECK(covered(login) == 0);
    login.add(0, Role::kPasswordInput, 0, 0, 200, 20);
    CHECK(covered(login) == 6);
    FactWindow window(Flow::kColumn);
    window.add(0, Role::kPasswordInput, 0, 0, 200, 20).flags = kHidden;
    const std::int32_t pad = add_container(window, Flow::kColumn);
    for (int row = 0; row < 2; ++row) {
        window.add(pad, Role::kLayout, 0, row * 36, 400, 30).flow = static_cast<std::uint8_t>(Flow::kRow);
        add_grid(window, window.last(), 1, 3);
    }
    CHECK(covered(window) == 8);
}

TEST_CASE("a palette of colours and a field of pictures are clusters, whatever kind of button they are") {
    for (const Role role : {Role::kToolButton, Role::kToggleButton, Role::kButton}) {
        FactWindow window(Flow::kColumn);
        add_grid(window, add_container(window, Flow::kFree), 6, 8, 18, 18, role);
        CHECK(covered(window) == 48);
    }
}

TEST_CASE("a keypad whose keys touch, or lie in boxes of their own, is one (GTK's grids and rows)") {
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, Flow::kFree);
    for (int number = 0; number < 12; ++number) {
        window.add(pad, Role::kUnspecified, number % 3 * 50, number / 3 * 40, 50, 40);
        window.add(window.last(), Role::kButton, 0, 0, 50, 40).flags = kButton;
    }
    CHECK(covered(window) == 24);
}

TEST_CASE("like keys that are placed by hand are one keypad wherever they stand: in a circle, in a honeycomb") {
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, Flow::kFree);
    SECTION("a circle, a bigger key in its middle") {
        constexpr int kPlaces[][2] = {{370, 210}, {340, 304}, {259, 362}, {160, 362}, {80, 304},
                                      {50, 210},  {80, 115},  {160, 57},  {259, 57},  {340, 115}};
        for (const auto& [x, y] : kPlaces) {
            window.add(pad, Role::kButton, x, y, 50, 50).flags = kButton;
        }
        window.add(pad, Role::kButton, 180, 180, 100, 100).flags = kButton;
        CHECK(covered(window) == 11);
    }
    SECTION("a honeycomb") {
        for (int number = 0; number < 16; ++number) {
            window.add(pad, Role::kButton, number % 4 * 90 + number / 4 % 2 * 45, number / 4 * 90, 50, 50).flags =
                kButton;
        }
        CHECK(covered(window) == 16);
    }
    SECTION("a column is a list") {
        for (int number = 0; number < 12; ++number) {
            window.add(pad, Role::kButton, 0, number * 90, 50, 50).flags = kButton;
        }
        CHECK(covered(window) == 0);
    }
}

TEST_CASE("what is no button but stands as keys do is likely a keypad, and else is told as ever") {
    const Role role = GENERATE(Role::kLabel, Role::kImage, Role::kCanvas, Role::kContainer, Role::kCheckBox);
    const Flow flow = GENERATE(Flow::kGrid, Flow::kFree);
    FactWindow window(Flow::kColumn);
    const std::int32_t pad = add_container(window, flow);
    add_grid(window, pad, 4, 3, 40, 30, role);
    for (Fact& fact : window.facts) {
        fact.flags &= static_cast<std::uint16_t>(~kButton);
    }
    window.add(pad, Role::kButton, 300, 300, 80, 20).flags = kButton;
    const std::int32_t key = pad + 5;
    window.add(key, Role::kLabel, 2, 2, 20, 20);
    window.add(key, Role::kTextInput, 2, 2, 20, 20);
    StrictLayout strict = make_strict(window.facts);
    CHECK(strict.covered.empty());
    CHECK(strict.elements.size() == window.facts.size());
    REQUIRE(strict.likely.size() == 13);  // the keys, and the label upon one
    for (const auto& cover : strict.likely) {
        CHECK(cover.container == window.facts[static_cast<std::size_t>(pad)].element);
    }
    // Once one was clicked it is one, whatever it looks like.
    window.facts[static_cast<std::size_t>(pad)].is_cluster = true;
    strict = make_strict(window.facts);
    CHECK(strict.likely.empty());
    CHECK(strict.covered.size() == 15);
}

TEST_CASE("whether labels and boxes are likely a keypad does not follow what they say") {
    const auto likely = [](Role role, Flow flow, int step) {
        FactWindow window(Flow::kColumn);
        const std::int32_t pad = add_container(window, flow);
        for (int number = 0; number < 12; ++number) {
            Fact& key = window.add(pad, role, number % 3 * 90, number / 3 * 40, 40 + number * step, 30);
            key.row = static_cast<std::uint8_t>(flow == Flow::kGrid ? number / 3 : 0);
            key.column = static_cast<std::uint8_t>(flow == Flow::kGrid ? number % 3 : 0);
        }
        return make_strict(window.facts).likely.size();
    };
    for (const Role role : {Role::kLabel, Role::kContainer, Role::kCheckBox}) {
        CHECK(likely(role, Flow::kGrid, 0) == 12);
        CHECK(likely(role, Flow::kGrid, 40) == 12);
        CHECK(likely(role, Flow::kRow, 0) == 12);
        CHECK(likely(role, Flow::kRow, 40) == 12);
        CHECK(likely(role, Flow::kWrap, 0) == 0);
        CHECK(likely(role, Flow::kWrap, 40) == 0);
    }
}

TEST_CASE("a form's labels, and a list of cards, are no keys") {
    FactWindow window(Flow::kColumn);
    const std::int32_t form = add_container(window, Flow::kGrid);
    for (int row = 0; row < 12; ++row) {
        Fact& label = window.add(form, Role::kLabel, 0, row * 30, 60 + row * 9, 20);
        label.row = static_cast<std::uint8_t>(row);
        Fact& field = window.add(form, Role::kTextInput, 200, row * 30, 200, 20);
        field.row = static_cast<std::uint8_t>(row);
        field.column = 1;
    }
    const std::int32_t list = add_container(window, Flow::kColumn);
    for (int row = 0; row < 12; ++row) {
        window.add(list, Role::kContainer, 0, row * 60, 300, 55);
    }
    CHECK(make_strict(window.facts).likely.empty());
}

TEST_CASE(
    "groups of check boxes or radio buttons under each other, or side by side, are settings; rows of such are seats") {
    const auto likely = [](Role line, Flow along, Role mark) {
        FactWindow window(along == Flow::kRow ? Flow::kColumn : Flow::kRow);
        for (int number = 0; number < 4; ++number) {
            window.add(0, line, 0, number * 100, 400, 90).flow = static_cast<std::uint8_t>(along);
            add_grid(window, window.last(), 1, 4, 80, 20, mark);
        }
        return make_strict(window.facts).likely.size();
    };
    for (const Flow along : {Flow::kRow, Flow::kColumn}) {
        for (const Role mark : {Role::kCheckBox, Role::kRadioButton}) {
            CHECK(likely(Role::kGroup, along, mark) == 0);
            CHECK(likely(Role::kLayout, along, mark) == 16);
            CHECK(likely(Role::kContainer, along, mark) == 16);
        }
        CHECK(likely(Role::kGroup, along, Role::kLabel) == 16);
    }
}

TEST_CASE("a calendar is a cluster by its role") {
    FactWindow window(Flow::kColumn);
    const std::int32_t calendar = add_container(window, Flow::kColumn, Role::kCalendar);
    window.add(calendar, Role::kTable, 0, 0, 300, 200);
    window.add(calendar, Role::kToolButton, 0, 0, 20, 20).flags = kButton;
    CHECK(covered(window) == 2);
}

TEST_CASE("where a calendar has no number what is above stands for it") {
    FactWindow window(Flow::kColumn);
    const std::int32_t calendar = add_container(window, Flow::kColumn, Role::kCalendar);
    window.facts[calendar].element = 0;
    window.add(calendar, Role::kTable, 0, 0, 300, 200);
    const auto strict = make_strict(window.facts);
    REQUIRE(strict.covered.size() == 1);
    CHECK(strict.covered[0].element == window.facts[calendar + 1].element);
    CHECK(strict.covered[0].container == window.facts[0].element);
}

TEST_CASE("bars, menus, dialog buttons and lists of pages are no clusters") {
    SECTION("a tool bar of twenty") {
        FactWindow window(Flow::kWindow);
        add_grid(window, add_container(window, Flow::kRow, Role::kToolBar), 1, 20, 24, 24, Role::kToolButton);
        CHECK(covered(window) == 0);
    }
    SECTION("three tool bars one above the other") {
        FactWindow window(Flow::kWindow);
        for (int bar = 0; bar < 3; ++bar) {
            window.add(0, Role::kToolBar, 0, bar * 30, 600, 28).flow = static_cast<std::uint8_t>(Flow::kRow);
            const std::int32_t parent = window.last();
            add_grid(window, parent, 1, 12, 24, 24, Role::kToolButton);
        }
        CHECK(covered(window) == 0);
    }
    SECTION("a menu of twenty") {
        FactWindow window(Flow::kColumn);
        const std::int32_t menu = add_container(window, Flow::kColumn, Role::kMenu);
        add_grid(window, menu, 20, 1, 200, 22);
        CHECK(covered(window) == 0);
    }
    SECTION("ten pages in a list of buttons") {
        FactWindow window(Flow::kRow);
        add_grid(window, add_container(window, Flow::kColumn), 10, 1, 150, 30);
        CHECK(covered(window) == 0);
    }
    SECTION("eight buttons of a dialog") {
        FactWindow window(Flow::kColumn);
        add_grid(window, add_container(window, Flow::kFree), 2, 4, 80, 26);
        CHECK(covered(window) == 0);
    }
    SECTION("a row of twelve tool buttons outside of a bar") {
        FactWindow window(Flow::kColumn);
        add_grid(window, add_container(window, Flow::kRow), 1, 12, 24, 24, Role::kToolButton);
        CHECK(covered(window) == 0);
    }
    SECTION("browse buttons, one to a line of a form") {
        FactWindow window(Flow::kColumn);
        const std::int32_t form = add_container(window, Flow::kGrid);
        for (int row = 0; row < 12; ++row) {
            window.add(form, Role::kTextInput, 0, row * 36, 200, 30).row = static_cast<std::uint8_t>(row);
            Fact& browse = window.add(form, Role::kButton, 210, row * 36, 80, 30);
            browse.flags = kButton;
            browse.row = static_cast<std::uint8_t>(row);
            browse.column = 1;
        }
        CHECK(covered(window) == 0);
    }
}
