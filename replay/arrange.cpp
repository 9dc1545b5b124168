#include "replay/arrange.h"

#include <algorithm>

#include "replay/arrangement.h"

namespace silhouette::replay {
namespace {

using namespace silhouette::v1;

constexpr Size kMainWindow{1024, 720};
constexpr Size kDialogLeast{360, 180};
constexpr Size kWindowMost{1280, 900};

}  // namespace

Size wanted_size(const std::vector<Node>& nodes) {
    std::vector<Node> copy = nodes;
    const Node& root = copy.front();
    const Size inside = Arrangement(copy).wanted(0);
    const bool is_menu = root.role == ROLE_MENU || root.role == ROLE_POPUP || root.role == ROLE_TOOL_TIP;
    const bool is_dialog = root.role == ROLE_DIALOG;
    const Size least = is_menu ? Size{60, 24} : is_dialog ? kDialogLeast : kMainWindow;
    return {root.told[2].value_or(std::clamp(inside.width, least.width, kWindowMost.width)),
            root.told[3].value_or(std::clamp(inside.height, least.height, kWindowMost.height))};
}

void arrange(std::vector<Node>& nodes, Size root) {
    if (!nodes.empty()) {
        Arrangement(nodes).place_all(root);
    }
}

}  // namespace silhouette::replay
