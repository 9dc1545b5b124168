#include "replay/arrange.h"

#include "replay/line.h"
#include "tests/catch.h"
#include "tests/unit/replay/made_session.h"

using namespace silhouette::replay;
using namespace silhouette::v1;

namespace {

Node made(int parent, Role role, Flow flow = FLOW_NONE, std::uint32_t fill = 0, std::uint32_t cell = 0) {
    Node node;
    node.parent = parent;
    node.role = role;
    node.flow = flow;
    node.fill = fill;
    node.cell = cell;
    return node;
}

Node told(Node node, int x, int y, int width, int height) {
    node.told = {x, y, width, height};
    return node;
}

constexpr std::uint32_t kGrow = 4 | 4 << 3;

bool inside(const Box& outer, const Box& inner) {
    return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
           inner.y + inner.height <= outer.y + outer.height;
}

bool apart(const Box& a, const Box& b) {
    return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}

}  // namespace

TEST_CASE("told boxes stand exactly where they were told, whatever arranges them") {
    for (const Flow flow : {FLOW_NONE, FLOW_ROW, FLOW_COLUMN, FLOW_GRID, FLOW_FORM, FLOW_STACK, FLOW_SPLIT_ROW,
                            FLOW_SPLIT_COLUMN, FLOW_WINDOW, FLOW_SCROLL, FLOW_WRAP, FLOW_FREE}) {
        for (const Role role :
             {ROLE_CONTAINER, ROLE_GROUP, ROLE_TAB_PANEL, ROLE_TOOL_BAR, ROLE_SCROLL_AREA, ROLE_DOCK}) {
            std::vector<Node> nodes{made(-1, ROLE_WINDOW, FLOW_FREE), told(made(0, role, flow), 30, 40, 500, 300),
                                    told(made(1, ROLE_BUTTON), 7, 11, 90, 27), made(1, ROLE_LABEL, FLOW_NONE, 0, 1),
                                    told(made(1, ROLE_HEADER, FLOW_NONE, 0, 2), 3, 211, 80, 31)};
            arrange(nodes, {800, 600});
            INFO("flow " << flow << ", role " << role);
            CHECK(nodes[1].box == Box{30, 40, 500, 300});
            CHECK(nodes[2].box == Box{37, 51, 90, 27});
            CHECK(nodes[4].box == Box{33, 251, 80, 31});
        }
    }
}

TEST_CASE("a single told number is kept") {
    std::vector<Node> nodes{made(-1, ROLE_DIALOG, FLOW_COLUMN), made(0, ROLE_BUTTON),
                            made(0, ROLE_LIST, FLOW_NONE, kGrow)};
    nodes[1].told[3] = 41;
    nodes[2].told[0] = 17;
    arrange(nodes, {400, 300});
    CHECK(nodes[1].box.height == 41);
    CHECK(nodes[2].box.x == 17);
}

TEST_CASE("a list beside content takes a quarter") {
    std::vector<Node> nodes{made(-1, ROLE_SPLITTER, FLOW_SPLIT_ROW), made(0, ROLE_LIST, FLOW_NONE, kGrow),
                            made(0, ROLE_TEXT_AREA, FLOW_NONE, kGrow)};
    arrange(nodes, {1004, 600});
    CHECK(nodes[1].box == Box{0, 0, 250, 600});
    CHECK(nodes[2].box == Box{254, 0, 750, 600});
}

TEST_CASE("a splitter without stretch does not collapse") {
    std::vector<Node> nodes{made(-1, ROLE_WINDOW, FLOW_COLUMN), made(0, ROLE_SPLITTER, FLOW_SPLIT_ROW),
                            made(1, ROLE_CONTAINER), made(1, ROLE_CONTAINER)};
    arrange(nodes, {800, 600});
    CHECK(nodes[1].box.height > 500);
    CHECK(nodes[2].box.width > 300);
    CHECK(nodes[3].box.width > 300);
}

