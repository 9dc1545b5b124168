#include "sdk/recorder/session.h"

#include "tests/catch.h"
#include "tests/unit/sdk/made_up_session.h"

using namespace silhouette;
using namespace silhouette::tests;

TEST_CASE("elements are defined when something refers to them, ancestors first, once") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto bar = session.element(window, SIL_ROLE_TOOL_BAR);
    session.element(bar, SIL_ROLE_TOOL_BUTTON);  // nothing ever happens to it
    const auto button = session.element(bar, SIL_ROLE_TOOL_BUTTON, 0, 2);
    session.click(0, button, view);
    session.click(500, button, view, 4);
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    REQUIRE(read.elements.size() == 4);
    CHECK(read.elements[1].role == SIL_ROLE_WINDOW);
    CHECK(read.elements[2].role == SIL_ROLE_TOOL_BAR);
    CHECK(read.elements[2].parent == 1);
    CHECK(read.elements[3].parent == 2);
    CHECK(read.elements[3].index == 2);
    REQUIRE(read.clicks().size() == 2);
    CHECK(read.clicks()[1].tick == 50);
    CHECK(read.clicks()[1].what == 4);
    CHECK(read.session_starts == 1);
    CHECK(session.begins == 1);
    CHECK(read.view_windows[1] == 1);
}

TEST_CASE("items of several frames stay in order and refer to what earlier frames defined") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    std::vector<std::uint32_t> buttons;
    for (int number = 0; number < 20; ++number) {
        buttons.push_back(session.element(window, SIL_ROLE_BUTTON, 0, static_cast<std::uint16_t>(number + 1)));
    }
    session.layout(0, view, {node(window, -1, 0, 0, 800, 600)});
    for (int round = 0; round < 100; ++round) {
        session.click(1'000 * round, buttons[static_cast<std::size_t>(round) % buttons.size()], view);
        session.advance(1'000 * round);
    }
    const auto read = session.finish();
    CHECK(session.frames.size() > 10);
    REQUIRE(read.problem == "");
    const auto clicks = read.clicks();
    REQUIRE(clicks.size() == 100);
    for (std::size_t number = 0; number < clicks.size(); ++number) {
        CHECK(clicks[number].tick == number * 100);
        CHECK(read.elements[clicks[number].element].index == number % buttons.size() + 1);
    }
    CHECK(read.session_starts == 1);
}

TEST_CASE("a frame that holds as many items as a piece is closed, whatever its age") {
    MadeUpSession session(true, privacy::shape::Numbers::strict, 8);
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto button = session.element(window, SIL_ROLE_BUTTON);
    session.layout(0, view, {node(window, -1, 0, 0, 800, 600), node(button, 0, 10, 10, 80, 30)});
    // With the layout seven.
    for (int click = 0; click < 6; ++click) {
        session.click(1, button, view);
    }
    session.advance(2);
    CHECK(session.frames.empty());
    session.click(3, button, view);
    session.click(3, button, view);
    session.advance(4);
    REQUIRE(session.frames.size() == 1);
    CHECK(session.items_out == 9);
    const auto read = session.finish();
    CHECK(session.frames.size() == 1);
    CHECK(read.clicks().size() == 8);
}

TEST_CASE("a pause is a gap, and nothing counts what was not captured") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    session.navigate(0, SIL_WINDOW_OPENED, view);
    session.pause(2'000, boundary::EventKind::pause);
    session.pause(7'000, boundary::EventKind::resume);
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    REQUIRE(read.gaps().size() == 1);
    CHECK(read.gaps()[0].gap.reason() == silhouette::v1::GAP_REASON_PAUSED);
    CHECK(read.gaps()[0].gap.items() == 0);
    CHECK(read.gaps()[0].gap.from() == 200);
    CHECK(read.gaps()[0].gap.to() == 700);
    CHECK(session.items_out == 1);
}

TEST_CASE("a click on an element that was never defined is dropped and counted") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    session.click(0, boundary::tagged(1, 500), view);
    session.click(0, window, boundary::tagged(1, 9));
    const auto read = session.finish();
    CHECK(read.clicks().empty());
    CHECK(session.drops.size() == 2);
}

TEST_CASE("a wiped session gives up what it held and says how much") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto secret = session.element(window, SIL_ROLE_PASSWORD_INPUT);
    session.navigate(0, SIL_WINDOW_OPENED, view);
    session.advance(10);
    session.click(100, window, view);
    session.click(110, secret, view);
    CHECK(session.session.pending_items() == 3);
    CHECK(session.session.wipe() == 3);
    session.session.finish();
    CHECK(session.frames.empty());
}

