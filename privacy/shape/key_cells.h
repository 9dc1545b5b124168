// Clusters by what arranges the keys: cells of grids, lines within lines, containers of nothing but keys. No box is
// looked at: sees hidden keypads before they are first shown, and keys of any width.
#pragma once

#include "privacy/shape/key_search.h"

namespace silhouette::privacy::shape {

std::vector<Cluster> clusters_by_cells(const KeySearch& search);

}  // namespace silhouette::privacy::shape
