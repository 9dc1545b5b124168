// Routes on the cold side, and through the queue.
#include <cstring>

#include "sdk/capture/capture.h"
#include "tests/catch.h"
#include "tests/unit/sdk/made_up_session.h"

using namespace silhouette;
using namespace silhouette::tests;

namespace {

// As capture::navigate_route() hands it over, for routes of five segments at most.
void navigate(MadeUpSession& session, std::int64_t milliseconds, std::string_view route) {
    const auto hashed = privacy::hash_route({}, route, session.names.routes);
    boundary::Event event;
    event.kind = boundary::EventKind::route;
    event.time = session.start + milliseconds * kMillisecond;
    event.number = boundary::tagged(1, ++session.last_view);
    event.first_element = hashed.entry;
    event.index = hashed.count;
    event.what = hashed.is_absolute ? boundary::kRouteIsAbsolute : 0;
    event.name.whole = hashed.segments[0];
    std::copy_n(hashed.segments.begin() + 1, event.name.prefixes.size(), event.name.prefixes.begin());
    ++session.captured_items;
    session.session.take(event);
}

std::vector<std::string> names_of_views(const ReadSession& read) {
    std::vector<std::string> names;
    for (const auto& item : read.of_kind(silhouette::v1::ITEM_KIND_NAVIGATION)) {
        names.push_back(read.elements[read.view_elements[item.view]].name);
    }
    return names;
}

}  // namespace

TEST_CASE("a route is a page of the window that is used now") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/orders/{id}\n/settings\n");
    const auto first = session.element(0, SIL_ROLE_WINDOW);
    const auto other = session.element(0, SIL_ROLE_WINDOW);
    session.navigate(0, SIL_WINDOW_OPENED, session.view(first, first));
    session.last_view += 10;
    navigate(session, 10, "/orders/17");
    session.navigate(20, SIL_WINDOW_OPENED, session.view(other, other));
    session.last_view += 10;
    navigate(session, 30, "/settings");
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    CHECK(names_of_views(read) == std::vector<std::string>{"", "/orders/{id}", "", "/settings"});
    const auto items = read.of_kind(silhouette::v1::ITEM_KIND_NAVIGATION);
    REQUIRE(items.size() == 4);
    CHECK(read.view_windows[items[1].view] == read.view_windows[items[0].view]);
    CHECK(read.view_windows[items[3].view] == read.view_windows[items[2].view]);
    CHECK(read.elements[read.view_elements[items[1].view]].role == SIL_ROLE_PAGE);
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("which of many, and how often it changed, is not told") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/search/{words}\n");
    navigate(session, 0, "/search/m");
    navigate(session, 100, "/search/ma");
    navigate(session, 200, "/search/maria");
    navigate(session, 300, "/maria/schmidt");
    navigate(session, 400, "/john/smith");
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    CHECK(names_of_views(read) == std::vector<std::string>{"/search/{words}", "/:var/:var"});
    CHECK(session.items_out == 2);
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("a menu is no window that shows routes, opened, activated or closed") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/orders/{id}\n/settings\n/help\n");
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto menu = session.element(0, GENERATE(SIL_ROLE_MENU, SIL_ROLE_POPUP, SIL_ROLE_TOOL_TIP, SIL_ROLE_LIST));
    const auto of_menu = session.view(menu, menu);
    session.navigate(0, SIL_WINDOW_OPENED, session.view(window, window));
    session.navigate(10, SIL_WINDOW_OPENED, of_menu);
    navigate(session, 20, "/orders/17");
    session.navigate(30, SIL_WINDOW_CLOSED, of_menu);
    navigate(session, 40, "/settings");
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    const auto items = read.of_kind(silhouette::v1::ITEM_KIND_NAVIGATION);
    REQUIRE(items.size() == 5);
    // The menu says nothing of the page: what it does is told ahead of the route.
    CHECK(names_of_views(read) == std::vector<std::string>{"", "", "", "/orders/{id}", "/settings"});
    CHECK(read.view_windows[items[3].view] == read.view_windows[items[0].view]);
    CHECK(read.view_windows[items[4].view] == read.view_windows[items[0].view]);
}

