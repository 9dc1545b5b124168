#include "sdk/recorder/privacy_rules.h"

#include <set>

#include "tests/catch.h"
#include "tests/unit/sdk/made_up_session.h"

using namespace silhouette;
using namespace silhouette::tests;

namespace {

// The one click of a session with an element of this role and these flags.
ReadItem click_on(sil_role role, std::uint32_t flags) {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto target = session.element(window, role, flags);
    session.click(0, target, view, 0, 250, 750);
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    REQUIRE(read.clicks().size() == 1);
    return read.clicks()[0];
}

// The one click of a session, in an element whose text decides its width.
ReadItem click_in_width(MadeUpSession& session, sil_role role, std::int32_t width, std::int16_t x) {
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto target = session.element(window, role);
    session.layout(0, view,
                   {node(window, -1, 0, 0, 800, 600, SIL_BOX_SCREEN_W | SIL_BOX_SCREEN_H, SIL_FLOW_COLUMN),
                    node(target, 0, 10, 10, width, 30, SIL_BOX_CONTENT_W | SIL_BOX_FIXED_H)});
    session.click(10, target, view, 0, x, 250);
    const auto read = session.finish();
    REQUIRE(read.clicks().size() == 1);
    return read.clicks()[0];
}

}  // namespace

TEST_CASE("a point is told inside a control that the toolkit draws") {
    for (const auto role : {SIL_ROLE_BUTTON, SIL_ROLE_TOGGLE_BUTTON, SIL_ROLE_BUTTON_BOX, SIL_ROLE_SEPARATOR}) {
        const auto click = click_on(role, 0);
        CHECK(click.x != 0);
        CHECK(click.y != 0);
    }
}

TEST_CASE("where people aim a fixed way from an edge, no place is told along an axis whose length is not") {
    const auto role = GENERATE(SIL_ROLE_CHECK_BOX, SIL_ROLE_RADIO_BUTTON, SIL_ROLE_MENU_ITEM, SIL_ROLE_TOOL_BUTTON,
                               SIL_ROLE_TAB, SIL_ROLE_GROUP, SIL_ROLE_DOCK, SIL_ROLE_TOOL_BAR, SIL_ROLE_STATUS_BAR);
    INFO("role " << role);
    // The mark of a check box, 9 px from its left edge, beside a short and a long text.
    const auto bytes = [role](std::int32_t width) {
        MadeUpSession session;
        const auto click = click_in_width(session, role, width, static_cast<std::int16_t>(9'000 / width));
        CHECK(click.x == 0);
        CHECK(click.y == 250 + 1);
        return session.frames;
    };
    CHECK(bytes(40) == bytes(400));
}

TEST_CASE("a place is as fine as what is told of the length that it is in") {
    CHECK(recorder::place_to_tell(250, true) == 250);
    CHECK(recorder::place_to_tell(500, false) == 500);
    CHECK(recorder::place_to_tell(0, false) == recorder::place_to_tell(65, false));
    CHECK(recorder::place_to_tell(1000, false) == recorder::place_to_tell(999, false));

    // A button whose text decides its width, in a row: the same places are possible whatever the width.
    const auto places = [](int width) {
        std::set<std::uint32_t> possible;
        for (int pixel = 0; pixel < width; ++pixel) {
            possible.insert(recorder::place_to_tell(pixel * 1000 / width, false));
        }
        return possible;
    };
    for (int width = 15; width < 300; ++width) {
        CHECK(places(width) == places(15));
    }
}

TEST_CASE("a place is told in thousandths along an axis whose length the layout tells") {
    MadeUpSession session;
    const auto click = click_in_width(session, SIL_ROLE_BUTTON, 90, 250);
    CHECK(click.x == 233 + 1);
    CHECK(click.y == 250 + 1);
}

TEST_CASE("a region that is marked late is told as one element from then on, and covers the clicks that wait") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto region = session.element(window, SIL_ROLE_CONTAINER);
    const auto button = session.element(region, SIL_ROLE_BUTTON);
    session.navigate(0, SIL_WINDOW_OPENED, view);
    session.click(10, button, view);
    session.mark_private(region);
    session.click(20, button, view);
    session.click(30, button, view);
    const auto read = session.finish();
    REQUIRE(read.clicks().size() == 1);
    CHECK(read.clicks()[0].x == 0);
    CHECK(read.clicks()[0].tick == 0);
}

TEST_CASE("the small buttons that a toolkit draws into a text field are no keypad") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto field = session.element(window, SIL_ROLE_TEXT_INPUT);
    const auto clear = session.element(field, SIL_ROLE_TOOL_BUTTON);
    session.layout(0, view, {node(window, -1, 0, 0, 800, 600)});  // neither field nor button is in it
    session.click(10, clear, view);
    session.click(20, clear, view);
    CHECK(session.finish().clicks().size() == 2);
}

