#include "replay/export.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "replay/stage.h"
#include "tests/catch.h"
#include "tests/unit/replay/made_session.h"

using namespace silhouette::replay;
using namespace silhouette::replay::test;
using namespace silhouette::v1;
using nlohmann::json;

namespace {

std::vector<json> lines_of(const std::string& text) {
    std::vector<json> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(json::parse(line));
    }
    return lines;
}

void collect_ids(const json& node, std::set<std::uint64_t>& ids) {
    CHECK(ids.insert(node.at("id").get<std::uint64_t>()).second);
    if (node.contains("childNodes")) {
        for (const auto& child : node.at("childNodes")) {
            collect_ids(child, ids);
        }
    }
}

}  // namespace

// To renew after a change that is meant: SILHOUETTE_WRITE_GOLDEN=1 unit_replay.
TEST_CASE("the JSON lines of the made session are those that are kept") {
    const std::string lines = to_json_lines(read_session(orders_session()));
    const std::string file = SILHOUETTE_GOLDEN "/orders.jsonl";
    if (std::getenv("SILHOUETTE_WRITE_GOLDEN") != nullptr) {
        std::ofstream(file) << lines;
    }
    std::ifstream golden(file);
    REQUIRE(golden.good());
    CHECK(lines == std::string{std::istreambuf_iterator<char>(golden), std::istreambuf_iterator<char>()});
}

TEST_CASE("JSON lines have the members that the contract names") {
    std::set<std::string> types;
    std::int64_t last = 0;
    for (const json& line : lines_of(to_json_lines(read_session(orders_session())))) {
        types.insert(line.at("type"));
        CHECK(line.at("t_ms").get<std::int64_t>() >= last);
        CHECK(line.at("t_ms").get<std::int64_t>() % 10 == 0);
        last = line.at("t_ms");
        CHECK(line.contains("window"));
        CHECK(line.contains("view"));
        if (line.at("type") == "click") {
            for (const char* member : {"element", "button", "count", "trigger", "x", "y"}) {
                CHECK(line.contains(member));
            }
            for (const char* member : {"id", "path", "name", "class", "role", "private"}) {
                CHECK(line.at("element").contains(member));
            }
        }
    }
    CHECK(types == std::set<std::string>{"session", "navigation", "click", "layout", "gap"});
}

TEST_CASE("rrweb events refer only to nodes that are there") {
    const json events = json::parse(to_rrweb(read_session(orders_session())));
    std::set<std::uint64_t> nodes;
    std::map<std::uint64_t, std::set<std::uint64_t>> children;
    std::int64_t last = 0;
    REQUIRE(events.size() > 2);
    CHECK(events[0].at("type") == 4);
    CHECK(events[1].at("type") == 2);
    for (const json& event : events) {
        CHECK(event.at("timestamp").get<std::int64_t>() > last);
        last = event.at("timestamp");
        const json& data = event.at("data");
        if (event.at("type") == 2) {
            nodes.clear();
            collect_ids(data.at("node"), nodes);
        } else if (event.at("type") == 3 && data.at("source") == 0) {
            for (const json& remove : data.at("removes")) {
                CHECK(nodes.count(remove.at("id")) == 1);
                CHECK(nodes.count(remove.at("parentId")) == 1);
            }
            for (const json& add : data.at("adds")) {
                CHECK(nodes.count(add.at("parentId")) == 1);
                CHECK((add.at("nextId").is_null() || nodes.count(add.at("nextId")) == 1));
                collect_ids(add.at("node"), nodes);
            }
            for (const json& change : data.at("attributes")) {
                CHECK(nodes.count(change.at("id")) == 1);
            }
        } else if (event.at("type") == 3 && data.at("source") == 1) {
            for (const json& position : data.at("positions")) {
                CHECK(nodes.count(position.at("id")) == 1);
                CHECK(position.at("timeOffset") <= 0);
            }
        } else if (event.at("type") == 3) {
            CHECK(nodes.count(data.at("id")) == 1);
        }
    }
}