TEST_CASE("when a window closes, routes are in the one that was used before") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/orders/{id}\n/settings\n");
    const auto first = session.element(0, SIL_ROLE_WINDOW);
    const auto other = session.element(0, SIL_ROLE_DIALOG);
    const auto of_first = session.view(first, first);
    const auto of_other = session.view(other, other);
    session.navigate(0, SIL_WINDOW_OPENED, of_other);
    session.navigate(0, SIL_WINDOW_OPENED, of_first);
    session.navigate(10, SIL_WINDOW_ACTIVATED, of_other);
    session.navigate(20, SIL_WINDOW_CLOSED, of_other);
    navigate(session, 30, "/settings");
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    const auto items = read.of_kind(silhouette::v1::ITEM_KIND_NAVIGATION);
    REQUIRE(items.size() == 5);
    CHECK(read.view_windows[items[4].view] == read.view_windows[items[1].view]);
}

TEST_CASE("routes inside a private window are not told after a menu or a dialog of it was used") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW, SIL_ELEMENT_PRIVATE);
    const auto above = session.element(0, GENERATE(SIL_ROLE_MENU, SIL_ROLE_DIALOG));
    const auto of_above = session.view(above, above);
    session.navigate(0, SIL_WINDOW_OPENED, session.view(window, window));
    session.navigate(10, SIL_WINDOW_OPENED, of_above);
    session.navigate(20, SIL_WINDOW_CLOSED, of_above);
    navigate(session, 30, "/maria");
    const auto read = session.finish();
    CHECK(names_of_views(read) == std::vector<std::string>{"", "", ""});
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("routes of a private page are not told, whether it is one or lies inside one") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/orders/{id}\n/customers/{id}\n/settings\n");
    const bool is_one = GENERATE(true, false);
    const bool is_activated = GENERATE(true, false);
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto region = session.element(window, SIL_ROLE_CONTAINER, SIL_ELEMENT_PRIVATE);
    const auto page =
        is_one ? session.element(window, SIL_ROLE_PAGE, SIL_ELEMENT_PRIVATE) : session.element(region, SIL_ROLE_PAGE);
    const auto of_window = session.view(window, window);
    const auto of_page = session.view(page, window);
    session.navigate(0, SIL_WINDOW_OPENED, of_window);
    navigate(session, 10, "/orders/17");
    session.click(1'000, session.element(window, SIL_ROLE_BUTTON), of_window);
    session.navigate(2'000, SIL_VIEW_ENTERED, of_page);
    if (is_activated) {
        session.navigate(2'500, SIL_WINDOW_ACTIVATED, of_window);
    }
    navigate(session, 3'000, "/customers/17");
    session.navigate(4'000, SIL_VIEW_LEFT, of_page);
    navigate(session, 5'000, "/settings");
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    auto names = names_of_views(read);
    std::erase(names, "");
    CHECK(names == std::vector<std::string>{"/orders/{id}", "/settings"});
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("routes inside a private window are not told") {
    MadeUpSession session;
    const auto window = session.element(0, SIL_ROLE_WINDOW, SIL_ELEMENT_PRIVATE);
    const auto page = session.element(window, SIL_ROLE_PAGE);
    session.navigate(0, SIL_WINDOW_OPENED, session.view(window, window));
    session.navigate(0, SIL_VIEW_ENTERED, session.view(page, window));
    session.last_view += 10;
    navigate(session, 10, "/maria");
    const auto read = session.finish();
    CHECK(names_of_views(read) == std::vector<std::string>{""});
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("a route that is told before its private page is shown, or marked, is not told") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/orders/{id}\n/patients/{id}\n/settings\n");
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto of_window = session.view(window, window);
    session.navigate(0, SIL_WINDOW_OPENED, of_window);
    session.advance(10);
    const bool is_marked_late = GENERATE(true, false);
    const auto page = session.element(window, SIL_ROLE_PAGE, is_marked_late ? 0 : SIL_ELEMENT_PRIVATE);
    const auto of_page = session.view(page, window);
    session.last_view += 10;
    navigate(session, 20, "/patients/17");
    session.advance(30);
    session.navigate(700, SIL_VIEW_ENTERED, of_page);
    session.advance(800);
    if (is_marked_late) {
        session.mark_private(page);
    }
    session.advance(5'000);
    // One that was used before stays.
    session.navigate(6'000, SIL_VIEW_LEFT, of_page);
    navigate(session, 6'100, "/orders/17");
    session.advance(7'050);
    session.advance(7'150);
    session.click(7'200, session.element(window, SIL_ROLE_BUTTON), of_window);
    session.navigate(7'300, SIL_VIEW_ENTERED, of_page);
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    auto names = names_of_views(read);
    std::erase(names, "");
    CHECK(names == std::vector<std::string>{"/orders/{id}"});
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("a route is held until something follows it that is not private, however long that takes") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/settings\n");
    const auto window = session.element(0, SIL_ROLE_WINDOW);
    const auto of_window = session.view(window, window);
    const auto page = session.element(window, SIL_ROLE_PAGE, SIL_ELEMENT_PRIVATE);
    const auto of_page = session.view(page, window);
    const auto pad = session.element(window, SIL_ROLE_CONTAINER, SIL_ELEMENT_PRIVATE);
    const auto menu = session.element(0, SIL_ROLE_MENU);
    session.navigate(0, SIL_WINDOW_OPENED, of_window);
    session.last_view += 10;
    navigate(session, 10, "/settings");
    session.advance(1'500);
    session.advance(30'000);
    CHECK(session.session.pending_items() == 1);
    // Nobody is kept awake for it.
    CHECK_FALSE(session.session.is_waiting());
    // What says nothing of the page: a region that is private anyway, a menu.
    session.click(31'000, pad, of_window);
    session.navigate(32'000, SIL_WINDOW_OPENED, session.view(menu, menu));
    session.advance(40'000);
    session.advance(50'000);
    CHECK(session.session.pending_items() == 2);
    bool is_told = true;
    SECTION("a click") {
        session.click(51'000, session.element(window, SIL_ROLE_BUTTON), of_window);
    }
    SECTION("a window") {
        const auto other = session.element(0, SIL_ROLE_WINDOW);
        session.navigate(51'000, SIL_WINDOW_OPENED, session.view(other, other));
    }
    SECTION("a route") {
        navigate(session, 51'000, "/settings");
    }
    SECTION("its window is closed") {
        session.navigate(51'000, SIL_WINDOW_CLOSED, of_window);
    }
    SECTION("the session ends") {}
    SECTION("a private page that was slow") {
        session.navigate(51'000, SIL_VIEW_ENTERED, of_page);
        is_told = false;
    }
    SECTION("a click on a private page") {
        session.click(51'000, session.element(page, SIL_ROLE_BUTTON), of_page);
        is_told = false;
    }
    SECTION("its window is marked private") {
        session.mark_private(window);
        is_told = false;
    }
    session.advance(60'000);
    const auto read = session.finish();
    REQUIRE(read.problem == "");
    auto names = names_of_views(read);
    std::erase(names, "");
    CHECK(names == (is_told ? std::vector<std::string>{"/settings"} : std::vector<std::string>{}));
    CHECK(session.items_out == session.captured_items);
}

TEST_CASE("a route that is held is forgotten by a no") {
    MadeUpSession session;
    session.names.routes = privacy::RouteTable::parse("/settings\n");
    navigate(session, 0, "/settings");
    session.advance(5'000);
    CHECK(session.session.wipe() == 1);
    CHECK(session.session.pending_items() == 0);
    CHECK(session.finish().items.empty());
}
