#include "privacy/shape/exactness.h"

#include <algorithm>
#include <vector>

#include "privacy/shape/dependence.h"

namespace silhouette::privacy::shape {
namespace {

// What lies in a private region; of a keypad what is no button: it may show what was typed.
std::vector<std::uint8_t> find_private(const Tree& tree) {
    std::vector<std::uint8_t> found(tree.nodes.size(), 0);
    for (std::int32_t i = 0; i < tree.size(); ++i) {
        const Node& node = tree.nodes[i];
        found[i] = tree.facts[i].is_private || (node.parent >= 0 && found[node.parent] != 0) ||
                   (node.container >= 0 && !tree.has(i, kButton));
    }
    return found;
}

// The same view, in which nothing but what is private follows content; along both axes where it does along one, since
// what wraps elsewhere carries the one over to the other.
std::vector<Fact> facts_of_private(const Tree& tree, const std::vector<std::uint8_t>& is_private) {
    constexpr std::uint16_t kFollows = kContentW | kContentH | kWraps;
    std::vector<Fact> facts(tree.facts.begin(), tree.facts.end());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        Fact& fact = facts[i];
        const bool wraps = fact.flow == static_cast<std::uint8_t>(Flow::kWrap);
        const bool follows = is_private[i] != 0 && ((fact.flags & kFollows) != 0 || wraps);
        fact.flags &= static_cast<std::uint16_t>(~kFollows);
        fact.flags |= follows ? kContentW | kContentH : 0;
        fact.flow = wraps ? static_cast<std::uint8_t>(Flow::kRow) : fact.flow;
    }
    return facts;
}

}  // namespace

bool know_exactly(Tree& tree) {
    const std::vector<std::uint8_t> is_private = find_private(tree);
    const std::vector<Fact> facts = facts_of_private(tree, is_private);
    Tree moved(facts);
    find_dependence(moved);
    const auto follows = [&moved](std::int32_t i) {
        return moved.nodes[i][Axis::kW].inside_depends || moved.nodes[i][Axis::kH].inside_depends;
    };
    // Where one child's size can follow what is private, the others give way, and with them all that is in them.
    std::vector<std::uint8_t> is_loose_inside(facts.size(), 0);
    for (std::int32_t i = 0; i < tree.size(); ++i) {
        if (tree.nodes[i].parent >= 0 && follows(i)) {
            is_loose_inside[tree.nodes[i].parent] = 1;
        }
    }
    for (std::int32_t i = 0; i < tree.size(); ++i) {
        const std::int32_t parent = tree.nodes[i].parent;
        if (parent >= 0 ? is_loose_inside[parent] != 0 : follows(i)) {
            is_loose_inside[i] |= parent >= 0 ? 1 : 0;
            continue;
        }
        for (const Axis axis : kAxes) {
            tree.nodes[i][axis].size_known = true;
            tree.nodes[i][axis].position_known = parent >= 0;
        }
    }
    return std::ranges::find(is_private, 1) != is_private.end();
}

}  // namespace silhouette::privacy::shape
