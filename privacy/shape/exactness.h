// For hosts whose windows show no content: every number, save those that what is private in them can move.
#pragma once

#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

// Needs find_arrangement() and find_clusters() before. Whether something in the view is private.
bool know_exactly(Tree& tree);

}  // namespace silhouette::privacy::shape
