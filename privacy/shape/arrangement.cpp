#include "privacy/shape/arrangement.h"

#include "privacy/shape/placement.h"

namespace silhouette::privacy::shape {
namespace {

// A window of the window system, which its layout keeps at its minimum or above. Pages of other windows are not: what
// lies around them is not told here.
bool is_window(Role role) {
    return role == Role::kWindow || role == Role::kDialog || role == Role::kPopup || role == Role::kToolTip ||
           role == Role::kMenu;
}

// `is_painted`: see is_painted_inside(). Apps make a window as large as the picture or film in it.
void place_root(Tree& tree, std::int32_t i, bool is_painted) {
    const bool window = tree.facts[i].parent == -1 && is_window(tree.role(i));
    for (const Axis axis : kAxes) {
        AxisState& state = tree.nodes[i][axis];
        state.size_known = window && (tree.screen(i, axis) || (!state.inside_depends && !is_painted));
        state.squeezable = !window || tree.screen(i, axis) || tree.fixed(i, axis) || tree.limited(i, axis);
    }
}

// Whether the app paints in the view what a hint tells nothing of: a canvas, or the window itself where nothing is in
// it.
bool is_painted_inside(const Tree& tree) {
    bool painted = tree.size() == 1;
    for (std::int32_t i = 0; i < tree.size(); ++i) {
        painted |= tree.role(i) == Role::kCanvas;
    }
    return painted;
}

// What stands in one area of a main window.
struct Bars {
    bool all_firm = true;  // every bar keeps its thickness
    int bars = 0;          // but the menu bar and the status bar, which have lines of their own
};

bool is_firm_bar(const Tree& tree, std::int32_t child, Axis axis) {
    return tree.role(child) != Role::kDock && !tree.nodes[child][axis].depends;
}

// Bars from the edges inward; the centre takes the rest.
void place_window(Tree& tree, std::int32_t container) {
    const AxisState above_w = tree.nodes[container][Axis::kW];
    const AxisState above_h = tree.nodes[container][Axis::kH];
    std::int32_t children = 0;
    each_child(tree, container, [&](std::int32_t) { ++children; });
    const bool squeezable[2] = {above_w.squeezable && !(above_w.size_known && !any_depends(tree, container, Axis::kW)),
                                (above_h.squeezable || tree.nodes[container].wraps) &&
                                    !(above_h.size_known && !any_depends(tree, container, Axis::kH))};
    const auto keeps_thickness = [&](std::int32_t child, Axis axis) {
        return is_firm_bar(tree, child, axis) &&
               (!squeezable[at(axis)] ||
                (tree.nodes[container][axis].size_known &&
                 too_small_to_squeeze(tree, container, axis, tree.length(child, axis), children)));
    };
    Bars areas[5];
    each_child(tree, container, [&](std::int32_t child) {
        const std::uint8_t area = tree.facts[child].row;
        if (area <= kBottom) {
            const Axis across = area == kLeft || area == kRight ? Axis::kW : Axis::kH;
            areas[area].all_firm &= keeps_thickness(child, across);
            areas[area].bars += tree.role(child) != Role::kMenuBar && tree.role(child) != Role::kStatusBar;
        }
    });
    const bool top = areas[kTop].all_firm, left = areas[kLeft].all_firm;
    // Where space is short, what stands at one side may push over the other.
    const bool bottom = areas[kBottom].all_firm && (top || !squeezable[at(Axis::kH)]);
    const bool right = areas[kRight].all_firm && (left || !squeezable[at(Axis::kW)]);
    // A bar that is left without any room is moved out of the window; not one that is too small to be squeezed in a
    // window whose size is told.
    const bool is_told = above_w.size_known && above_h.size_known;
    const bool has_room = (left && right && top && bottom) || (!squeezable[at(Axis::kW)] && !squeezable[at(Axis::kH)]);
    each_child(tree, container, [&](std::int32_t child) {
        AxisState& w = tree.nodes[child][Axis::kW];
        AxisState& h = tree.nodes[child][Axis::kH];
        const std::uint8_t area = tree.facts[child].row;
        const Role role = tree.role(child);
        if (area == kTop || area == kBottom) {
            // Bars that share an area may share a line.
            const bool own_line =
                role == Role::kMenuBar || role == Role::kStatusBar || (role != Role::kDock && areas[area].bars == 1);
            const bool keeps_height = keeps_thickness(child, Axis::kH);
            const bool is_inside = has_room || (is_told && keeps_height);
            const bool stays = own_line && (role != Role::kToolBar || is_inside);
            w.start_known = w.end_known = stays;
            w.size_known = stays && above_w.size_known;
            // Alone in its line it is as thick as the thickest in it, however short of space the window is.
            const bool is_alone = own_line && role == Role::kToolBar && is_firm_bar(tree, child, Axis::kH);
            h.size_known = is_alone || (keeps_height && (own_line || areas[area].all_firm));
            h.start_known = area == kTop && (role == Role::kMenuBar || (top && is_inside));
            h.end_known = area == kBottom && (role == Role::kStatusBar || (bottom && is_inside));
        } else if (area == kCentre) {
            w.size_known = left && right && above_w.size_known;
            h.size_known = top && bottom && above_h.size_known;
            // What may not grow stands in the middle of what the bars leave.
            const bool settled_w = tree.fills(child, Axis::kW) || (w.size_known && !w.depends && has_room);
            const bool settled_h = tree.fills(child, Axis::kH) || (h.size_known && !h.depends && has_room);
            w.size_known &= settled_w;
            w.start_known = left && settled_w;
            w.end_known = right && settled_w;
            h.size_known &= settled_h;
            h.start_known = top && settled_h;
            h.end_known = bottom && settled_h;
        } else if (area == kLeft || area == kRight) {
            const bool alone = role != Role::kDock && areas[area].bars == 1 && has_room;
            w.size_known = alone && keeps_thickness(child, Axis::kW);
            w.start_known = alone && area == kLeft;
            w.end_known = alone && area == kRight;
            h.start_known = top && alone;
            h.end_known = bottom && alone;
            h.size_known = top && bottom && alone && above_h.size_known;
        }
    });
}

// Pages fill, beside a tab bar if there is one: which edge that stands at is told by the axis it depends in.
void place_stack(Tree& tree, std::int32_t container) {
    bool moves[2] = {false, false};
    each_child(tree, container, [&](std::int32_t child) {
        if (tree.role(child) == Role::kTabBar) {
            const Node& bar = tree.nodes[child];
            const bool both = bar[Axis::kW].depends == bar[Axis::kH].depends && bar[Axis::kW].depends;
            moves[at(Axis::kW)] |= both;
            moves[at(Axis::kH)] |= both;
        }
    });
    each_child(tree, container, [&](std::int32_t child) {
        for (const Axis axis : kAxes) {
            AxisState& state = tree.nodes[child][axis];
            if (tree.role(child) == Role::kTabBar) {
                state.size_known = state.rigid && !tree.nodes[container][axis].squeezable;
                continue;
            }
            if (tree.has(child, kButton) || tree.role(child) == Role::kLabel) {
                continue;  // stands in a corner beside the tabs
            }
            // A page that is held smaller stays in the corner, whichever way the window reads.
            const bool bounded = tree.fixed(child, axis) || tree.limited(child, axis);
            const bool settled = !moves[at(axis)];
            state.size_known = tree.nodes[container][axis].size_known && settled && (!bounded || !state.depends);
            state.end_known = settled && !bounded;
            state.start_known = settled && (!bounded || axis == Axis::kH || !tree.nodes[container].right_to_left);
        }
    });
}

void place_splitter(Tree& tree, std::int32_t container, Axis axis) {
    const AxisState above = tree.nodes[container][axis];
    const bool all = above.size_known && !any_depends(tree, container, axis);
    // What is left over goes between the children where none of them takes it.
    bool absorber = false;
    each_child(tree, container, [&](std::int32_t child) { absorber |= tree.nodes[child][axis].grows; });
    bool first = true;
    std::int32_t last = -1;
    each_child(tree, container, [&](std::int32_t child) {
        AxisState& along = tree.nodes[child][axis];
        along.size_known = all;
        along.start_known = all || (absorber && first && !tree.nodes[child].hidden);
        along.end_known = all;
        if (!tree.nodes[child].hidden) {
            first = false;
            last = child;
        }
        AxisState& across = tree.nodes[child][other(axis)];
        // What may not grow stands in the middle.
        const bool bounded = tree.fixed(child, other(axis)) || tree.limited(child, other(axis)) ||
                             !can_grow(tree.policy(child, other(axis)));
        across.size_known = tree.nodes[container][other(axis)].size_known && (!bounded || !across.depends);
        across.start_known = across.end_known = !bounded || across.size_known;
    });
    if (last >= 0) {
        tree.nodes[last][axis].end_known = all || absorber;
    }
}

// In its own coordinates: where it is scrolled to is content. Scroll bars come and go with either axis.
void place_scrolled(Tree& tree, std::int32_t container) {
    const Node& above = tree.nodes[container];
    bool depends = false;
    each_child(tree, container, [&](std::int32_t child) {
        depends |= tree.nodes[child][Axis::kW].inside_depends || tree.nodes[child][Axis::kH].inside_depends;
    });
    const bool known = !depends && above[Axis::kW].size_known && above[Axis::kH].size_known;
    each_child(tree, container, [&](std::int32_t child) {
        for (const Axis axis : kAxes) {
            tree.nodes[child][axis].size_known = known;
        }
    });
}

// Placed by code that may look at anything: told only where nothing around can follow content.
void place_by_hand(Tree& tree, std::int32_t container) {
    const Node& above = tree.nodes[container];
    bool known = above[Axis::kW].size_known && above[Axis::kH].size_known && !tree.content(container, Axis::kW) &&
                 !tree.content(container, Axis::kH);
    each_child(tree, container, [&](std::int32_t child) {
        known = known && !tree.nodes[child][Axis::kW].inside_depends && !tree.nodes[child][Axis::kH].inside_depends;
    });
    each_child(tree, container, [&](std::int32_t child) {
        for (const Axis axis : kAxes) {
            AxisState& state = tree.nodes[child][axis];
            state.size_known = state.start_known = state.end_known = known;
        }
    });
}

void place_wrapped(Tree& tree, std::int32_t container) {
    each_child(tree, container, [&](std::int32_t child) {
        for (const Axis axis : kAxes) {
            AxisState& state = tree.nodes[child][axis];
            state.size_known = state.rigid && !tree.nodes[container][axis].squeezable;
        }
    });
}

bool has_margins(const Tree& tree, std::int32_t container, Axis axis) {
    const Fact& fact = tree.facts[container];
    return axis == Axis::kW ? fact.margin_left + fact.margin_right > 0 : fact.margin_top + fact.margin_bottom > 0;
}

// Whether a child may get less than its minimum because of content somewhere.
void pass_on_squeeze(Tree& tree, std::int32_t container) {
    const Flow flow = tree.flow(container);
    const bool is_split = flow == Flow::kSplitRow || flow == Flow::kSplitColumn;
    each_child(tree, container, [&](std::int32_t child) {
        for (const Axis axis : kAxes) {
            AxisState& state = tree.nodes[child][axis];
            const bool stacked = flow != Flow::kRow && flow != Flow::kSplitRow && flow != Flow::kStack;
            switch (flow) {
                case Flow::kScroll:
                    state.squeezable = false;  // scroll bars come first
                    break;
                case Flow::kNone:
                case Flow::kFree:
                    state.squeezable = true;
                    break;
                case Flow::kForm:
                    // A field may get less height than it needs, since labels and fields share a base line.
                    state.squeezable = tree.nodes[container][axis].squeezable || axis == Axis::kH;
                    break;
                default:
                    // A splitter asks for no room for its own margins.
                    state.squeezable = tree.nodes[container][axis].squeezable ||
                                       (axis == Axis::kH && stacked && tree.nodes[container].wraps) ||
                                       (is_split && has_margins(tree, container, axis));
            }
            state.squeezable |=
                tree.policy(child, axis) == Policy::kIgnored || tree.limited(child, axis) || tree.pinned(child, axis);
        }
    });
}

// Forms give what they arrange less than nothing where space is short, which no widget can have.
bool may_be_less_than_nothing(const Tree& tree, std::int32_t container) {
    for (; container >= 0 && tree.role(container) == Role::kLayout; container = tree.nodes[container].parent) {
        const std::int32_t above = tree.nodes[container].parent;
        if (above >= 0 && tree.flow(above) == Flow::kForm) {
            return true;
        }
    }
    return false;
}

// Whether a child may not read its alignment as its container does. What a line reads like follows what is typed in it:
// only where it fills its cell that moves nothing.
bool reads_other_way(const Tree& tree, std::int32_t child, std::int32_t container) {
    if (tree.role(child) == Role::kTextInput || tree.role(child) == Role::kPasswordInput) {
        return !tree.fills(child, Axis::kW);
    }
    return tree.nodes[child].right_to_left != tree.nodes[container].right_to_left;
}

// Distances from start and end become x and y, which count from the left and the top.
void settle_positions(Tree& tree, std::int32_t container) {
    const Node& above = tree.nodes[container];
    const Flow flow = tree.flow(container);
    const bool scrolled = flow == Flow::kScroll;
    const bool in_form = may_be_less_than_nothing(tree, container);
    each_child(tree, container, [&](std::int32_t child) {
        Node& node = tree.nodes[child];
        AxisState& w = node[Axis::kW];
        AxisState& h = node[Axis::kH];
        // The sides of a main window are what they are called, whichever way it reads.
        const bool right_to_left = above.right_to_left && flow != Flow::kWindow;
        bool from_left = right_to_left ? w.end_known : w.start_known;
        bool from_right = right_to_left ? w.start_known : w.end_known;
        // Margins may be wider than what is left of a squeezed part.
        const auto is_narrower = [&](Axis axis) {
            return above.parent >= 0 && (in_form || has_margins(tree, container, axis)) && above[axis].squeezable &&
                   !above[axis].size_known;
        };
        if (is_narrower(Axis::kW) || (right_to_left && above[Axis::kW].squeezable && !above[Axis::kW].size_known)) {
            from_left = false;
        }
        const bool from_top = h.start_known && !is_narrower(Axis::kH);
        if (reads_other_way(tree, child, container)) {
            from_left = from_right = w.start_known && w.end_known;  // it may read its alignment its own way
        }
        w.position_known = !scrolled && (from_left || (from_right && w.size_known && above[Axis::kW].size_known));
        h.position_known = !scrolled && (from_top || (h.end_known && h.size_known && above[Axis::kH].size_known));
    });
}

void place_children(Tree& tree, std::int32_t i) {
    switch (tree.flow(i)) {
        case Flow::kRow:
            place_line(tree, i, Axis::kW);
            place_across(tree, i, Axis::kH);
            break;
        case Flow::kColumn:
            place_line(tree, i, Axis::kH);
            place_across(tree, i, Axis::kW);
            break;
        case Flow::kGrid:
            place_grid(tree, i, Axis::kW);
            place_grid(tree, i, Axis::kH);
            break;
        case Flow::kForm:
            place_form(tree, i, Axis::kW);
            place_form(tree, i, Axis::kH);
            break;
        case Flow::kStack:
            place_stack(tree, i);
            break;
        case Flow::kSplitRow:
            place_splitter(tree, i, Axis::kW);
            break;
        case Flow::kSplitColumn:
            place_splitter(tree, i, Axis::kH);
            break;
        case Flow::kWindow:
            place_window(tree, i);
            break;
        case Flow::kScroll:
            place_scrolled(tree, i);
            break;
        case Flow::kWrap:
            place_wrapped(tree, i);
            break;
        case Flow::kNone:
        case Flow::kFree:
            place_by_hand(tree, i);
            break;
        default:
            break;  // a flow that is not known yet: nothing is told
    }
}

}  // namespace

void find_arrangement(Tree& tree) {
    const bool is_painted = is_painted_inside(tree);
    for (std::int32_t i = 0; i < tree.size(); ++i) {
        if (tree.nodes[i].parent < 0) {
            place_root(tree, i, is_painted);
        }
        if (tree.nodes[i].first_child >= 0) {
            pass_on_squeeze(tree, i);
            place_children(tree, i);
            settle_positions(tree, i);
        }
    }
}

}  // namespace silhouette::privacy::shape
