// From the root down: which numbers of each node no content can move. Needs find_dependence() before.
#pragma once

#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

void find_arrangement(Tree& tree);

}  // namespace silhouette::privacy::shape
