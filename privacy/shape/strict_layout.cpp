#include "privacy/shape/strict_layout.h"

#include "privacy/shape/arrangement.h"
#include "privacy/shape/clusters.h"
#include "privacy/shape/dependence.h"
#include "privacy/shape/exactness.h"
#include "privacy/shape/limits.h"
#include "privacy/shape/placement.h"
#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {
namespace {

// The nearest node at or above that is told as an element, -1: the view itself. Adds the ways between to `x` and `y`,
// and takes away what is not known on them.
std::int32_t teller_above(const Tree& tree, std::int32_t i, std::uint8_t& known, std::int64_t& x, std::int64_t& y) {
    std::int32_t above = tree.nodes[i].parent;
    for (; above >= 0 && tree.facts[above].element == 0; above = tree.nodes[above].parent) {
        const Node& node = tree.nodes[above];
        if (!node[Axis::kW].position_known) {
            known &= static_cast<std::uint8_t>(~kKnownX);
        }
        if (!node[Axis::kH].position_known) {
            known &= static_cast<std::uint8_t>(~kKnownY);
        }
        x += tree.facts[above].x;
        y += tree.facts[above].y;
    }
    return above;
}

bool is_sendable(std::int64_t number) {
    return number >= kNumberMin && number <= kNumberMax;
}

void keep_number(StrictElement& element, std::int32_t& to, std::int64_t number, Known bit, bool length) {
    if ((element.known & bit) == 0) {
        return;
    }
    if (!is_sendable(number) || (length && number < 0)) {
        element.known &= static_cast<std::uint8_t>(~bit);
        return;
    }
    to = static_cast<std::int32_t>(number);
}

// Which way a shown, growing spacer before or after it pushes a child along a row or column: as an alignment, since
// spacers are no elements and are not told.
enum Pushed : std::uint8_t { kPushedByNothing = 0, kPushedToStart = 1, kPushedToEnd = 2 };

std::uint8_t push_of_spacers(const Tree& tree, std::int32_t child, std::int32_t before, Axis axis) {
    const auto pushes = [&](std::int32_t i) {
        return i >= 0 && tree.is_spacer(i) && !tree.nodes[i].hidden && tree.nodes[i][axis].grows;
    };
    return static_cast<std::uint8_t>((pushes(before) ? kPushedToEnd : 0) |
                                     (pushes(tree.nodes[child].next_sibling) ? kPushedToStart : 0));
}

// The same in a grid: by a spacer that expands in the cell before or behind, in one of its rows or columns.
void push_in_grid(const Tree& tree, std::int32_t grid, Axis axis, std::vector<std::uint8_t>& pushed) {
    each_child(tree, grid, [&](std::int32_t spacer) {
        if (!tree.is_spacer(spacer) || !tree.nodes[spacer][axis].expands) {
            return;
        }
        const Span along = tracks_of(tree.facts[spacer], axis), across = tracks_of(tree.facts[spacer], other(axis));
        each_child(tree, grid, [&](std::int32_t child) {
            if (tree.is_spacer(child) || !across.overlaps(tracks_of(tree.facts[child], other(axis)))) {
                return;
            }
            const Span own = tracks_of(tree.facts[child], axis);
            pushed[child] |= own.end == along.first   ? kPushedToStart
                             : own.first == along.end ? kPushedToEnd
                                                      : kPushedByNothing;
        });
    });
}

std::uint32_t fill_of(const Tree& tree, std::int32_t i, std::uint8_t pushed_w, std::uint8_t pushed_h) {
    const Fact& fact = tree.facts[i];
    constexpr std::uint8_t kAlignOfPush[] = {0, 1, 3, 2};  // start: space behind it; end: space before it; both: centre
    const std::uint32_t align_w = fact.align_w == 0 ? kAlignOfPush[pushed_w] : fact.align_w;
    const std::uint32_t align_h = fact.align_h == 0 ? kAlignOfPush[pushed_h] : fact.align_h;
    return (fact.policy_w & 7u) | (fact.policy_h & 7u) << 3 | (align_w & 3u) << 6 | (align_h & 3u) << 8 |
           static_cast<std::uint32_t>(fact.stretch) << 10;
}

std::uint32_t cell_of(const Tree& tree, std::int32_t i) {
    const std::int32_t parent = tree.nodes[i].parent;
    const Fact& fact = tree.facts[i];
    const Flow flow = parent < 0 ? Flow::kNone : tree.flow(parent);
    if (flow == Flow::kWindow) {
        return fact.row;
    }
    if (flow != Flow::kGrid && flow != Flow::kForm) {
        return 0;
    }
    const auto span = [](std::uint8_t tracks) {
        return static_cast<std::uint32_t>(tracks < 1 ? 0 : tracks > 16 ? 15 : tracks - 1);
    };
    return fact.row | static_cast<std::uint32_t>(fact.column) << 8 | span(fact.row_span) << 16 |
           span(fact.column_span) << 20;
}

// A tab that can be closed stands for a document: how many there are is content.
bool is_document_tab(const Tree& tree, std::int32_t i) {
    const std::int32_t parent = tree.nodes[i].parent;
    return parent >= 0 && tree.has(parent, kClosableTabs) && tree.role(i) == Role::kTab;
}

std::uint8_t known_numbers(const Node& node) {
    return static_cast<std::uint8_t>(
        (node[Axis::kW].position_known ? kKnownX : 0) | (node[Axis::kH].position_known ? kKnownY : 0) |
        (node[Axis::kW].size_known ? kKnownWidth : 0) | (node[Axis::kH].size_known ? kKnownHeight : 0));
}

StrictElement tell(const Tree& tree, std::int32_t i, bool with_numbers, std::uint8_t pushed_w, std::uint8_t pushed_h) {
    const Fact& fact = tree.facts[i];
    StrictElement element;
    element.element = fact.element;
    if (with_numbers) {
        element.known = known_numbers(tree.nodes[i]);
    }
    std::int64_t x = fact.x, y = fact.y;
    const std::int32_t above = teller_above(tree, i, element.known, x, y);
    element.parent_element = above < 0 ? 0 : tree.facts[above].element;
    keep_number(element, element.x, x, kKnownX, false);
    keep_number(element, element.y, y, kKnownY, false);
    keep_number(element, element.width, fact.width, kKnownWidth, true);
    keep_number(element, element.height, fact.height, kKnownHeight, true);
    element.flow = fact.flow <= static_cast<std::uint8_t>(Flow::kFree) ? fact.flow : 0;
    element.fill = fill_of(tree, i, pushed_w, pushed_h);
    element.cell = cell_of(tree, i);
    return element;
}

}  // namespace

