// Field numbers of silhouette.v1 for writers (protozero). tests/unit/proto proves that they agree with the schema.
#pragma once

#include <protozero/types.hpp>

namespace silhouette::wire {

inline constexpr std::uint32_t kSchemaVersion = 1;

enum class Batch : protozero::pbf_tag_type { header = 1, frames = 2 };

enum class BatchHeader : protozero::pbf_tag_type {
    schema_version = 1,
    batch_id = 2,
    session_id = 3,
    batch_number = 4,
    tenant = 5,
    app = 6,
    app_version = 7,
    sdk_version = 8,
    platform = 9,
    toolkit = 10,
    level = 11,
    counters = 12,
    started = 13,
    allowed_since = 14
};

enum class Counters : protozero::pbf_tag_type { captured = 1, dropped = 2 };
enum class DropCounter : protozero::pbf_tag_type { reason = 1, items = 2 };

enum class Frame : protozero::pbf_tag_type {
    start = 1,
    kinds = 2,
    time_deltas = 3,
    names = 4,
    elements = 5,
    views = 6,
    clicks = 7,
    navigations = 8,
    layouts = 9,
    gaps = 10,
    session_start = 11
};

enum class SessionStart : protozero::pbf_tag_type { erasure_hash = 1 };
enum class ClickColumns : protozero::pbf_tag_type { elements = 1, views = 2, kinds = 3, x = 4, y = 5 };
enum class NavigationColumns : protozero::pbf_tag_type { kinds = 1, views = 2 };
enum class Gap : protozero::pbf_tag_type { reason = 1, items = 2, from = 3, to = 4 };
enum class NameColumns : protozero::pbf_tag_type { first = 1, text = 2 };
enum class ElementColumns : protozero::pbf_tag_type {
    first = 1,
    parents = 2,
    names = 3,
    classes = 4,
    roles = 5,
    indexes = 6,
    flags = 7
};
enum class ViewColumns : protozero::pbf_tag_type { first = 1, elements = 2, windows = 3 };

enum class Layout : protozero::pbf_tag_type {
    view = 1,
    full = 2,
    elements = 3,
    parents = 4,
    known = 5,
    numbers = 6,
    flows = 7,
    fills = 8,
    cells = 9,
    removed = 10
};

enum class Settings : protozero::pbf_tag_type {
    version = 1,
    allowed = 2,
    sampling = 3,
    name_gate = 4,
    valid_for = 5,
    allowed_since = 6
};
enum class Acknowledgement : protozero::pbf_tag_type { batch_id = 1, settings = 2 };

// Enumerations that writers use.
enum class ItemKind : std::uint32_t { click = 1, navigation = 2, layout = 3, gap = 4 };
enum class GapReason : std::uint32_t { paused = 1, suspended = 2, dropped = 3, limited = 5 };
enum class DropReason : std::uint32_t {
    queue_full = 1,
    element_limit = 2,
    layout_limit = 3,
    spool_full = 4,
    spool_age = 5,
    spool_damaged = 6,
    rejected = 7,
    too_large = 8,
    paused = 9,
    encoding = 10,
    memory = 11,
    sampled = 12,
    crashed = 13
};
// As the counters carry it.
constexpr std::uint32_t number(DropReason reason) noexcept {
    return static_cast<std::uint32_t>(reason);
}
inline constexpr std::uint32_t kPlatformLinux = 1;

// Bits of ElementColumns.flags.
inline constexpr std::uint32_t kElementPrivate = 1;
inline constexpr std::uint32_t kElementText = 2;
inline constexpr std::uint32_t kElementNameIsPrefix = 4;
inline constexpr std::uint32_t kElementToolkitName = 8;
inline constexpr unsigned kElementStandardButtonShift = 4;
inline constexpr std::uint32_t kIndexMany = 65'535;

// A tick is 10 ms: finer time would be a rhythm.
inline constexpr std::uint32_t kTickMilliseconds = 10;

// Longest lists, as their ranges say.
inline constexpr std::uint32_t kItemsPerFrameMax = 4'096;
inline constexpr std::uint32_t kElementsMax = 65'536;
inline constexpr std::uint32_t kLayoutElementsMax = 2'000;

}  // namespace silhouette::wire
