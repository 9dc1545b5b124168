#include "replay/placement.h"

namespace silhouette::replay {

using namespace silhouette::v1;

Area area_of(const Node& node) {
    const unsigned area = row_of(node);
    if (area != 0) {
        return area <= 4 ? static_cast<Area>(area) : Area::centre;
    }
    switch (node.role) {
        case ROLE_MENU_BAR:
        case ROLE_TOOL_BAR:
        case ROLE_DOCK:
            return Area::top;
        case ROLE_STATUS_BAR:
            return Area::bottom;
        default:
            return is_container(node.role) || usually_grows(node.role, false) ? Area::centre : Area::top;
    }
}

void keep_told(Node& node) {
    node.box = {node.told[0].value_or(node.box.x), node.told[1].value_or(node.box.y),
                node.told[2].value_or(node.box.width), node.told[3].value_or(node.box.height)};
}

}  // namespace silhouette::replay
