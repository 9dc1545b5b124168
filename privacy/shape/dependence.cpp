#include "privacy/shape/dependence.h"

namespace silhouette::privacy::shape {
namespace {

bool runs_along(Flow flow, Axis axis) {
    return axis == Axis::kW ? flow == Flow::kRow : flow == Flow::kColumn;
}

// Where the container asks its children what they would like to have, whatever the program allows them.
bool asks_hints(Flow flow) {
    return flow == Flow::kStack || flow == Flow::kScroll || flow == Flow::kSplitRow || flow == Flow::kSplitColumn;
}

void inherit_dependence(Tree& tree, std::int32_t i) {
    Node& node = tree.nodes[i];
    const Flow flow = tree.flow(i);
    bool depends[2] = {tree.content(i, Axis::kW), tree.content(i, Axis::kH)};
    node.wraps = tree.has(i, kWraps) || flow == Flow::kWrap;
    node.has_bar |= tree.role(i) == Role::kToolBar;
    if (node.parent >= 0) {
        tree.nodes[node.parent].has_bar |= node.has_bar;
    }
    // A scroll area does with little, whatever is inside, but asks for as much as that does: it counts as a container.
    if (!tree.has(i, kIndependent) || flow == Flow::kScroll) {
        const bool by_hand = flow == Flow::kNone || flow == Flow::kFree || flow == Flow::kScroll;
        each_child(tree, i, [&](std::int32_t child) {
            const Node& below = tree.nodes[child];
            // Code that places by hand, and scroll bars that come and go, carry one axis over to the other; and a size
            // policy means something to layouts only.
            for (const Axis axis : kAxes) {
                if (asks_hints(flow)) {
                    const bool passed_over = flow == Flow::kStack && tree.policy(child, axis) == Policy::kIgnored;
                    depends[at(axis)] |= below[axis].hint_depends && !passed_over;
                }
                depends[at(axis)] |=
                    by_hand ? below[axis].inside_depends || below[other(axis)].inside_depends : below[axis].depends;
            }
            node.wraps |= below.wraps && flow != Flow::kScroll;
        });
    }
    // What wraps grows in height where content elsewhere takes its width. A form may put a field below a long label.
    depends[at(Axis::kH)] |= node.wraps || (flow == Flow::kForm && depends[at(Axis::kW)]);
    for (const Axis axis : kAxes) {
        AxisState& state = node[axis];
        state.hint_depends = depends[at(axis)];
        // Of a window, minimum == maximum may just have been set to what its content asked for.
        state.inside_depends = depends[at(axis)] && (!tree.pinned(i, axis) || node.parent < 0);
        // A height that follows a width is asked for even where the policy ignores hints.
        const bool ignored = tree.policy(i, axis) == Policy::kIgnored && !(axis == Axis::kH && node.wraps);
        state.depends = state.inside_depends && !ignored;
    }
}

void find_vacancy(Tree& tree, std::int32_t i) {
    Node& node = tree.nodes[i];
    node.vacant = node.hidden || tree.is_spacer(i);
    if (!node.vacant && tree.role(i) == Role::kLayout) {
        node.vacant = true;
        each_child(tree, i, [&](std::int32_t child) { node.vacant &= tree.nodes[child].vacant; });
    }
}

// Limits of a widget stand in its policy.
void find_widget_limits(Tree& tree, std::int32_t i, Axis axis) {
    if (tree.role(i) == Role::kLayout && tree.flow(i) != Flow::kNone) {
        return;  // an arrangement of nothing: nothing is promised
    }
    AxisState& state = tree.nodes[i][axis];
    const Policy policy = tree.policy(i, axis);
    // A minimum that the program set stands even where it is less than the hint.
    state.rigid = !state.depends && !tree.limited(i, axis) && (tree.fixed(i, axis) || policy == Policy::kFixed);
    state.grows = !tree.nodes[i].hidden && can_grow(policy) && !tree.fixed(i, axis) && !tree.limited(i, axis);
    state.expands = can_expand(policy) && !tree.fixed(i, axis);
}

// Limits of an arrangement without a widget come from what it arranges: along a row they add up, across it the smallest
// maximum holds unless something expands.
void find_layout_limits(Tree& tree, std::int32_t i, Axis axis) {
    const Flow flow = tree.flow(i);
    bool all_rigid = true, any_shown = false, any_grows = false, all_grow = true, expander_grows = false,
         expands = false, dubious = false;
    each_child(tree, i, [&](std::int32_t child) {
        const AxisState& below = tree.nodes[child][axis];
        const bool aligned = tree.align(child, axis) != Align::kFill;
        const bool spans = tree.facts[child].row_span > 1 || tree.facts[child].column_span > 1;
        const bool across_spacer = tree.is_spacer(child) && !runs_along(flow, axis) && !below.expands;
        all_rigid &= across_spacer || (below.rigid && !aligned && !spans);
        if (across_spacer || (tree.nodes[child].vacant && !tree.is_spacer(child))) {
            // An arrangement of hidden things may still set a maximum of nothing across.
            dubious |= tree.role(child) == Role::kLayout;
            return;
        }
        const bool grows = (below.grows || aligned) && !spans;  // a span lends no track its maximum
        any_shown |= !tree.nodes[child].vacant;
        any_grows |= grows;
        all_grow &= grows;
        expands |= below.expands && !aligned;
        expander_grows |= below.expands && below.grows && !aligned && !spans;
    });
    AxisState& state = tree.nodes[i][axis];
    const bool tiles = flow == Flow::kRow || flow == Flow::kColumn || flow == Flow::kGrid;
    // A grid may have given its stretch to an empty row or column, of which nothing is told.
    state.rigid = tiles && flow != Flow::kGrid && all_rigid && any_shown && !state.depends;
    state.expands = tiles && expands;
    if (!any_shown) {
        state.grows = false;
    } else if (!tiles) {
        state.grows = true;  // forms and stacks set no maximum
    } else if (runs_along(flow, axis)) {
        state.grows = any_grows;
    } else {
        state.grows = !dubious && (expander_grows || (any_grows && all_grow));
    }
}

}  // namespace

void find_dependence(Tree& tree) {
    for (std::int32_t i = tree.size() - 1; i >= 0; --i) {
        inherit_dependence(tree, i);
        find_vacancy(tree, i);
        for (const Axis axis : kAxes) {
            if (tree.is_layout(i)) {
                find_layout_limits(tree, i, axis);
            } else {
                find_widget_limits(tree, i, axis);
            }
        }
    }
}

}  // namespace silhouette::privacy::shape
