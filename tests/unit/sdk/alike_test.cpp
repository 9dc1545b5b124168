// Which of several elements that are told alike was used is content: nothing tells it, neither a number nor an order.
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <silhouette/adapter.h>

#include "tests/catch.h"
#include "tests/unit/sdk/made_up_session.h"

using namespace silhouette;
using namespace silhouette::tests;

namespace {

constexpr int kCards = 14;

// A window with a column of cards, each with a label and a button in it.
struct Cards {
    explicit Cards(MadeUpSession& session) : window(session.element(0, SIL_ROLE_WINDOW)) {
        view = session.view(window, window);
        nodes.push_back(node(window, -1, 0, 0, 300, 1400, SIL_BOX_FIXED_W | SIL_BOX_FIXED_H, SIL_FLOW_COLUMN));
        for (int card = 0; card < kCards; ++card) {
            const auto above = static_cast<std::int32_t>(nodes.size());
            cards.push_back(session.element(window, SIL_ROLE_CONTAINER, 0, SIL_INDEX_MANY));
            labels.push_back(session.element(cards.back(), SIL_ROLE_LABEL, SIL_ELEMENT_TEXT));
            buttons.push_back(session.element(cards.back(), SIL_ROLE_BUTTON));
            nodes.push_back(node(cards.back(), 0, 0, 100 * card, 300, 100, 0, SIL_FLOW_ROW));
            nodes.push_back(node(labels.back(), above, 0, 0, 200, 100, SIL_BOX_CONTENT_W));
            nodes.push_back(node(buttons.back(), above, 200, 0, 100, 100, SIL_BOX_CONTENT_W | SIL_BOX_BUTTON));
        }
    }
    std::uint32_t window, view;
    std::vector<std::uint32_t> cards, labels, buttons;
    std::vector<sil_layout_node> nodes;
};

}  // namespace

TEST_CASE("which of many siblings was clicked, and what in it, gives the same bytes") {
    const bool is_laid_first = GENERATE(true, false), with_layouts = GENERATE(true, false);
    const auto bytes = [&](std::vector<int> order) {
        MadeUpSession session(with_layouts);
        Cards cards(session);
        if (is_laid_first) {
            session.layout(0, cards.view, cards.nodes);
        }
        session.click(100, cards.cards[order[0]], cards.view);
        session.click(200, cards.labels[order[1]], cards.view);
        session.click(300, cards.buttons[order[2]], cards.view);
        session.layout(400, cards.view, cards.nodes);
        session.click(500, cards.buttons[order[3]], cards.view);
        session.layout(600, cards.view, cards.nodes);
        session.finish();
        return session.frames;
    };
    CHECK(bytes({0, 0, 0, 0}) == bytes({3, 11, 3, 7}));
    CHECK(bytes({0, 0, 0, 0}) == bytes({13, 12, 1, 1}));
}

TEST_CASE("where in one of several it was clicked does not tell which by its length, with exact boxes either") {
    const auto numbers = GENERATE(privacy::shape::Numbers::strict, privacy::shape::Numbers::exact);
    const sil_role role = GENERATE(SIL_ROLE_BUTTON, SIL_ROLE_CHECK_BOX);
    const bool with_layouts = GENERATE(true, false);
    // Rows; and what a program gave one name.
    const auto index = GENERATE(std::uint16_t{SIL_INDEX_MANY}, std::uint16_t{1});
    const auto bytes = [&](std::vector<int> order) {
        MadeUpSession session(with_layouts, numbers);
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto view = session.view(window, window);
        std::vector<sil_layout_node> nodes{
            node(window, -1, 0, 0, 300, 1400, SIL_BOX_FIXED_W | SIL_BOX_FIXED_H, SIL_FLOW_COLUMN)};
        std::vector<std::uint32_t> rows;
        for (int row = 0; row < kCards; ++row) {
            rows.push_back(session.element(window, role, 0, index));
            nodes.push_back(
                node(rows.back(), 0, 0, 20 * row, 26 + row, 20, SIL_BOX_BUTTON | SIL_BOX_FIXED_W | SIL_BOX_FIXED_H));
        }
        session.layout(0, view, nodes);
        std::int64_t at = 0;
        for (const int clicked : order) {
            const int width = 26 + clicked;
            session.click(at += 100, rows[clicked], view, 0, static_cast<std::int16_t>(width / 2 * 1000 / width), 500);
        }
        session.finish();
        return session.frames;
    };
    CHECK(bytes({0}) == bytes({1}));
    CHECK(bytes({0}) == bytes({13}));
    // Nor does it tell that another one was used before.
    CHECK(bytes({0, 0, 0}) == bytes({0, 2, 0}));
    CHECK(bytes({0, 2, 0}) == bytes({3, 5, 7}));
}

TEST_CASE("where in one that has no like it was clicked is told at both levels") {
    MadeUpSession session(GENERATE(true, false));
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto view = session.view(window, window);
    const auto one = session.element(window, SIL_ROLE_BUTTON);
    const auto other = session.element(window, SIL_ROLE_BUTTON);
    constexpr auto kFixed = SIL_BOX_BUTTON | SIL_BOX_FIXED_W | SIL_BOX_FIXED_H;
    session.layout(0, view,
                   {node(window, -1, 0, 0, 300, 200, SIL_BOX_FIXED_W | SIL_BOX_FIXED_H, SIL_FLOW_COLUMN),
                    node(one, 0, 0, 0, 80, 20, kFixed), node(other, 0, 0, 20, 80, 20, kFixed)});
    session.click(100, other, view, 0, 487, 500);
    const auto clicks = session.finish().clicks();
    REQUIRE(clicks.size() == 1);
    CHECK(clicks[0].x == 488);
}