TEST_CASE("bars stand at a window's edges and the centre has the rest") {
    std::vector<Node> nodes{made(-1, ROLE_WINDOW, FLOW_WINDOW),           made(0, ROLE_MENU_BAR, FLOW_ROW, 4, 0),
                            made(0, ROLE_TOOL_BAR, FLOW_ROW, 4, 0),       made(0, ROLE_DOCK, FLOW_COLUMN, 4, 1),
                            made(0, ROLE_TEXT_AREA, FLOW_NONE, kGrow, 2), made(0, ROLE_STATUS_BAR, FLOW_ROW, 4, 4)};
    arrange(nodes, {1000, 700});
    CHECK(nodes[1].box.y == 0);
    CHECK(nodes[2].box.y == nodes[1].box.height);
    CHECK(nodes[5].box.y + nodes[5].box.height == 700);
    CHECK(nodes[3].box.x == 0);
    CHECK(nodes[4].box.x == nodes[3].box.width);
    CHECK(nodes[4].box.x + nodes[4].box.width == 1000);
    CHECK(nodes[4].box.height > 500);
}

TEST_CASE("a form's fields grow and its labels stand before them") {
    std::vector<Node> nodes{made(-1, ROLE_DIALOG, FLOW_FORM)};
    for (std::uint32_t row = 0; row < 3; ++row) {
        nodes.push_back(made(0, ROLE_LABEL, FLOW_NONE, 2 | 2 << 3, row));
        nodes.push_back(made(0, ROLE_TEXT_INPUT, FLOW_NONE, 4, row | 1 << 8));
    }
    arrange(nodes, {500, 300});
    for (std::size_t row = 0; row < 3; ++row) {
        const Box& label = nodes[1 + row * 2].box;
        const Box& field = nodes[2 + row * 2].box;
        CHECK(label.x + label.width < field.x);
        CHECK(field.width > 250);
        CHECK(inside({0, 0, 500, 300}, field));
        if (row > 0) {
            CHECK(apart(field, nodes[row * 2].box));
        }
    }
}

TEST_CASE("dialog buttons are 80 wide at the end of their box") {
    std::vector<Node> nodes{made(-1, ROLE_BUTTON_BOX, FLOW_ROW, 4), made(0, ROLE_BUTTON, FLOW_NONE, 1 | 3 << 6),
                            made(0, ROLE_BUTTON, FLOW_NONE, 1)};
    arrange(nodes, {400, 30});
    CHECK(nodes[1].box.width == 80);
    CHECK(nodes[2].box.x + nodes[2].box.width == 400);
}

TEST_CASE("what has no room is squeezed, not pushed out") {
    std::vector<Node> nodes{made(-1, ROLE_CONTAINER, FLOW_ROW)};
    for (int i = 0; i < 12; ++i) {
        nodes.push_back(made(0, ROLE_BUTTON));
    }
    arrange(nodes, {400, 40});
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        CHECK(inside({0, 0, 400, 40}, nodes[i].box));
        CHECK(nodes[i].box.width > 10);
    }
}

TEST_CASE("windows without a size have a nominal one") {
    CHECK(wanted_size({made(-1, ROLE_WINDOW, FLOW_WINDOW)}).width == 1024);
    const Size dialog = wanted_size({made(-1, ROLE_DIALOG, FLOW_COLUMN), made(0, ROLE_BUTTON)});
    CHECK(dialog.width == 360);
    CHECK(dialog.height == 180);
    const Size fixed = wanted_size({told(made(-1, ROLE_DIALOG, FLOW_COLUMN), 0, 0, 333, 222)});
    CHECK(fixed.width == 333);
    CHECK(fixed.height == 222);
}

TEST_CASE("free parts share what told parts leave between them") {
    std::vector<Part> parts(3);
    parts[0].told_at = 0, parts[0].told_length = 50;
    parts[1].weight = 1;
    parts[2].told_at = 350, parts[2].told_length = 50;
    place_parts(parts, 0, 400, 10);
    CHECK(parts[1].at == 60);
    CHECK(parts[1].length == 280);
}

