// One session, put together from its batches: definitions resolved, items in time order, losses made visible.
//
// Batches may come in any order and twice, and some may be missing. Whatever they hold, reading never fails: a
// reference to something that was never defined becomes an unknown element or view. Values, no threads.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "silhouette/v1/batch.pb.h"

namespace silhouette::replay {

namespace v1 = silhouette::v1;

struct Element {
    std::uint32_t id = 0;      // number within the session
    std::uint32_t parent = 0;  // 0: none
    std::string name;          // that shipped with the program; `row_*` for a prefix; "" for none
    std::string class_name;    // "" for unknown
    v1::Role role = v1::ROLE_UNSPECIFIED;
    std::uint32_t index = 0;  // as on the wire: place among its like plus 1, 0 for none, kIndexMany
    v1::StandardButton standard_button = v1::STANDARD_BUTTON_NONE;
    bool is_private = false;
    bool bears_text = false;
    bool toolkit_name = false;
    bool defined = false;  // false: its definition was lost
    // Window's segment, names of named ancestors, then `Class[index]` below the nearest one; `/` between. The same in
    // every session of one build. Names that belong to the toolkit count as structural.
    std::string path;
};
inline constexpr std::uint32_t kIndexMany = 65535;

struct View {
    std::uint32_t id = 0;
    std::uint32_t element = 0;
    std::uint32_t window = 0;  // number within the session, 0: unknown
};

struct Click {
    std::uint32_t element = 0;
    std::uint32_t button = 0;           // 0 primary, 1 secondary, 2 middle, 3 other
    std::uint32_t count = 1;            // 2: the second press of a double click
    std::uint32_t trigger = 0;          // 0 mouse, 1 touch, 2 pen, 3 keyboard
    std::optional<std::uint32_t> x, y;  // thousandths of the element's box, each where it was told
};

struct Navigation {
    v1::NavigationKind kind = v1::NAVIGATION_KIND_UNSPECIFIED;
};

struct LayoutRow {
    std::uint32_t element = 0;
    std::uint32_t parent = 0;                        // the element that arranges it; 0: the view itself
    std::array<std::optional<std::int32_t>, 4> box;  // x, y (relative to the parent's box), width, height; pixels
    v1::Flow flow = v1::FLOW_NONE;
    std::uint32_t fill = 0;  // as Layout.fills
    std::uint32_t cell = 0;  // as Layout.cells
};

struct LayoutChange {
    bool full = false;
    std::vector<LayoutRow> rows;
    std::vector<std::uint32_t> removed;
};

struct MissingItems {
    v1::GapReason reason = v1::GAP_REASON_UNSPECIFIED;
    std::uint64_t items = 0;  // 0: unknown
    std::int64_t from_ms = 0, to_ms = 0;
};

struct Item {
    std::int64_t t_ms = 0;     // since the session's start, steps of 10
    std::uint32_t view = 0;    // 0: none
    std::uint32_t window = 0;  // 0: none
    std::variant<Click, Navigation, LayoutChange, MissingItems> what;
};

struct Session {
    std::string id;  // 32 hex digits
    std::string tenant, app, app_version, sdk_version;
    v1::Platform platform = v1::PLATFORM_UNSPECIFIED;
    v1::Toolkit toolkit = v1::TOOLKIT_UNSPECIFIED;
    v1::Level level = v1::LEVEL_UNSPECIFIED;
    std::int64_t started = 0;  // UTC seconds
    std::map<std::uint32_t, Element> elements;
    std::map<std::uint32_t, View> views;
    std::vector<Item> items;  // in time order

    // An unknown element or view where there is none of this number.
    const Element& element(std::uint32_t number) const;
    const View& view(std::uint32_t number) const;
    // Name of the view's element, or its path.
    const std::string& view_label(std::uint32_t number) const;
    std::int64_t duration_ms() const { return items.empty() ? 0 : items.back().t_ms; }
};

// Batches of the session of the first one; those of other sessions are passed over.
Session read_session(std::span<const v1::Batch> batches);

}  // namespace silhouette::replay
