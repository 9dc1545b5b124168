// What passes from a host's thread to the recorder thread: numbers only. A raw string has no place here.
#pragma once

#include <cstdint>
#include <tuple>
#include <type_traits>

#include "privacy/provenance/names.h"

namespace silhouette::boundary {

// A route of many segments is several events, the one with its time last.
enum class EventKind : std::uint8_t {
    none = 0,
    element,
    view,
    click,
    navigation,
    route,
    route_rest,
    layout,
    pause,
    resume,
    region
};

// Whether it is an item of the books by itself.
constexpr bool is_item(EventKind kind) {
    return kind == EventKind::click || kind == EventKind::navigation || kind == EventKind::route;
}

// Bits of a route event.
inline constexpr std::uint8_t kRouteIsAbsolute = 1, kRouteIsHash = 2;
inline constexpr std::size_t kRouteSegmentsPerEvent = 1 + std::tuple_size_v<decltype(privacy::HashedName::prefixes)>;

struct Event {
    std::int64_t time = 0;         // CLOCK_MONOTONIC, nanoseconds
    std::uint32_t generation = 0;  // of the gate when it was captured
    std::uint32_t number = 0;      // element, view, route, region: its number; click: the element; layout: the buffer
    std::uint32_t other = 0;  // element: its parent; view: its window's element; click, navigation, layout: the view
    std::uint32_t first_element = 0;  // view: the element that it is; route: the entry of the table
    std::uint16_t index = 0;          // element; route: number of segments; route_rest: place of its first one
    std::int16_t x = -1, y = -1;      // click: thousandths, or -1
    EventKind kind = EventKind::none;
    std::uint8_t role = 0;             // element
    std::uint8_t flags = 0;            // element: SIL_ELEMENT_…
    std::uint8_t standard_button = 0;  // element
    std::uint8_t what = 0;             // click: bits as ClickColumns.kinds; navigation: its kind; route: bits kRoute…
    privacy::HashedName name;          // element; route: five segments
    const char* class_pointer = nullptr;  // element: read by the recorder only where it lies in a read-only segment
    privacy::NameHash class_hash = 0;     // element
};
static_assert(std::is_trivially_copyable_v<Event>);

}  // namespace silhouette::boundary