TEST_CASE("siblings that are told alike are drawn each") {
    MadeUpSession session;
    Cards cards(session);
    session.layout(0, cards.view, cards.nodes);
    session.click(100, cards.buttons[9], cards.view);
    const auto read = session.finish();
    const auto layouts = read.layouts();
    REQUIRE(layouts.size() == 1);
    const auto& layout = layouts[0].layout;
    REQUIRE(layout.elements_size() == 1 + 3 * kCards);
    std::set<std::int32_t> numbers;
    std::vector<std::int32_t> arranged_by;
    std::int32_t number = 0;
    for (int row = 0; row < layout.elements_size(); ++row) {
        number += layout.elements(row);
        numbers.insert(number);
        arranged_by.push_back(layout.parents(row) == 0 ? 0 : number - layout.parents(row));
        if (row > 0) {
            const auto& element = read.elements.at(static_cast<std::size_t>(number));
            CHECK(static_cast<std::int32_t>(element.parent) == arranged_by.back());
        }
    }
    CHECK(numbers.size() == 1 + 3 * kCards);
    const auto clicks = read.clicks();
    REQUIRE(clicks.size() == 1);
    CHECK(read.elements[clicks[0].element].role == SIL_ROLE_BUTTON);
    CHECK(numbers.count(static_cast<std::int32_t>(clicks[0].element)) == 1);
}

TEST_CASE("which of many pages is shown, and that it is one that was seen before, gives the same bytes") {
    const bool with_layouts = GENERATE(true, false);
    const auto index = GENERATE(std::uint16_t{SIL_INDEX_MANY}, std::uint16_t{1});
    const auto length = GENERATE(std::uint32_t{SIL_BOX_CONTENT_W}, std::uint32_t{SIL_BOX_FIXED_W});
    const auto bytes = [&](std::vector<int> order) {
        MadeUpSession session(with_layouts);
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        const auto own = session.view(window, window);
        std::vector<std::uint32_t> pages, views, labels;
        for (int page = 0; page < 5; ++page) {
            pages.push_back(session.element(window, SIL_ROLE_PAGE, 0, index));
            labels.push_back(session.element(pages.back(), SIL_ROLE_BUTTON));
            views.push_back(session.view(pages.back(), window));
        }
        std::int64_t at = 0;
        for (const int shown : order) {
            session.navigate(at, SIL_VIEW_ENTERED, views[shown]);
            std::vector<sil_layout_node> nodes{node(window, -1, 0, 0, 300, 200, 0, SIL_FLOW_STACK)};
            for (int page = 0; page < 5; ++page) {
                const std::uint32_t hidden = page == shown ? 0 : SIL_BOX_HIDDEN;
                nodes.push_back(node(pages[page], 0, 0, 0, 300, 200, hidden, SIL_FLOW_ROW));
                nodes.push_back(node(labels[page], static_cast<std::int32_t>(nodes.size()) - 1, 0, 0, 100, 20,
                                     hidden | SIL_BOX_BUTTON | length));
            }
            session.layout(at + 100, own, nodes);
            session.click(at + 200, labels[shown], views[shown]);
            session.navigate(at + 300, SIL_VIEW_LEFT, views[shown]);
            at += 1'000;
        }
        session.finish();
        return session.frames;
    };
    CHECK(bytes({0, 1, 2}) == bytes({4, 0, 4}));
    CHECK(bytes({0, 1, 2}) == bytes({3, 3, 3}));
}

TEST_CASE("views that are told alike are told as one that changes, layouts included") {
    const auto record = [](std::vector<std::pair<int, int>> shown, std::vector<std::string>& frames) {
        MadeUpSession session;
        const auto window = session.element(0, SIL_ROLE_WINDOW);
        std::vector<std::uint32_t> dialogs, buttons, views;
        for (int dialog = 0; dialog < 2; ++dialog) {
            dialogs.push_back(session.element(window, SIL_ROLE_DIALOG, 0, SIL_INDEX_MANY));
            for (std::uint16_t button = 1; button <= 3; ++button) {
                buttons.push_back(session.element(dialogs.back(), SIL_ROLE_BUTTON, 0, button));
            }
            views.push_back(session.view(dialogs.back(), dialogs.back()));
        }
        std::int64_t at = 0;
        for (const auto& [dialog, visible] : shown) {
            const auto which = static_cast<std::size_t>(dialog);
            std::vector<sil_layout_node> nodes{node(dialogs[which], -1, 0, 0, 300, 200, 0, SIL_FLOW_COLUMN)};
            for (int button = 0; button < visible; ++button) {
                nodes.push_back(node(buttons[3 * which + static_cast<std::size_t>(button)], 0, 0, 30 * button, 100, 20,
                                     SIL_BOX_BUTTON | SIL_BOX_CONTENT_W));
            }
            session.layout(at, views[which], nodes);
            at += 1'000;
        }
        auto read = session.finish();
        frames = session.frames;
        return read.layouts().size();
    };
    std::vector<std::string> one, other;
    // The reader has the last one's boxes when the first one's come again.
    CHECK(record({{0, 3}, {1, 1}, {0, 3}}, one) == 3);
    CHECK(record({{0, 3}, {0, 1}, {0, 3}}, other) == 3);
    CHECK(one == other);
    CHECK(record({{0, 3}, {1, 3}, {0, 3}}, one) == 1);
}