TEST_CASE("no point is told where the place inside is content") {
    for (const auto role : {SIL_ROLE_TEXT_INPUT,   SIL_ROLE_PASSWORD_INPUT, SIL_ROLE_TEXT_AREA,   SIL_ROLE_LABEL,
                            SIL_ROLE_LINK,         SIL_ROLE_IMAGE,          SIL_ROLE_LIST,        SIL_ROLE_TABLE,
                            SIL_ROLE_TREE,         SIL_ROLE_HEADER,         SIL_ROLE_TAB_BAR,     SIL_ROLE_MENU_BAR,
                            SIL_ROLE_MENU,         SIL_ROLE_COMBO_BOX,      SIL_ROLE_SPIN_BOX,    SIL_ROLE_SLIDER,
                            SIL_ROLE_PROGRESS_BAR, SIL_ROLE_SCROLL_BAR,     SIL_ROLE_SCROLL_AREA, SIL_ROLE_CANVAS,
                            SIL_ROLE_CALENDAR,     SIL_ROLE_KEYPAD,         SIL_ROLE_CONTAINER,   SIL_ROLE_WINDOW,
                            SIL_ROLE_UNSPECIFIED}) {
        const auto click = click_on(role, 0);
        INFO("role " << role);
        CHECK(click.x == 0);
        CHECK(click.y == 0);
    }
}

TEST_CASE("each flag of the hook forbids the point, whatever the role") {
    for (const auto flag : {SIL_ELEMENT_TEXT, SIL_ELEMENT_PRIVATE, SIL_ELEMENT_ROWS, SIL_ELEMENT_VALUE}) {
        CHECK(click_on(SIL_ROLE_BUTTON, static_cast<std::uint32_t>(flag)).x == 0);
    }
}