StrictLayout make_strict(std::span<const Fact> facts, Numbers numbers) {
    Tree tree(facts);
    find_dependence(tree);
    find_arrangement(tree);
    find_clusters(tree);
    // What is missing of a view that was cut off can move what is there, if it is content.
    bool all_there = facts.size() < kNodesMax;
    // As they are, whether or not somebody has arranged them.
    bool as_they_are = false;
    if (numbers == Numbers::exact) {
        as_they_are = !know_exactly(tree);
        all_there |= as_they_are;
    }

    StrictLayout strict;
    strict.elements.reserve(facts.size());
    std::vector<std::uint8_t> left_out(facts.size(), 0);
    std::vector<std::uint8_t> is_unlaid(facts.size(), 0);
    std::vector<std::int32_t> last_shown(facts.size(), -1);  // of each parent's children: what stands before the next
    std::vector<std::uint8_t> pushed_across(facts.size(), kPushedByNothing),
        pushed_down(facts.size(), kPushedByNothing);
    for (std::int32_t i = 0; i < tree.size(); ++i) {
        const Node& node = tree.nodes[i];
        const std::int32_t parent = node.parent;
        std::uint8_t pushed_w = pushed_across[i], pushed_h = pushed_down[i];
        if (tree.flow(i) == Flow::kGrid) {
            push_in_grid(tree, i, Axis::kW, pushed_across);
            push_in_grid(tree, i, Axis::kH, pushed_down);
        }
        if (parent >= 0) {
            const std::int32_t before = last_shown[parent];
            if (!node.hidden) {
                last_shown[parent] = i;
            }
            if (tree.flow(parent) == Flow::kRow) {
                pushed_w = push_of_spacers(tree, i, before, Axis::kW);
            } else if (tree.flow(parent) == Flow::kColumn) {
                pushed_h = push_of_spacers(tree, i, before, Axis::kH);
            }
            left_out[i] = left_out[parent] != 0 || is_document_tab(tree, i);
            is_unlaid[i] = !as_they_are && (is_unlaid[parent] != 0 || tree.has(parent, kUnlaid));
        }
        if (facts[i].element == 0) {
            continue;
        }
        if (node.container >= 0) {
            strict.covered.push_back({facts[i].element, facts[node.container].element});
            continue;
        }
        if (node.likely_container >= 0) {
            strict.likely.push_back({facts[i].element, facts[node.likely_container].element});
        }
        if (!node.hidden && left_out[i] == 0) {
            strict.elements.push_back(tell(tree, i, all_there && is_unlaid[i] == 0, pushed_w, pushed_h));
        }
    }
    return strict;
}

}  // namespace silhouette::privacy::shape
