// The facts of one view as a tree, with what the rules find out about each node. Plain data; one allocation a view.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "privacy/shape/strict_layout.h"

namespace silhouette::privacy::shape {

// Values of adapter.h (SIL_BOX_…, SIL_FLOW_…, SIL_ROLE_…, size policies, alignments), which this room does not include.
enum Flag : std::uint16_t {
    kHidden = 1 << 0,
    kContentW = 1 << 1,
    kContentH = 1 << 2,
    kFixedW = 1 << 3,
    kFixedH = 1 << 4,
    kScreenW = 1 << 5,
    kScreenH = 1 << 6,
    kRightToLeft = 1 << 7,
    kIndependent = 1 << 8,
    kClosableTabs = 1 << 9,
    kButton = 1 << 10,
    kWraps = 1 << 11,
    kLimitedW = 1 << 12,
    kLimitedH = 1 << 13,
    kUnlaid = 1 << 14,
    kBackwards = 1 << 15
};
enum class Flow : std::uint8_t {
    kNone,
    kRow,
    kColumn,
    kGrid,
    kForm,
    kStack,
    kSplitRow,
    kSplitColumn,
    kWindow,
    kScroll,
    kWrap,
    kFree
};
enum class Policy : std::uint8_t { kFixed, kMinimum, kPreferred, kMaximum, kExpanding, kIgnored, kMinimumExpanding };
enum class Align : std::uint8_t { kFill, kStart, kCentre, kEnd };
enum class Role : std::uint8_t {
    kUnspecified = 0,
    kWindow = 1,
    kDialog = 2,
    kContainer = 4,
    kLayout = 5,
    kGroup = 6,
    kButton = 7,
    kToggleButton = 8,
    kToolButton = 9,
    kCheckBox = 10,
    kRadioButton = 11,
    kTextInput = 12,
    kPasswordInput = 13,
    kLabel = 15,
    kImage = 16,
    kLink = 17,
    kTable = 19,
    kHeader = 21,
    kTabBar = 22,
    kTab = 23,
    kMenuBar = 25,
    kMenu = 26,
    kMenuItem = 27,
    kToolBar = 28,
    kStatusBar = 29,
    kSpinBox = 31,
    kScrollBar = 34,
    kDock = 37,
    kCanvas = 38,
    kCalendar = 39,
    kSeparator = 40,
    kButtonBox = 41,
    kKeypad = 42,
    kToolTip = 43,
    kPopup = 44
};
// Areas of Flow::kWindow, in Fact::row.
enum Area : std::uint8_t { kTop = 0, kLeft = 1, kCentre = 2, kRight = 3, kBottom = 4 };

enum class Axis : std::uint8_t { kW = 0, kH = 1 };
inline constexpr Axis kAxes[] = {Axis::kW, Axis::kH};
inline constexpr int at(Axis axis) {
    return static_cast<int>(axis);
}
inline constexpr Axis other(Axis axis) {
    return axis == Axis::kW ? Axis::kH : Axis::kW;
}

// What is found out about one axis of one node.
struct AxisState {
    // Found by dependence, from the leaves up.
    bool hint_depends = false;    // hint can follow content, whatever size the program set
    bool inside_depends = false;  // minimum, hint or maximum can follow content, before the size policy is asked
    bool depends = false;         // the same, as the parent's arrangement sees it
    bool rigid = false;           // minimum == hint == maximum, and no content moves them
    bool grows = false;           // shown, and takes any space that is left over
    bool expands = false;         // grows before its siblings do
    // Found by arrangement, from the root down.
    bool squeezable = false;  // may get less than its minimum, because of content
    bool size_known = false;
    bool start_known = false;     // distance from the start (left, top; right where it is right-to-left) of the parent
    bool end_known = false;       // distance from the parent's end
    bool position_known = false;  // x or y
};

struct Node {
    std::int32_t parent = -1, first_child = -1, last_child = -1, next_sibling = -1;
    AxisState axis[2];
    bool wraps = false;                  // a height in it follows a width
    bool has_bar = false;                // it is a tool bar, or one lies in it
    bool vacant = false;                 // takes no part in sharing space: hidden, a spacer, or an arrangement of such
    bool hidden = false;                 // itself or an ancestor
    bool right_to_left = false;          // reads so: an arrangement as the widget that it lies in
    std::int32_t container = -1;         // the node that stands for it, when it lies in a cluster
    std::int32_t likely_container = -1;  // the same, should what stands as keys do be clicked

    AxisState& operator[](Axis which) { return axis[at(which)]; }
    const AxisState& operator[](Axis which) const { return axis[at(which)]; }
};

struct Tree {
    std::span<const Fact> facts;
    std::vector<Node> nodes;

    // Parents that do not stand before their children count as none.
    explicit Tree(std::span<const Fact> all);

    std::int32_t size() const { return static_cast<std::int32_t>(nodes.size()); }
    Flow flow(std::int32_t i) const { return static_cast<Flow>(facts[i].flow); }
    Role role(std::int32_t i) const { return static_cast<Role>(facts[i].role); }
    bool has(std::int32_t i, Flag flag) const { return (facts[i].flags & flag) != 0; }
    bool content(std::int32_t i, Axis axis) const { return has(i, axis == Axis::kW ? kContentW : kContentH); }
    bool fixed(std::int32_t i, Axis axis) const { return has(i, axis == Axis::kW ? kFixedW : kFixedH); }
    bool screen(std::int32_t i, Axis axis) const { return has(i, axis == Axis::kW ? kScreenW : kScreenH); }
    bool limited(std::int32_t i, Axis axis) const { return has(i, axis == Axis::kW ? kLimitedW : kLimitedH); }
    Policy policy(std::int32_t i, Axis axis) const {
        return static_cast<Policy>(axis == Axis::kW ? facts[i].policy_w : facts[i].policy_h);
    }
    Align align(std::int32_t i, Axis axis) const {
        return static_cast<Align>(axis == Axis::kW ? facts[i].align_w : facts[i].align_h);
    }
    std::int64_t length(std::int32_t i, Axis axis) const { return axis == Axis::kW ? facts[i].width : facts[i].height; }
    // An arrangement without a widget of its own: its limits are those of what it arranges.
    bool is_layout(std::int32_t i) const { return role(i) == Role::kLayout && nodes[i].first_child >= 0; }
    // Shown space between others: no element of its own, or a layout without anything in it.
    bool is_spacer(std::int32_t i) const {
        return nodes[i].first_child < 0 && !nodes[i].hidden && flow(i) == Flow::kNone &&
               (facts[i].element == 0 || role(i) == Role::kLayout);
    }
    // minimum == maximum for certain: a Fixed policy alone may have a hint that follows content.
    bool pinned(std::int32_t i, Axis axis) const { return fixed(i, axis) && policy(i, axis) != Policy::kFixed; }
    // Takes all of a cell: the policy lets it grow, nothing limits it, nothing aligns it.
    bool fills(std::int32_t i, Axis axis) const;
};

inline constexpr bool can_grow(Policy policy) {
    return policy != Policy::kFixed && policy != Policy::kMaximum;
}
inline constexpr bool can_expand(Policy policy) {
    return policy == Policy::kExpanding || policy == Policy::kMinimumExpanding;
}

// Iterates the children of a node, hidden ones included.
template <typename Function>
void each_child(const Tree& tree, std::int32_t parent, Function&& function) {
    for (std::int32_t child = tree.nodes[parent].first_child; child >= 0; child = tree.nodes[child].next_sibling) {
        function(child);
    }
}

}  // namespace silhouette::privacy::shape