TEST_CASE("a click inside a private region is one untimed use of the region for each visit") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto region = session.element(window, SIL_ROLE_GROUP, SIL_ELEMENT_PRIVATE);
    const auto inner = session.element(region, SIL_ROLE_CONTAINER);
    const auto one = session.element(inner, SIL_ROLE_BUTTON), two = session.element(region, SIL_ROLE_BUTTON);
    const auto open = session.element(window, SIL_ROLE_BUTTON);
    session.navigate(0, SIL_WINDOW_OPENED, view);
    session.click(1'000, open, view);
    session.click(5'000, one, view, 4, 100, 900);
    session.click(5'200, two, view, 1);
    session.click(9'000, region, view);
    session.navigate(20'000, SIL_WINDOW_CLOSED, view);
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    const auto clicks = read.clicks();
    REQUIRE(clicks.size() == 2);
    CHECK(clicks[0].tick == 100);
    CHECK(clicks[1].tick == 0);  // the visit's start
    CHECK(clicks[1].what == 0);
    CHECK(clicks[1].x == 0);
    const auto& told = read.elements[clicks[1].element];
    CHECK(told.role == SIL_ROLE_GROUP);
    CHECK((told.flags & wire::kElementPrivate) != 0);
    // Nothing inside was ever defined: window, button and region.
    CHECK(read.elements.size() == 4);
    CHECK(session.captured_items == session.items_out);
}

TEST_CASE("each visit of a view uses its private region once") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto secret = session.element(window, SIL_ROLE_PASSWORD_INPUT);
    for (int visit = 0; visit < 3; ++visit) {
        session.navigate(visit * 10'000, SIL_VIEW_ENTERED, view);
        for (int press = 0; press <= visit; ++press) {
            session.click(visit * 10'000 + 3'000 + press * 170, secret, view);
        }
        session.navigate(visit * 10'000 + 8'000, SIL_VIEW_LEFT, view);
    }
    const auto clicks = session.finish().clicks();
    REQUIRE(clicks.size() == 3);
    CHECK(clicks[0].tick == 0);
    CHECK(clicks[1].tick == 1'000);
    CHECK(clicks[2].tick == 2'000);
}

TEST_CASE("what is pressed on a keypad, how often and when gives the same bytes") {
    const auto record = [](std::initializer_list<int> digits, int pause) {
        MadeUpSession session;
        Keypad keypad(session);
        session.navigate(0, SIL_WINDOW_OPENED, keypad.view);
        session.layout(100, keypad.view, keypad.nodes);
        auto digit = digits.begin();
        int next = 1'000;
        // The recorder drains by its own timer, whatever is pressed.
        for (int at = 0; at < 20'000; at += 250) {
            while (digit != digits.end() && next < at) {
                session.click(next, keypad.keys[static_cast<std::size_t>(*digit++)], keypad.view);
                next += pause;
            }
            session.advance(at);
        }
        session.click(20'000, keypad.ok, keypad.view);
        session.navigate(21'000, SIL_WINDOW_CLOSED, keypad.view);
        const auto read = session.finish();
        REQUIRE(read.problem == "");
        CHECK(session.captured_items == session.items_out);
        const auto clicks = read.clicks();
        REQUIRE(clicks.size() == 2);
        bool used = false;
        for (const auto& click : clicks) {
            if (read.elements[click.element].role == SIL_ROLE_KEYPAD) {
                used = true;
                CHECK((read.elements[click.element].flags & wire::kElementPrivate) != 0);
            }
        }
        CHECK(used);
        // Window, pad and "OK" only: the pad may have been told as a container before it was known for a keypad.
        CHECK(read.elements.size() <= 5);
        return session.frames;
    };
    const auto one = record({1, 2, 3, 4}, 300);
    CHECK(one == record({9, 9, 0, 7}, 300));
    CHECK(one == record({5, 5, 5, 5, 5, 5, 5, 5}, 900));
}

TEST_CASE("what is clicked on a keypad of labels, pictures or boxes, how often and when gives the same bytes") {
    const auto role = GENERATE(SIL_ROLE_LABEL, SIL_ROLE_CANVAS, SIL_ROLE_CONTAINER, SIL_ROLE_CHECK_BOX);
    const bool on_face = role == SIL_ROLE_CONTAINER && GENERATE(true, false);
    const auto record = [&](std::vector<int> pressed) {
        MadeUpSession session;
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto view = session.view(window, window);
        const auto pad = session.element(window, SIL_ROLE_CONTAINER);
        const auto name = session.element(window, SIL_ROLE_LABEL, SIL_ELEMENT_TEXT);
        std::vector<std::uint32_t> keys;
        std::vector<sil_layout_node> nodes{node(window, -1, 0, 0, 300, 400, 0, SIL_FLOW_COLUMN),
                                           node(name, 0, 10, 350, 200, 20, SIL_BOX_CONTENT_W),
                                           node(pad, 0, 10, 10, 280, 320, 0, SIL_FLOW_FREE)};
        for (int key = 0; key < 12; ++key) {
            const auto box = session.element(pad, role);
            nodes.push_back(node(box, 2, key % 3 * 90, key / 3 * 80, 80, 70));
            keys.push_back(box);
            if (on_face) {
                keys.back() = session.element(box, SIL_ROLE_LABEL, SIL_ELEMENT_TEXT);
                nodes.push_back(node(keys.back(), static_cast<std::int32_t>(nodes.size()) - 1, 5, 5, 60, 40));
            }
        }
        session.navigate(0, SIL_WINDOW_OPENED, view);
        session.layout(10, view, nodes);
        session.click(100, name, view);
        std::int64_t at = 500;
        for (const int key : pressed) {
            session.click(at, keys[static_cast<std::size_t>(key)], view);
            at += 100 + 40 * key;
        }
        session.layout(5'000, view, nodes);
        session.navigate(6'000, SIL_WINDOW_CLOSED, view);
        const auto read = session.finish();
        CHECK(read.clicks().size() == 2);
        CHECK(session.items_out == session.captured_items);
        return session.frames;
    };
    CHECK(record({0, 1, 2, 3}) == record({8, 0, 4, 4, 11, 7}));
}

TEST_CASE("a click waits for the first layout of its view, so that a keypad cannot slip by") {
    MadeUpSession session;
    Keypad keypad(session);
    session.navigate(0, SIL_WINDOW_OPENED, keypad.view);
    session.click(50, keypad.keys[7], keypad.view);
    session.advance(300);
    CHECK(session.session.is_waiting());
    session.layout(400, keypad.view, keypad.nodes);
    session.advance(500);
    const auto clicks = session.finish().clicks();
    REQUIRE(clicks.size() == 1);
    const auto read = read_frames(session.frames);
    CHECK(read.elements[clicks[0].element].role == SIL_ROLE_KEYPAD);
}

TEST_CASE("a click in a view that never has a layout goes on after two seconds, with its own time") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto button = session.element(window, SIL_ROLE_BUTTON);
    session.navigate(0, SIL_WINDOW_OPENED, view);
    session.click(100, button, view);
    session.advance(1'900);
    CHECK(session.frames.empty());
    session.advance(2'200);
    session.advance(7'300);
    REQUIRE(session.frames.size() == 1);
    const auto read = read_frames(session.frames);
    REQUIRE(read.clicks().size() == 1);
    CHECK(read.clicks()[0].tick == 10);
}

TEST_CASE("what appears below a keypad later belongs to it") {
    MadeUpSession session;
    Keypad keypad(session);
    session.navigate(0, SIL_WINDOW_OPENED, keypad.view);
    session.layout(10, keypad.view, keypad.nodes);
    session.advance(20);
    const auto late = session.element(keypad.pad, SIL_ROLE_BUTTON);
    session.click(1'000, late, keypad.view);
    const auto read = session.finish();
    REQUIRE(read.clicks().size() == 1);
    CHECK(read.elements[read.clicks()[0].element].role == SIL_ROLE_KEYPAD);
}

TEST_CASE("a keypad is recognised at the level without layouts, too") {
    MadeUpSession session(false);
    Keypad keypad(session);
    session.navigate(0, SIL_WINDOW_OPENED, keypad.view);
    session.layout(10, keypad.view, keypad.nodes);
    session.click(1'000, keypad.keys[3], keypad.view);
    const auto read = session.finish();
    CHECK(read.layouts().empty());
    REQUIRE(read.clicks().size() == 1);
    CHECK(read.elements[read.clicks()[0].element].role == SIL_ROLE_KEYPAD);
}

TEST_CASE("the place of a row in a view is not told, that of a header is") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto table = session.element(window, SIL_ROLE_TABLE, SIL_ELEMENT_ROWS);
    const auto row = session.element(table, SIL_ROLE_BUTTON, 0, 17);
    const auto header = session.element(table, SIL_ROLE_HEADER, 0, 2);
    session.click(0, row, view);
    session.click(10, header, view);
    const auto read = session.finish();
    const auto clicks = read.clicks();
    REQUIRE(clicks.size() == 2);
    CHECK(read.elements[clicks[0].element].index == wire::kIndexMany);
    CHECK(read.elements[clicks[1].element].index == 2);
}

TEST_CASE("buttons in a container that no layout had are their container, untimed") {
    const auto bytes = [](std::vector<int> keys) {
        MadeUpSession session;
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto view = session.view(window, window);
        const auto popup = session.element(window, SIL_ROLE_POPUP);
        std::vector<std::uint32_t> buttons;
        for (std::uint16_t key = 1; key <= 9; ++key) {
            buttons.push_back(session.element(popup, SIL_ROLE_BUTTON, 0, key));
        }
        session.layout(0, view, {node(window, -1, 0, 0, 400, 300)});
        std::int64_t at = 100;
        for (const int key : keys) {
            session.click(at, buttons[static_cast<std::size_t>(key)], view);
            at += 130 * (key + 1);
        }
        session.finish();
        CHECK(session.items_out == session.captured_items);
        return session.frames;
    };
    CHECK(bytes({1, 2, 3, 4}) == bytes({8, 0, 0, 5, 7, 2}));
}

TEST_CASE("keys that are boxes with a face, in a popup that no layout had, are the popup, untimed") {
    const auto bytes = [](std::vector<int> keys) {
        MadeUpSession session;
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto view = session.view(window, window);
        const auto popup = session.element(window, SIL_ROLE_POPUP);
        std::vector<std::uint32_t> boxes, faces;
        for (std::uint16_t key = 1; key <= 9; ++key) {
            boxes.push_back(session.element(popup, SIL_ROLE_CONTAINER, 0, key));
            faces.push_back(session.element(boxes.back(), SIL_ROLE_LABEL, SIL_ELEMENT_TEXT));
        }
        session.layout(0, view, {node(window, -1, 0, 0, 400, 300)});
        std::int64_t at = 100;
        for (const int key : keys) {
            session.click(at, (key % 2 == 0 ? boxes : faces)[static_cast<std::size_t>(key)], view);
            at += 130 * (key + 1);
        }
        const auto read = session.finish();
        CHECK(session.items_out == session.captured_items);
        REQUIRE(read.clicks().size() == 1);
        CHECK(read.elements[read.clicks()[0].element].role == SIL_ROLE_POPUP);
        return session.frames;
    };
    CHECK(bytes({1, 2, 3, 4}) == bytes({8, 0, 0, 5, 7, 2}));
}

TEST_CASE("in how many rows of a view a button was used gives the same bytes") {
    const auto bytes = [](std::vector<int> rows) {
        MadeUpSession session;
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto view = session.view(window, window);
        const auto list = session.element(window, SIL_ROLE_LIST, SIL_ELEMENT_ROWS);
        std::vector<std::uint32_t> buttons;
        for (int row = 0; row < 4; ++row) {
            buttons.push_back(session.element(session.element(list, SIL_ROLE_CONTAINER), SIL_ROLE_BUTTON));
        }
        session.layout(0, view, {node(window, -1, 0, 0, 400, 300), node(list, 0, 0, 0, 400, 300)});
        std::int64_t at = 100;
        for (const int row : rows) {
            session.click(at, buttons[static_cast<std::size_t>(row)], view);
            at += 1'000;
        }
        session.finish();
        CHECK(session.items_out == session.captured_items);
        return session.frames;
    };
    CHECK(bytes({0, 0}) == bytes({3, 1, 2}));
}

TEST_CASE("a key that is pressed before the layout that shows its keypad is not told") {
    // Placed by hand: as long as it is hidden, nothing tells that it is a keypad.
    const bool was_there = GENERATE(true, false);
    const bool is_laid_later = GENERATE(true, false);
    const auto role = GENERATE(SIL_ROLE_BUTTON, SIL_ROLE_LINK);
    const auto bytes = [&](std::size_t pressed) {
        MadeUpSession session;
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto view = session.view(window, window);
        const auto pad = session.element(window, SIL_ROLE_CONTAINER);
        std::vector<std::uint32_t> keys;
        for (std::uint16_t key = 1; key <= 9; ++key) {
            keys.push_back(session.element(pad, role, 0, key));
        }
        const auto nodes = [&](std::uint32_t flags) {
            std::vector<sil_layout_node> made{node(window, -1, 0, 0, 400, 300), node(pad, 0, 0, 0, 300, 300, flags)};
            for (int key = 0; key < 9; ++key) {
                made.push_back(node(keys[static_cast<std::size_t>(key)], 1, key % 3 * 90, key / 3 * 80, 80, 70,
                                    SIL_BOX_BUTTON | flags));
            }
            return made;
        };
        session.layout(0, view, was_there ? nodes(SIL_BOX_HIDDEN) : std::vector{node(window, -1, 0, 0, 400, 300)});
        session.advance(10);
        session.click(1'000, keys[pressed], view);
        session.advance(1'250);
        if (is_laid_later) {
            session.layout(1'300, view, nodes(0));
        }
        session.advance(4'000);
        session.finish();
        CHECK(session.items_out == session.captured_items);
        return session.frames;
    };
    CHECK(bytes(0) == bytes(7));
}

TEST_CASE(
    "a click that closes its own page is told by its button, also when the page's next layout comes along with it") {
    const bool is_seen_before = GENERATE(true, false);
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto page = session.element(window, SIL_ROLE_PAGE);
    const auto button = session.element(page, SIL_ROLE_BUTTON);
    const auto nodes = [&](std::uint32_t flags) {
        return std::vector{node(window, -1, 0, 0, 400, 300), node(page, 0, 0, 0, 300, 300, flags),
                           node(button, 1, 10, 10, 80, 30, SIL_BOX_BUTTON | flags)};
    };
    session.layout(0, view, nodes(is_seen_before ? 0 : SIL_BOX_HIDDEN));
    session.advance(10);
    session.click(1'000, button, view);
    session.layout(1'150, view, nodes(SIL_BOX_HIDDEN));
    session.advance(1'250);
    session.advance(4'000);
    const auto read = session.finish();
    const auto clicks = read.clicks();
    REQUIRE(clicks.size() == 1);
    CHECK((read.elements.at(clicks[0].element).role == SIL_ROLE_BUTTON) == is_seen_before);
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("a click on a button that a toolkit draws into a dock or bar waits for no layout, which never has it") {
    const auto role = GENERATE(SIL_ROLE_DOCK, SIL_ROLE_TAB_BAR, SIL_ROLE_TOOL_BAR, SIL_ROLE_MENU_BAR);
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto bar = session.element(window, role);
    const auto drawn = session.element(bar, SIL_ROLE_TOOL_BUTTON, SIL_ELEMENT_TOOLKIT_NAME);
    const auto page = session.element(window, SIL_ROLE_PAGE);
    const auto label = session.element(page, SIL_ROLE_LABEL);
    const auto layout = [&](std::int64_t time, std::uint32_t flags) {
        session.layout(time, view,
                       std::vector{node(window, -1, 0, 0, 400, 300), node(bar, 0, 0, 0, 400, 30, flags),
                                   node(page, 0, 0, 30, 400, 270, flags), node(label, 2, 0, 0, 80, 30, flags)});
    };
    layout(0, 0);
    session.advance(10);
    session.click(500, drawn, view);
    session.click(1'000, label, view);
    session.advance(1'010);
    layout(1'150, SIL_BOX_HIDDEN);
    session.advance(4'000);
    const auto read = session.finish();
    const auto clicks = read.clicks();
    REQUIRE(clicks.size() == 2);
    CHECK(read.elements.at(clicks[0].element).role == SIL_ROLE_TOOL_BUTTON);
    CHECK(read.elements.at(clicks[1].element).role == SIL_ROLE_LABEL);
}

TEST_CASE("views inside a private region are not told") {
    const auto bytes = [](bool with_pages) {
        MadeUpSession session;
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto view = session.view(window, window);
        const auto region = session.element(window, SIL_ROLE_GROUP, SIL_ELEMENT_PRIVATE);
        const auto page = session.element(region, SIL_ROLE_PAGE);
        const auto inside = session.view(page, window);
        session.navigate(0, SIL_WINDOW_OPENED, view);
        if (with_pages) {
            session.navigate(300, SIL_VIEW_ENTERED, inside);
        }
        session.click(400, page, with_pages ? inside : view);
        session.finish();
        CHECK(session.items_out == session.captured_items);
        return session.frames;
    };
    CHECK(bytes(true) == bytes(false));
}

TEST_CASE("what a private region holds moves no box that is told, not even where all boxes are told as they are") {
    const auto bytes = [](std::uint32_t flags, std::int32_t width) {
        MadeUpSession session(true, privacy::shape::Numbers::exact);
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto region = session.element(window, SIL_ROLE_CONTAINER, flags);
        const auto label = session.element(region, SIL_ROLE_LABEL);
        const auto field = session.element(window, SIL_ROLE_TEXT_INPUT);
        std::vector<sil_layout_node> nodes(4);
        const auto set = [&nodes](std::size_t i, std::uint32_t element, std::int32_t parent, std::int32_t x,
                                  std::int32_t length, sil_flow flow) {
            nodes[i].element = element;
            nodes[i].parent = parent;
            nodes[i].x = x;
            nodes[i].width = length;
            nodes[i].height = 20;
            nodes[i].flow = static_cast<std::uint8_t>(flow);
            nodes[i].policy_w = nodes[i].policy_h = 2;  // preferred
        };
        set(0, window, -1, 0, 800, SIL_FLOW_ROW);
        set(1, region, 0, 0, width, SIL_FLOW_ROW);
        set(2, label, 1, 0, width, SIL_FLOW_NONE);
        set(3, field, 0, width, 800 - width, SIL_FLOW_NONE);
        nodes[2].flags = SIL_BOX_CONTENT_W;
        session.layout(10, session.view(window, window), nodes);
        session.finish();
        return session.frames;
    };
    CHECK(bytes(SIL_ELEMENT_PRIVATE, 26) == bytes(SIL_ELEMENT_PRIVATE, 71));
    CHECK(bytes(0, 26) != bytes(0, 71));
}
