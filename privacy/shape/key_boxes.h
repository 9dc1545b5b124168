// Clusters by the boxes of keys: nearly equal in size, in rows and columns, or placed by hand anywhere.
#pragma once

#include "privacy/shape/key_search.h"

namespace silhouette::privacy::shape {

// A shown key, in the view's coordinates.
struct KeyBox {
    std::int32_t node = -1;
    std::int64_t left = 0, top = 0, width = 0, height = 0;
    std::int64_t right() const { return left + width; }
    std::int64_t bottom() const { return top + height; }
};

// `boxes`: of those keys whose true size may be looked at.
std::vector<Cluster> clusters_by_boxes(const KeySearch& search, std::vector<KeyBox> boxes);

}  // namespace silhouette::privacy::shape