namespace {

struct Shown {
    int x = 0, y = 0;
    bool is_approximate = false;
    std::string ring;
};

// The first click: of the second tool button, which stands at 36, 4 in a bar at 0, 24, and is 28 wide and high.
Shown first_click(const std::vector<Batch>& batches) {
    Shown shown;
    for (const json& event : json::parse(to_rrweb(read_session(batches)))) {
        const json& data = event.at("data");
        if (event.at("type") == 5 && data.at("tag") == "click") {
            shown.is_approximate = data.at("payload").at("approximate");
        } else if (event.at("type") == 3 && data.at("source") == 0) {
            for (const json& change : data.at("attributes")) {
                const auto ring = change.at("attributes").find("data-pressed");
                if (ring != change.at("attributes").end() && ring->is_string()) {
                    shown.ring = *ring;
                }
            }
        } else if (event.at("type") == 3 && data.at("source") == 2) {
            shown.x = data.at("x"), shown.y = data.at("y");
            break;
        }
    }
    return shown;
}

}  // namespace

TEST_CASE("a click is shown at its point in the element's box") {
    const Shown shown = first_click(orders_session());
    CHECK(shown.x == 50);
    CHECK(shown.y == 42);
    CHECK_FALSE(shown.is_approximate);
    CHECK(shown.ring == "yes");
}

TEST_CASE("a click of which one axis is told is shown there, and in the middle of the other") {
    auto batches = orders_session();
    auto& clicks = *batches.at(0).mutable_frames(0)->mutable_clicks();
    REQUIRE(clicks.x(0) == 501);
    clicks.set_x(0, 251);
    clicks.set_y(0, 0);
    const Shown shown = first_click(batches);
    CHECK(shown.x == 43);
    CHECK(shown.y == 42);
    CHECK(shown.is_approximate);
    CHECK(shown.ring == "about");
}

TEST_CASE("every click, navigation and gap is in the event list") {
    const Session session = read_session(orders_session());
    std::size_t wanted = 0, found = 0;
    for (const Item& item : session.items) {
        wanted += std::holds_alternative<LayoutChange>(item.what) ? 0 : 1;
    }
    for (const json& event : json::parse(to_rrweb(session))) {
        found += event.at("type") == 5 && event.at("data").at("tag") != "end" ? 1 : 0;
    }
    CHECK(found == wanted);
}

TEST_CASE("told boxes are drawn where they were told") {
    const Session session = read_session(orders_session());
    Stage stage(session);
    for (const Item& item : session.items) {
        if (item.t_ms < 1'000) {
            stage.apply(item);
        }
    }
    std::size_t known = 0;
    for (const Drawn& drawn : stage.draw()) {
        const auto& layout = std::get<LayoutChange>(session.items[1].what);
        for (const auto& row : layout.rows) {
            if (row.element == drawn.element && row.box[0] && row.box[1] && row.box[2] && row.box[3]) {
                ++known;
                CHECK(drawn.box == Box{*row.box[0], *row.box[1], *row.box[2], *row.box[3]});
            }
        }
    }
    CHECK(known == 8);
}

TEST_CASE("an HTML export is one page that asks nobody") {
    const std::string html = to_html(read_session(orders_session()));
    CHECK(html.find("default-src 'none'") != std::string::npos);
    CHECK(html.find("src=\"http") == std::string::npos);
    CHECK(html.find("href=\"http") == std::string::npos);
    CHECK(html.find("{{") == html.find("{{", html.find("<script>")));
    // As many ends of scripts as scripts.
    std::size_t scripts = 0;
    for (std::size_t at = html.find("</script"); at != std::string::npos; at = html.find("</script", at + 1)) {
        ++scripts;
    }
    CHECK(scripts == 4);
}

TEST_CASE("a name cannot end the script it stands in") {
    MadeBatch batch(0);
    const auto window = batch.element(0, ROLE_WINDOW, "MainWindow", "</script><script>alert(1)</script><!--");
    batch.click(10, window, batch.view(window, 1));
    const Batch batches[] = {batch};
    const std::string html = to_html(read_session(batches));
    CHECK(html.find("</script><script>alert(1)") == std::string::npos);
    CHECK(html.find("alert(1)") != std::string::npos);
}

