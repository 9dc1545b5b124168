#include "privacy/shape/placement.h"

#include <algorithm>
#include <array>

#include "privacy/shape/limits.h"

namespace silhouette::privacy::shape {
namespace {

std::int32_t count_children(const Tree& tree, std::int32_t container) {
    std::int32_t count = 0;
    each_child(tree, container, [&](std::int32_t) { ++count; });
    return count;
}

// Bars and menus keep their parts together at the start, whatever space is left over.
bool is_packed(Role role) {
    return role == Role::kToolBar || role == Role::kMenuBar || role == Role::kMenu;
}

// Everything follows from numbers that no content moves.
void tell_all(Tree& tree, std::int32_t container, Axis axis) {
    each_child(tree, container, [&](std::int32_t child) {
        AxisState& state = tree.nodes[child][axis];
        state.size_known = state.start_known = state.end_known = true;
    });
}

void place_only_child(Tree& tree, std::int32_t child, Axis axis, bool container_known) {
    AxisState& state = tree.nodes[child][axis];
    state.start_known = state.end_known = true;
    state.size_known = container_known;
}

// As its cell sees it: what is aligned is as long as its hint, whatever its policy says.
bool follows_content(const Tree& tree, std::int32_t child, Axis axis) {
    const AxisState& state = tree.nodes[child][axis];
    return tree.align(child, axis) == Align::kFill ? state.depends : state.inside_depends;
}

// What a main window's tool bar has no room for is hidden, never squeezed; but the first that is shown in it, which
// stays. And the bar is always as thick as the thickest in it.
bool is_bar_of_window(const Tree& tree, std::int32_t container) {
    const std::int32_t above = tree.nodes[container].parent;
    return tree.role(container) == Role::kToolBar && above >= 0 && tree.flow(above) == Flow::kWindow;
}

}  // namespace

bool any_depends(const Tree& tree, std::int32_t container, Axis axis) {
    bool depends = false;
    each_child(tree, container, [&](std::int32_t child) { depends |= follows_content(tree, child, axis); });
    return depends;
}

bool too_small_to_squeeze(const Tree& tree, std::int32_t container, Axis axis, std::int64_t length,
                          std::int64_t count) {
    const Fact& fact = tree.facts[container];
    const std::int64_t margins =
        axis == Axis::kW ? fact.margin_left + fact.margin_right : fact.margin_top + fact.margin_bottom;
    const std::int64_t room = tree.length(container, axis) - margins - (count - 1) * fact.spacing;
    return length >= 0 && count * (length + 1) < room;
}

void place_in_cell(Tree& tree, std::int32_t child, Axis axis, bool squeezable, bool cell_known, bool at_start,
                   bool at_end) {
    AxisState& state = tree.nodes[child][axis];
    if (tree.fills(child, axis)) {
        state.size_known = cell_known;
        state.start_known = at_start;
        state.end_known = at_end;
        return;
    }
    state.size_known = !follows_content(tree, child, axis) && (cell_known || (state.rigid && !squeezable));
    const bool settled = state.size_known && cell_known;
    const Align align = tree.align(child, axis);
    state.start_known = at_start && (settled || align == Align::kStart);
    state.end_known = at_end && (settled || align == Align::kEnd);
}

void place_across(Tree& tree, std::int32_t container, Axis axis) {
    const AxisState& above = tree.nodes[container][axis];
    const bool squeezable = above.squeezable && !is_bar_of_window(tree, container);
    each_child(tree, container, [&](std::int32_t child) {
        if (tree.role(child) == Role::kTabBar && tree.nodes[child][axis].depends) {
            return;  // tab widgets make their bar as long as its tabs, and where it stands is the style's affair
        }
        place_in_cell(tree, child, axis, squeezable, above.size_known, true, true);
    });
}

void place_line(Tree& tree, std::int32_t container, Axis axis) {
    const AxisState above = tree.nodes[container][axis];
    const std::int32_t count = count_children(tree, container);
    if (above.size_known && !any_depends(tree, container, axis)) {
        tell_all(tree, container, axis);
        return;
    }
    const std::int32_t first = tree.nodes[container].first_child;
    if (count == 1 && !tree.nodes[first].vacant && tree.fills(first, axis) && tree.nodes[first][axis].grows) {
        place_only_child(tree, first, axis, above.size_known);
        return;
    }
    // A wrapped label may need more height than the window was ever told to keep.
    const bool squeezable = above.squeezable || (axis == Axis::kH && tree.nodes[container].wraps);
    const bool packed = is_packed(tree.role(container));
    const bool in_bar = is_bar_of_window(tree, container);
    bool is_first_shown = true;
    bool absorber = packed;
    each_child(tree, container, [&](std::int32_t child) {
        AxisState& state = tree.nodes[child][axis];
        const bool is_spared =
            (in_bar && !is_first_shown) ||
            (above.size_known && too_small_to_squeeze(tree, container, axis, tree.length(child, axis), count));
        state.size_known = state.rigid && (!squeezable || is_spared);
        is_first_shown &= tree.nodes[child].hidden;
        absorber |= !tree.nodes[child].hidden &&
                    (state.grows || (!tree.nodes[child].vacant && tree.align(child, axis) != Align::kFill));
    });
    if (!absorber) {
        return;  // the space left over goes between the children
    }
    // Inwards from the start and from the end, as far as nothing moves. A line that is arranged from its end reaches
    // its start only where space is not short.
    bool reached = !squeezable || !tree.has(container, kBackwards);
    std::int32_t last_loose = -1;
    each_child(tree, container, [&](std::int32_t child) {
        AxisState& state = tree.nodes[child][axis];
        const Align align = tree.align(child, axis);
        state.start_known = reached && (align == Align::kFill || align == Align::kStart);
        const bool loose = !state.size_known || align != Align::kFill || squeezable;
        reached = reached && !loose;
        if (loose) {
            last_loose = child;
        }
    });
    // Where space is short, spacings shrink by more than is needed: not even the last child ends where the container
    // does.
    if (last_loose < 0 || packed || squeezable) {
        return;
    }
    for (std::int32_t child = last_loose; child >= 0; child = tree.nodes[child].next_sibling) {
        const Align align = tree.align(child, axis);
        tree.nodes[child][axis].end_known = align == Align::kFill || align == Align::kEnd;
    }
}

namespace {

struct Track {
    bool rigid = true, depends = false, grows = true, shown = false, known = false, start_known = false;
    std::int64_t length = 0;
};

}  // namespace

Span tracks_of(const Fact& fact, Axis axis) {
    const std::size_t first = axis == Axis::kW ? fact.column : fact.row;
    const std::size_t span = std::max<std::size_t>(1, axis == Axis::kW ? fact.column_span : fact.row_span);
    return {first, std::min(first + span, kTracksMax)};
}

void place_grid(Tree& tree, std::int32_t container, Axis axis) {
    const AxisState above = tree.nodes[container][axis];
    if (above.size_known && !any_depends(tree, container, axis)) {
        tell_all(tree, container, axis);
        return;
    }
    // While it is arranged a bar shows what there is room for, and that arranges all around it anew: Qt's grids mix the
    // tracks of the two up where heights follow widths.
    if (tree.nodes[container].wraps && tree.nodes[container].has_bar) {
        return;
    }
    std::array<Track, kTracksMax> tracks;
    std::size_t count = 0;
    each_child(tree, container, [&](std::int32_t child) {
        const AxisState& state = tree.nodes[child][axis];
        const Span span = tracks_of(tree.facts[child], axis);
        const bool single = span.end - span.first == 1;
        const bool aligned = tree.align(child, axis) != Align::kFill;
        for (std::size_t t = span.first; t < span.end; ++t) {
            Track& track = tracks[t];
            track.depends |= state.depends;
            track.rigid &= single && state.rigid && !aligned;
            track.grows &= !tree.nodes[child].vacant || tree.role(child) != Role::kLayout;
            if (single && !tree.nodes[child].vacant) {
                track.shown = true;
                track.grows &= state.grows || aligned;
                track.length = std::max(track.length, tree.length(child, axis));
            }
        }
        count = std::max(count, span.end);
    });
    const bool squeezable = above.squeezable || (axis == Axis::kH && tree.nodes[container].wraps);
    bool absorber = false;
    for (std::size_t t = 0; t < count; ++t) {
        Track& track = tracks[t];
        track.known = track.shown && track.rigid && !track.depends &&
                      (!squeezable || (above.size_known && too_small_to_squeeze(tree, container, axis, track.length,
                                                                                static_cast<std::int64_t>(count))));
        absorber |= track.shown && track.grows;
    }
    bool reached = absorber;
    for (std::size_t t = 0; t < count; ++t) {
        tracks[t].start_known = reached;
        reached = reached && tracks[t].known && !squeezable;
    }
    each_child(tree, container, [&](std::int32_t child) {
        const Span span = tracks_of(tree.facts[child], axis);
        bool known = true;
        for (std::size_t t = span.first; t < span.end; ++t) {
            known &= tracks[t].known;
        }
        place_in_cell(tree, child, axis, squeezable, known, tracks[span.first].start_known, false);
    });
}

void place_form(Tree& tree, std::int32_t container, Axis axis) {
    const AxisState above = tree.nodes[container][axis];
    if (above.size_known && !any_depends(tree, container, axis)) {
        tell_all(tree, container, axis);
        return;
    }
    // A form's alignment within its box is the style's affair: no distance is told.
    const bool squeezable = above.squeezable || (axis == Axis::kH && tree.nodes[container].wraps);
    each_child(tree, container, [&](std::int32_t child) {
        AxisState& state = tree.nodes[child][axis];
        state.size_known = state.rigid && !squeezable && !tree.is_layout(child);
    });
}

}  // namespace silhouette::privacy::shape