TEST_CASE("a row that reads from right to left keeps its told places") {
    std::vector<Part> parts(3);
    parts[0].told_at = 300, parts[0].told_length = 100;
    parts[1].wanted = 40;
    parts[2].told_at = 0, parts[2].told_length = 100;
    place_parts(parts, 0, 400, 10);
    CHECK(parts[0].at == 300);
    CHECK(parts[2].at == 0);
    CHECK(parts[1].at >= 100);
    CHECK(parts[1].at + parts[1].length <= 300);
}

TEST_CASE("the column of a grid that a spacer stands in takes the space") {
    // Two pairs of label and box, a spacer behind each; below them a group over all six columns.
    std::vector<Node> nodes{made(-1, ROLE_CONTAINER, FLOW_GRID)};
    for (const std::uint32_t column : {0u, 1u, 3u, 4u}) {
        const bool is_box = column % 3 == 1;
        nodes.push_back(made(0, is_box ? ROLE_COMBO_BOX : ROLE_LABEL, FLOW_NONE, is_box ? 2 | 1 << 6 : 2, column << 8));
    }
    nodes.push_back(made(0, ROLE_GROUP, FLOW_NONE, 2 | 2 << 3, 1 | 5u << 20));
    arrange(nodes, {900, 300});
    CHECK(nodes[2].box.width == 120);
    CHECK(nodes[4].box.width == 120);
    CHECK(nodes[3].box.x > nodes[2].box.x + nodes[2].box.width + 100);
    CHECK(nodes[4].box.x + nodes[4].box.width < 700);
    CHECK(nodes[5].box.width > 870);
    // A column that nothing but a fixed gap stands in takes none.
    nodes[2].fill = nodes[4].fill = 2;
    arrange(nodes, {900, 300});
    CHECK(nodes[2].box.width > 200);
}

TEST_CASE("what grows gets as much as its like, whatever it would like itself") {
    std::vector<Part> parts(3);
    parts[0].wanted = 50, parts[0].weight = 1;
    parts[1].wanted = 150, parts[1].weight = 1;
    parts[2].wanted = 400, parts[2].weight = 1;
    place_parts(parts, 0, 800, 0);
    CHECK(parts[0].length == 200);
    CHECK(parts[1].length == 200);
    CHECK(parts[2].length == 400);
}

TEST_CASE("where nothing asks for the space that is left over, all share it that may grow") {
    std::vector<Node> nodes{made(-1, ROLE_CONTAINER, FLOW_COLUMN), made(0, ROLE_GROUP, FLOW_NONE, 2 | 2 << 3),
                            made(0, ROLE_BUTTON, FLOW_NONE, 1), made(0, ROLE_GROUP, FLOW_NONE, 2 | 2 << 3)};
    arrange(nodes, {400, 400});
    CHECK(nodes[1].box.height > 150);
    CHECK(nodes[1].box.height == nodes[3].box.height);
    CHECK(nodes[2].box.height == 28);
}

TEST_CASE("buttons below a splitter's list keep their height") {
    std::vector<Node> nodes{made(-1, ROLE_SPLITTER, FLOW_SPLIT_COLUMN),
                            made(0, ROLE_TREE, FLOW_NONE, kGrow),
                            made(0, ROLE_CONTAINER, FLOW_COLUMN, 2 | 2 << 3),
                            made(2, ROLE_LAYOUT, FLOW_ROW, 2 | 2 << 3),
                            made(3, ROLE_BUTTON, FLOW_NONE, 1),
                            made(3, ROLE_BUTTON, FLOW_NONE, 1)};
    arrange(nodes, {800, 600});
    CHECK(nodes[1].box.height > 500);
    CHECK(nodes[4].box.height == 28);
}

