// Keypads and what is like them: clusters of buttons in which *which one* is the secret.
//
// Found by shape, without reading a label: at least nine buttons, nearly equal in size, in a grid of boxes or in the
// cells of a grid; or nine in one line outside of bars. True boxes may be used, since a hit only takes away.
#pragma once

#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

// Sets Node::container of every node inside a cluster, and Node::likely_container of what is no button but stands as
// keys do: apps make keys of labels, pictures and boxes, too, and only a click tells these from a table of figures.
void find_clusters(Tree& tree);

}  // namespace silhouette::privacy::shape