TEST_CASE("an equal layout is not told again, a changed one only where it changed") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    std::vector<sil_layout_node> nodes{
        node(window, -1, 0, 0, 800, 600, SIL_BOX_SCREEN_W | SIL_BOX_SCREEN_H, SIL_FLOW_COLUMN)};
    for (int number = 0; number < 10; ++number) {
        const auto field = session.element(window, SIL_ROLE_TEXT_INPUT);
        nodes.push_back(node(field, 0, 10, 10 + number * 40, 780, 30, SIL_BOX_FIXED_H));
    }
    session.layout(0, view, nodes);
    session.layout(1'000, view, nodes);
    const auto added = session.element(window, SIL_ROLE_CHECK_BOX);
    nodes.push_back(node(added, 0, 10, 500, 780, 30, SIL_BOX_FIXED_H));
    session.layout(2'000, view, nodes);
    nodes.pop_back();
    session.layout(3'000, view, nodes);
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    const auto layouts = read.layouts();
    REQUIRE(layouts.size() == 3);
    CHECK(layouts[0].layout.full());
    CHECK(layouts[0].layout.elements_size() == 11);
    CHECK_FALSE(layouts[1].layout.full());
    CHECK(layouts[1].layout.elements_size() < 11);
    CHECK(layouts[2].layout.removed_size() == 1);
    CHECK(session.captured_items == 3);
}

TEST_CASE("the whole layout is told again after ten minutes") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const std::vector<sil_layout_node> nodes{node(window, -1, 0, 0, 800, 600, SIL_BOX_SCREEN_W | SIL_BOX_SCREEN_H)};
    session.layout(0, view, nodes);
    session.layout(9 * 60'000, view, nodes);
    session.layout(10 * 60'000, view, nodes);
    const auto layouts = session.finish().layouts();
    REQUIRE(layouts.size() == 2);
    CHECK(layouts[1].layout.full());
}

TEST_CASE("changes lead a reader from one layout to the next, whatever changed") {
    using recorder::LayoutRow;
    std::uint32_t seed = 7;
    const auto draw = [&seed](std::uint32_t below) {
        seed = seed * 1'664'525 + 1'013'904'223;
        return (seed >> 8) % below;
    };
    std::vector<LayoutRow> before;
    for (int round = 0; round < 500; ++round) {
        std::vector<LayoutRow> now;
        for (std::uint32_t element = 1; element < 30; ++element) {
            if (draw(5) != 0) {
                LayoutRow row;
                row.element = element;
                row.flow = draw(20) == 0 ? 1 : 2;
                now.push_back(row);
            }
        }
        if (!now.empty() && draw(3) == 0) {
            std::swap(now[draw(static_cast<std::uint32_t>(now.size()))], now.back());
        }
        const auto message = recorder::changes(before, now);
        std::vector<LayoutRow> reader = before;
        if (message && message->full) {
            reader = message->rows;
        } else if (message) {
            std::erase_if(reader, [&](const LayoutRow& row) {
                return std::find(message->removed.begin(), message->removed.end(), row.element) !=
                       message->removed.end();
            });
            for (const LayoutRow& row : message->rows) {
                const auto old = std::find_if(reader.begin(), reader.end(),
                                              [&](const LayoutRow& one) { return one.element == row.element; });
                if (old != reader.end()) {
                    *old = row;
                } else {
                    reader.push_back(row);
                }
            }
        }
        REQUIRE(reader == now);
        before = now;
    }
}
