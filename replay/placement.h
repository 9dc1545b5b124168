// What the wire says of an element's place: the bits of Layout.fills and Layout.cells
// (proto/silhouette/v1/layout.proto). Layout.cell).
#pragma once

#include "replay/arrange.h"
#include "replay/usual_sizes.h"

namespace silhouette::replay {

enum Axis : unsigned { kAcross = 0, kDown = 1 };  // x and width, y and height

// Size policy.
enum Policy : std::uint32_t { kFixed = 0, kMaximum = 3, kExpanding = 4, kIgnored = 5, kMinimumExpanding = 6 };
enum Alignment : std::uint32_t { kFill = 0, kStart = 1, kCentre = 2, kEnd = 3 };

inline int length_of(const Size& size, Axis axis) {
    return axis == kAcross ? size.width : size.height;
}

inline std::uint32_t policy(const Node& node, Axis axis) {
    return node.fill >> (axis == kAcross ? 0 : 3) & 7u;
}
inline std::uint32_t told_alignment(const Node& node, Axis axis) {
    return node.fill >> (axis == kAcross ? 6 : 8) & 3u;
}
inline std::uint32_t alignment(const Node& node, Axis axis) {
    // An arrangement that expands fills, whatever its alignment.
    const bool expands = node.role == v1::ROLE_LAYOUT && policy(node, axis) == kExpanding;
    return expands ? std::uint32_t{kFill} : told_alignment(node, axis);
}
// Whether a spacer stands beside it along this axis, as far as can be told: a program mostly aligns along both.
inline bool is_pushed(const Node& node, Axis axis) {
    return told_alignment(node, axis) != kFill && told_alignment(node, axis == kAcross ? kDown : kAcross) == kFill;
}
inline std::uint32_t stretch(const Node& node) {
    return node.fill >> 10 & 255u;
}
// Items that are no widgets (entries, headers) have no policy of their own: they fill.
inline bool may_grow(const Node& node, Axis axis) {
    if (node.fill == 0) {
        return is_container(node.role) || usually_grows(node.role, axis == kAcross) ||
               node.role == v1::ROLE_SEPARATOR || (node.role == v1::ROLE_MENU_ITEM && axis == kAcross);
    }
    return policy(node, axis) != kFixed && policy(node, axis) != kMaximum;
}

inline unsigned row_of(const Node& node) {
    return node.cell & 255u;
}
inline unsigned column_of(const Node& node) {
    return node.cell >> 8 & 255u;
}
inline unsigned rows_of(const Node& node) {
    return (node.cell >> 16 & 15u) + 1;
}
inline unsigned columns_of(const Node& node) {
    return (node.cell >> 20 & 15u) + 1;
}

// The part of a main window that an element stands in: its cell's row, or where its role usually stands.
enum class Area { top, left, centre, right, bottom };
Area area_of(const Node& node);

// The box with what was told of it in place of what was worked out.
void keep_told(Node& node);

}  // namespace silhouette::replay
