#include "replay/session.h"

#include <google/protobuf/stubs/logging.h>
#include <algorithm>
#include <random>

#include "replay/export.h"
#include "tests/catch.h"
#include "tests/unit/replay/made_session.h"

using namespace silhouette::replay;
using namespace silhouette::replay::test;
using namespace silhouette::v1;

namespace {

const silhouette::replay::Element& named(const Session& session, const std::string& name) {
    for (const auto& [number, element] : session.elements) {
        if (element.name == name) {
            return element;
        }
    }
    return session.element(0);
}

template <class What>
std::vector<Item> items_of(const Session& session) {
    std::vector<Item> found;
    std::copy_if(session.items.begin(), session.items.end(), std::back_inserter(found),
                 [](const Item& item) { return std::holds_alternative<What>(item.what); });
    return found;
}

}  // namespace

TEST_CASE("a path names the window and each named ancestor, then classes and places below the nearest") {
    MadeBatch batch(0);
    const auto window = batch.element(0, ROLE_WINDOW, "MainWindow", "");
    const auto plain = batch.element(window, ROLE_CONTAINER, "QWidget", "", 1);
    const auto bar = batch.element(plain, ROLE_TOOL_BAR, "QToolBar", "toolBar");
    const auto inner = batch.element(bar, ROLE_CONTAINER, "QWidget", "", 2);
    const auto button = batch.element(inner, ROLE_TOOL_BUTTON, "QToolButton", "", 4);
    const auto many = batch.element(bar, ROLE_TOOL_BUTTON, "QToolButton", "", 65535);
    const auto prefix = batch.element(bar, ROLE_BUTTON, "QPushButton", "row_", 0, 4);
    const auto toolkit = batch.element(bar, ROLE_TEXT_INPUT, "QLineEdit", "qt_spinbox_lineedit", 0, 8);
    const auto below_toolkit = batch.element(toolkit, ROLE_BUTTON, "QToolButton", "", 1);
    const Batch batches[] = {batch};
    const Session session = read_session(batches);
    CHECK(session.element(window).path == "MainWindow");
    CHECK(session.element(plain).path == "MainWindow/QWidget[0]");
    CHECK(session.element(bar).path == "MainWindow/toolBar");
    CHECK(session.element(button).path == "MainWindow/toolBar/QWidget[1]/QToolButton[3]");
    CHECK(session.element(many).path == "MainWindow/toolBar/QToolButton[*]");
    CHECK(session.element(prefix).path == "MainWindow/toolBar/row_*");
    CHECK(session.element(below_toolkit).path == "MainWindow/toolBar/qt_spinbox_lineedit/QToolButton[0]");
}

TEST_CASE("batches may come in any order and twice") {
    auto batches = orders_session();
    const std::string in_order = to_json_lines(read_session(batches));
    batches.push_back(batches.front());
    std::reverse(batches.begin(), batches.end());
    CHECK(to_json_lines(read_session(batches)) == in_order);
}

