// Keypads and what is like them: clusters of buttons in which *which one* is the secret.
//
// Found by shape, without reading a label: by what arranges the keys (key_cells.h), and by the boxes of those whose
// size no text moves (key_boxes.h).
#pragma once

#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

// Sets Node::container of every node inside a cluster, and Node::likely_container of what is no button but stands as
// keys do: apps make keys of labels, pictures and boxes, too, and only a click tells these from a table of figures.
void find_clusters(Tree& tree);

}  // namespace silhouette::privacy::shape