TEST_CASE("a container with a spacer in it takes space before one without") {
    std::vector<Node> nodes{made(-1, ROLE_CONTAINER, FLOW_ROW), made(0, ROLE_CONTAINER, FLOW_ROW, 2 | 2 << 3),
                            made(1, ROLE_BUTTON, FLOW_NONE, 1 | 3 << 6), made(0, ROLE_COMBO_BOX, FLOW_NONE, 2)};
    arrange(nodes, {800, 60});
    CHECK(nodes[3].box.width == 120);
    CHECK(nodes[1].box.width > 600);
}

TEST_CASE("a table's headers stand above and beside its rows") {
    std::vector<Node> nodes{made(-1, ROLE_TABLE, FLOW_FREE, kGrow), made(0, ROLE_HEADER, FLOW_ROW),
                            made(0, ROLE_HEADER, FLOW_COLUMN)};
    arrange(nodes, {400, 300});
    CHECK(nodes[1].box == Box{1, 1, 398, 24});
    CHECK(nodes[2].box == Box{1, 25, 36, 274});
}

TEST_CASE("a tool button is as large as its told like, and the lines between as long as the bar is thick") {
    constexpr std::uint32_t kCentred = 2 << 8;
    std::vector<Node> nodes{made(-1, ROLE_WINDOW, FLOW_WINDOW), made(0, ROLE_TOOL_BAR, FLOW_ROW, 2),
                            made(1, ROLE_TOOL_BUTTON, FLOW_NONE, kCentred),
                            made(1, ROLE_SEPARATOR, FLOW_NONE, 1 | 1 << 3 | kCentred),
                            made(1, ROLE_TOOL_BUTTON, FLOW_NONE, kCentred)};
    nodes[4].told[2] = 41;
    nodes[4].told[3] = 40;
    arrange(nodes, {800, 600});
    CHECK(nodes[2].box.width == 41);
    CHECK(nodes[2].box.height == 40);
    CHECK(nodes[3].box.height == 40);
    CHECK(nodes[1].box.height == 48);
}

TEST_CASE("lines are thin along the axis in which they may not grow") {
    std::vector<Node> nodes{made(-1, ROLE_CONTAINER, FLOW_COLUMN),      made(0, ROLE_SEPARATOR, FLOW_NONE, 1),
                            made(0, ROLE_TEXT_AREA, FLOW_NONE, kGrow),  made(0, ROLE_CONTAINER, FLOW_ROW, 2),
                            made(3, ROLE_SEPARATOR, FLOW_NONE, 1 << 3), made(3, ROLE_BUTTON)};
    arrange(nodes, {400, 300});
    CHECK(nodes[1].box.height == 3);
    CHECK(nodes[1].box.width > 380);
    CHECK(nodes[4].box.width == 3);
}

TEST_CASE("a text area among labels is a field of a few lines") {
    std::vector<Node> nodes{made(-1, ROLE_DIALOG, FLOW_GRID)};
    for (std::uint32_t row = 0; row < 3; ++row) {
        nodes.push_back(made(0, ROLE_LABEL, FLOW_NONE, 2, row));
        nodes.push_back(made(0, ROLE_TEXT_AREA, FLOW_NONE, kGrow, row | 1 << 8));
    }
    CHECK(wanted_size(nodes).height < 200);
    for (std::size_t row = 0; row < 3; ++row) {
        nodes[1 + row * 2].role = ROLE_BUTTON;
    }
    CHECK(wanted_size(nodes).height > 360);
    // Beside several labels it is none. A menu's size is that of its inside.
    nodes.resize(4);
    nodes[0].role = ROLE_MENU;
    nodes[1].role = nodes[3].role = ROLE_LABEL;
    CHECK(wanted_size(nodes).height < 120);
    nodes[2].cell = 1 << 8 | 1 << 16;
    CHECK(wanted_size(nodes).height > 120);
}
