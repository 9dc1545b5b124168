// Boxes for a whole view: numbers that were told stand exactly where they were told, everything else is arranged by its
// flow, policy and cell, with sizes that its role usually has. The picture, the cursor and the exports all use these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "replay/session.h"

namespace silhouette::replay {

struct Box {
    int x = 0, y = 0, width = 0, height = 0;
    bool operator==(const Box&) const = default;
};

// A tree in which parents stand before their children and siblings in the order they are arranged.
struct Node {
    std::uint32_t element = 0;
    int parent = -1;  // index of a node before this one; -1 for the root only
    v1::Role role = v1::ROLE_UNSPECIFIED;
    v1::Flow flow = v1::FLOW_NONE;
    std::uint32_t fill = 0, cell = 0;
    std::array<std::optional<std::int32_t>, 4> told;  // x, y relative to the parent's box, width, height
    Box box;                                          // the result: pixels, relative to the root's box
};

struct Size {
    int width = 0, height = 0;
};

// The size that the root would like to have: what was told of it, else what its inside needs, within what windows of
// its role usually have (1,024 x 720 for a main window, at least 360 x 180 for a dialog; menus as their items need).
Size wanted_size(const std::vector<Node>& nodes);

// Arranges all nodes within a root of this size at 0, 0.
void arrange(std::vector<Node>& nodes, Size root);

}  // namespace silhouette::replay
