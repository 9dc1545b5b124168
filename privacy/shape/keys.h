// What may be a key of a keypad, by its role.
#pragma once

#include <cstdint>

#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

// Bars and lists of buttons with names of their own, however many: not searched.
inline bool is_bar(Role role) {
    switch (role) {
        case Role::kMenuBar:
        case Role::kMenu:
        case Role::kToolBar:
        case Role::kStatusBar:
        case Role::kTabBar:
        case Role::kHeader:
        case Role::kScrollBar:
        case Role::kSpinBox:
        case Role::kButtonBox:
            return true;
        default:
            return false;
    }
}

inline bool is_key(Role role) {
    return role == Role::kButton || role == Role::kToggleButton || role == Role::kToolButton || role == Role::kLink ||
           role == Role::kUnspecified;
}

// A tool palette is rarely a secret; a line of push buttons outside of bars is digits or letters.
inline bool may_stand_in_line(Role role) {
    return role != Role::kToolButton && role != Role::kLink;
}

// What takes part in one search. Buttons are keys wherever they stand so, the others as soon as one is clicked.
enum class Kind : std::uint8_t { button, label, canvas, box, mark };
inline constexpr Kind kOtherKinds[] = {Kind::label, Kind::canvas, Kind::box, Kind::mark};

inline bool is_of_kind(const Tree& tree, std::int32_t i, Kind kind) {
    const Role role = tree.role(i);
    switch (kind) {
        case Kind::button:
            return tree.has(i, kButton) && is_key(role);
        case Kind::label:
            return role == Role::kLabel || role == Role::kImage;
        case Kind::canvas:
            return role == Role::kCanvas;
        case Kind::box:
            return role == Role::kContainer;
        case Kind::mark:
            return role == Role::kCheckBox || role == Role::kRadioButton;
    }
    return false;
}

// What may stand upon a key, and takes the click for it.
inline bool is_face(Role role) {
    return role == Role::kLabel || role == Role::kImage || role == Role::kCanvas || role == Role::kContainer ||
           role == Role::kLayout;
}

inline bool is_by_hand(Flow flow) {
    return flow == Flow::kNone || flow == Flow::kFree;
}

// Whether its true size may be looked at: whether a label or a button is one of many of a size would follow what all
// of them say.
inline bool is_size_telling(const Tree& tree, std::int32_t i, Kind kind) {
    const std::int32_t parent = tree.nodes[i].parent;
    return (tree.fixed(i, Axis::kW) && tree.fixed(i, Axis::kH)) || (parent >= 0 && is_by_hand(tree.flow(parent))) ||
           ((kind == Kind::canvas || kind == Kind::button) && !tree.content(i, Axis::kW) && !tree.content(i, Axis::kH));
}

}  // namespace silhouette::privacy::shape
