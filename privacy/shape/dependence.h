// Which sizes content can move: minimum, hint and maximum of every node, from the leaves up.
//
// A container's hint comes from all it arranges, hidden children and hidden pages included: they are shown and hidden
// with content, and the verdict on others must not change with them.
#pragma once

#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

void find_dependence(Tree& tree);

}  // namespace silhouette::privacy::shape
