// A session on its own: made-up elements in, frames out, with a clock that the test turns.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sdk/boundary/page.h"
#include "sdk/recorder/session.h"
#include "tests/unit/sdk/reading.h"

namespace silhouette::tests {

inline constexpr std::int64_t kMillisecond = 1'000'000;

class NoNames : public recorder::NameSource {
  public:
    std::optional<privacy::ShippedName> element_name(const privacy::HashedName&, bool) override { return {}; }
    std::optional<privacy::ShippedName> class_name(const char*, privacy::NameHash) override { return {}; }
    std::optional<privacy::ShippedName> route_name(const privacy::HashedRoute& route) override {
        return privacy::route_name(route, routes, index);
    }
    privacy::RouteTable routes;
    privacy::NameIndex index{privacy::HashKey{}};
};

class MadeUpSession : public recorder::Sink {
  public:
    explicit MadeUpSession(bool with_layouts = true, privacy::shape::Numbers numbers = privacy::shape::Numbers::strict,
                           std::size_t frame_items = recorder::kFrameItemsMax)
        : session(names, *this, with_layouts, recorder::kFrameInterval, numbers, frame_items) {}

    // Sink.
    std::array<std::byte, 32> begin() override {
        ++begins;
        return {};
    }
    void frame(std::string bytes, std::uint64_t items) override {
        frames.push_back(std::move(bytes));
        items_out += items;
    }
    void captured() override { ++captured_items; }
    void not_captured() override { --captured_items; }
    void dropped(wire::DropReason reason) override { drops.push_back(reason); }

    // Without an `index` the next one among its like.
    std::uint32_t element(std::uint32_t parent, sil_role role, std::uint32_t flags = 0, std::uint16_t index = 0) {
        boundary::Event event;
        event.kind = boundary::EventKind::element;
        event.number = boundary::tagged(1, ++last_element);
        event.other = parent;
        event.role = static_cast<std::uint8_t>(role);
        event.flags = static_cast<std::uint8_t>(flags);
        event.index = index != 0 ? index : ++siblings[{parent, role}];
        session.take(event);
        return event.number;
    }
    std::uint32_t view(std::uint32_t element, std::uint32_t window) {
        boundary::Event event;
        event.kind = boundary::EventKind::view;
        event.number = boundary::tagged(1, ++last_view);
        event.first_element = element;
        event.other = window;
        session.take(event);
        return event.number;
    }
    void click(std::int64_t milliseconds, std::uint32_t element, std::uint32_t view, std::uint32_t what = 0,
               std::int16_t x = 500, std::int16_t y = 500) {
        ++captured_items;
        boundary::Event event;
        event.kind = boundary::EventKind::click;
        event.time = start + milliseconds * kMillisecond;
        event.number = element;
        event.other = view;
        event.what = static_cast<std::uint8_t>(what);
        event.x = x, event.y = y;
        session.take(event);
    }
    void navigate(std::int64_t milliseconds, sil_navigation kind, std::uint32_t view) {
        ++captured_items;
        boundary::Event event;
        event.kind = boundary::EventKind::navigation;
        event.time = start + milliseconds * kMillisecond;
        event.other = view;
        event.what = static_cast<std::uint8_t>(kind);
        session.take(event);
    }
    void pause(std::int64_t milliseconds, boundary::EventKind kind) {
        boundary::Event event;
        event.kind = kind;
        event.time = start + milliseconds * kMillisecond;
        session.take(event);
    }
    void mark_private(std::uint32_t element) {
        boundary::Event event;
        event.kind = boundary::EventKind::region;
        event.number = element;
        session.take(event);
    }
    void layout(std::int64_t milliseconds, std::uint32_t view, const std::vector<sil_layout_node>& nodes) {
        boundary::Event event;
        event.kind = boundary::EventKind::layout;
        event.time = start + milliseconds * kMillisecond;
        event.other = view;
        session.take_layout(event, nodes);
    }
    void advance(std::int64_t milliseconds) { session.advance(start + milliseconds * kMillisecond); }
    ReadSession finish() {
        session.finish();
        return read_frames(frames);
    }

    NoNames names;
    std::int64_t start = 1'000'000'000'000;
    std::vector<std::string> frames;
    std::vector<wire::DropReason> drops;
    int begins = 0;
    std::uint64_t items_out = 0, captured_items = 0;
    std::uint32_t last_element = 0, last_view = 0;
    std::map<std::pair<std::uint32_t, sil_role>, std::uint16_t> siblings;
    recorder::Session session;
};

inline sil_layout_node node(std::uint32_t element, std::int32_t parent, std::int32_t x, std::int32_t y,
                            std::int32_t width, std::int32_t height, std::uint32_t flags = 0,
                            sil_flow flow = SIL_FLOW_NONE) {
    sil_layout_node result{};
    result.element = element;
    result.parent = parent;
    result.x = x, result.y = y, result.width = width, result.height = height;
    result.flags = static_cast<std::uint16_t>(flags);
    result.flow = static_cast<std::uint8_t>(flow);
    result.row_span = result.column_span = 1;
    return result;
}

// A window with a keypad of 3 × 4 buttons, and an "OK" beside it.
struct Keypad {
    explicit Keypad(MadeUpSession& session) {
        window = session.element(0, SIL_ROLE_DIALOG);
        view = session.view(window, window);
        pad = session.element(window, SIL_ROLE_CONTAINER);
        nodes.push_back(node(window, -1, 0, 0, 300, 400, SIL_BOX_FIXED_W | SIL_BOX_FIXED_H, SIL_FLOW_COLUMN));
        nodes.push_back(node(pad, 0, 10, 10, 280, 320, 0, SIL_FLOW_GRID));
        for (int row = 0; row < 4; ++row) {
            for (int column = 0; column < 3; ++column) {
                keys.push_back(session.element(pad, SIL_ROLE_BUTTON, 0, static_cast<std::uint16_t>(keys.size() + 1)));
                auto key = node(keys.back(), 1, column * 90, row * 80, 80, 70, SIL_BOX_BUTTON | SIL_BOX_CONTENT_W);
                key.row = static_cast<std::uint8_t>(row);
                key.column = static_cast<std::uint8_t>(column);
                nodes.push_back(key);
            }
        }
        ok = session.element(window, SIL_ROLE_BUTTON);
        nodes.push_back(node(ok, 0, 200, 350, 80, 30, SIL_BOX_BUTTON | SIL_BOX_CONTENT_W));
    }
    std::uint32_t window, view, pad, ok;
    std::vector<std::uint32_t> keys;
    std::vector<sil_layout_node> nodes;
};

}  // namespace silhouette::tests
