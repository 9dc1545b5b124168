#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

Tree::Tree(std::span<const Fact> all) : facts(all), nodes(all.size()) {
    for (std::int32_t i = 0; i < size(); ++i) {
        Node& node = nodes[i];
        node.hidden = has(i, kHidden);
        node.right_to_left = has(i, kRightToLeft);
        const std::int32_t parent = facts[i].parent;
        if (parent < 0 || parent >= i) {
            continue;
        }
        Node& above = nodes[parent];
        node.parent = parent;
        node.hidden = node.hidden || above.hidden;
        if (role(i) == Role::kLayout) {
            node.right_to_left = above.right_to_left;
        }
        if (above.last_child >= 0) {
            nodes[above.last_child].next_sibling = i;
        } else {
            above.first_child = i;
        }
        above.last_child = i;
    }
}

bool Tree::fills(std::int32_t i, Axis axis) const {
    if (align(i, axis) != Align::kFill) {
        return false;
    }
    return is_layout(i) || (can_grow(policy(i, axis)) && !fixed(i, axis) && !limited(i, axis));
}

}  // namespace silhouette::privacy::shape