TEST_CASE("batches of another session are passed over") {
    auto batches = orders_session();
    const auto items = read_session(batches).items.size();
    MadeBatch stranger(2, std::string(16, '\x77'));
    stranger.click(13'000, 1, 1);
    batches.push_back(stranger);
    CHECK(read_session(batches).items.size() == items);
}

TEST_CASE("a batch that never came becomes a gap with what the books say was in it") {
    const auto gaps = items_of<MissingItems>(read_session(orders_session()));
    REQUIRE(gaps.size() == 2);
    const auto& lost = std::get<MissingItems>(gaps[1].what);
    CHECK(lost.reason == GAP_REASON_LOST);
    CHECK(lost.from_ms == 12'500);
    CHECK(lost.to_ms == 30'000);
    CHECK(lost.items == 5);
}

TEST_CASE("what the recorder dropped from its batches is a gap that says how much, with and without a missing number") {
    const auto gaps_with = [](DropReason reason, std::uint32_t last_number) {
        MadeBatch first(0), last(last_number);
        first.click(1'000, 1, 1).click(2'000, 1, 1).books(2);
        last.click(9'000, 1, 1).books(2 + 4 + 1);
        Batch batches[] = {first, last};
        auto& dropped = *batches[1].mutable_header()->mutable_counters()->add_dropped();
        dropped.set_reason(reason);
        dropped.set_items(4);
        std::vector<std::uint64_t> items;
        for (const Item& item : items_of<MissingItems>(read_session(batches))) {
            items.push_back(std::get<MissingItems>(item.what).items);
        }
        return items;
    };
    CHECK(gaps_with(DROP_REASON_SPOOL_FULL, 2) == std::vector<std::uint64_t>{4});
    CHECK(gaps_with(DROP_REASON_SPOOL_DAMAGED, 1) == std::vector<std::uint64_t>{4});
    // It was never in a batch: the recorder tells it by a gap of its own.
    CHECK(gaps_with(DROP_REASON_QUEUE_FULL, 1).empty());
}

TEST_CASE("batches that are missing at the beginning are a gap from the start") {
    const auto batches = orders_session();
    const Session session = read_session({&batches[1], 1});
    REQUIRE_FALSE(session.items.empty());
    const auto* gap = std::get_if<MissingItems>(&session.items.front().what);
    REQUIRE(gap != nullptr);
    CHECK(gap->from_ms == 0);
    CHECK(gap->to_ms == 6'000);
}

TEST_CASE("what was never defined is an unknown element") {
    const Session session = read_session(orders_session());
    const auto clicks = items_of<silhouette::replay::Click>(session);
    const auto& last = std::get<silhouette::replay::Click>(clicks.back().what);
    CHECK(session.element(last.element).path == "unknown");
    CHECK_FALSE(session.element(last.element).defined);
}

TEST_CASE("clicks keep their point, count, button and trigger") {
    const Session session = read_session(orders_session());
    const auto clicks = items_of<silhouette::replay::Click>(session);
    const auto at = [&](std::size_t i) { return std::get<silhouette::replay::Click>(clicks.at(i).what); };
    CHECK(at(0).element == named(session, "newOrder").id);
    CHECK(at(0).x == 500u);
    CHECK(clicks[0].window == 1);
    CHECK_FALSE(at(1).x);
    CHECK(at(2).count == 2);
    CHECK(at(3).trigger == 3);
    CHECK(session.element(at(4).element).is_private);
}

TEST_CASE("a place that was told along one axis is kept") {
    MadeBatch batch(0);
    const auto window = batch.element(0, ROLE_WINDOW, "MainWindow", "mainWindow");
    const auto view = batch.view(window, 1);
    batch.click(10, window, view, 250, -1).click(20, window, view, -1, 750);
    const Batch batches[] = {batch};
    const Session session = read_session(batches);
    const auto clicks = items_of<silhouette::replay::Click>(session);
    const auto at = [&](std::size_t i) { return std::get<silhouette::replay::Click>(clicks.at(i).what); };
    CHECK(at(0).x == 250u);
    CHECK_FALSE(at(0).y);
    CHECK_FALSE(at(1).x);
    CHECK(at(1).y == 750u);
}

TEST_CASE("a hostile batch is read without harm") {
    const google::protobuf::LogSilencer quiet;  // names that are no UTF-8 any more
    std::mt19937 random(7);
    auto batches = orders_session();
    for (int round = 0; round < 400; ++round) {
        std::vector<Batch> hostile;
        for (const auto& batch : batches) {
            std::string bytes = batch.SerializeAsString();
            for (int change = 0; change < 6; ++change) {
                bytes[random() % bytes.size()] = static_cast<char>(random());
            }
            Batch changed;
            if (changed.ParsePartialFromString(bytes)) {
                hostile.push_back(changed);
            }
        }
        const Session session = read_session(hostile);
        CHECK_FALSE(to_json_lines(session).empty());
        CHECK_FALSE(to_rrweb(session).empty());
    }
}

TEST_CASE("a chain of thousands of parents costs little") {
    MadeBatch batch(0);
    std::uint32_t parent = batch.element(0, ROLE_WINDOW, "MainWindow", "");
    auto* columns = batch.frame().mutable_elements();
    for (int i = 0; i < 60'000; ++i) {
        columns->add_parents(1);
        columns->add_names(0);
        columns->add_classes(1);
        columns->add_roles(ROLE_CONTAINER);
        columns->add_indexes(1);
        columns->add_flags(0);
        ++parent;
    }
    const auto view = batch.view(1, 1);
    batch.click(10, parent, view);
    const Batch batches[] = {batch};
    CHECK(read_session(batches).element(parent).path.size() < 1'000);
}

TEST_CASE("no batch is an empty session") {
    const Session session = read_session({});
    CHECK(session.items.empty());
    CHECK(to_rrweb(session).front() == '[');
}