TEST_CASE("a session without layouts shows what was clicked") {
    MadeBatch batch(0);
    const auto window = batch.element(0, ROLE_WINDOW, "MainWindow", "mainWindow");
    const auto button = batch.element(window, ROLE_BUTTON, "QPushButton", "saveButton");
    batch.click(10, button, batch.view(window, 1));
    const Batch batches[] = {batch};
    CHECK(to_rrweb(read_session(batches)).find("\"data-path\":\"mainWindow/saveButton\"") != std::string::npos);
}

TEST_CASE("formats are known by their words") {
    CHECK(format_of("html") == Format::html);
    CHECK(format_of("jsonl") == Format::jsonl);
    CHECK_FALSE(format_of("HTML"));
}

TEST_CASE("a menu is drawn with its layout, and again before a click in it") {
    MadeBatch batch(0);
    const auto window = batch.element(0, ROLE_WINDOW, "MainWindow", "mainWindow");
    const auto bar = batch.element(window, ROLE_MENU_BAR, "QMenuBar", "menuBar");
    const auto entry = batch.element(bar, ROLE_MENU_ITEM, "QAction", "fileMenu");
    const auto menu = batch.element(bar, ROLE_MENU, "QMenu", "fileMenu");
    const auto quit = batch.element(menu, ROLE_MENU_ITEM, "QAction", "actionQuit");
    const auto view = batch.view(window, 1), menu_view = batch.view(menu, 1);
    batch.navigate(0, NAVIGATION_KIND_WINDOW_OPENED, view);
    batch.layout(10, view, true, {{window, 0, FLOW_WINDOW}, {bar, window, FLOW_ROW}, {entry, bar}});
    batch.click(1'000, entry, view);
    batch.layout(1'100, menu_view, true, {{menu, 0, FLOW_COLUMN}, {quit, menu}});
    batch.click(20'000, quit, view);
    const Batch batches[] = {batch};
    const Session session = read_session(batches);
    Stage stage(session);
    stage.set_size({1024, 720});
    const auto is_open = [&] {
        const auto drawn = stage.draw();
        return std::any_of(drawn.begin(), drawn.end(), [&](const Drawn& one) { return one.element == quit; });
    };
    for (std::size_t i = 0; i < 4; ++i) {
        stage.apply(session.items[i]);
    }
    CHECK(is_open());
    std::uint32_t found = 0;
    bool exact = false;
    const auto below = stage.find(menu, 1, found, exact), above = stage.find(entry, 1, found, exact);
    REQUIRE(below);
    REQUIRE(above);
    CHECK(below->y == above->y + above->height);
    stage.advance_menus(15'000);
    CHECK_FALSE(is_open());
    REQUIRE(stage.next_menu_change(20'000));
    stage.advance_menus(*stage.next_menu_change(20'000));
    CHECK(is_open());
    CHECK(to_rrweb(session).find("actionQuit") != std::string::npos);
}

TEST_CASE("a dialog stays closed when the click that ended it is told after its end") {
    MadeBatch batch(0);
    const auto window = batch.element(0, ROLE_WINDOW, "MainWindow", "mainWindow");
    const auto dialog = batch.element(0, ROLE_DIALOG, "Dialog", "dialog");
    const auto cancel = batch.element(dialog, ROLE_BUTTON, "QPushButton", "cancel");
    const auto view = batch.view(window, 1), dialog_view = batch.view(dialog, 2);
    batch.navigate(0, NAVIGATION_KIND_WINDOW_OPENED, view);
    batch.navigate(100, NAVIGATION_KIND_WINDOW_OPENED, dialog_view);
    batch.navigate(900, NAVIGATION_KIND_WINDOW_CLOSED, dialog_view);
    batch.navigate(900, NAVIGATION_KIND_WINDOW_OPENED, dialog_view);
    batch.click(900, cancel, dialog_view);
    const Batch batches[] = {batch};
    const Session session = read_session(batches);
    Stage stage(session);
    for (const Item& item : session.items) {
        stage.apply(item);
    }
    for (const Drawn& drawn : stage.draw()) {
        CHECK(drawn.element != dialog);
    }
    stage.apply({1'500, dialog_view, 2, Navigation{NAVIGATION_KIND_WINDOW_OPENED}});
    const auto drawn = stage.draw();
    CHECK(std::any_of(drawn.begin(), drawn.end(), [&](const Drawn& one) { return one.element == dialog; }));
}
