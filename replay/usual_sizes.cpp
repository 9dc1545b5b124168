#include "replay/usual_sizes.h"

namespace silhouette::replay {

using namespace silhouette::v1;

Size usual_size(Role role, Role parent) {
    switch (role) {
        case ROLE_BUTTON:
        case ROLE_TOGGLE_BUTTON:
            return {80, 28};
        case ROLE_TOOL_BUTTON:
            return {28, 28};
        case ROLE_CHECK_BOX:
        case ROLE_RADIO_BUTTON:
            return {130, 22};
        case ROLE_TEXT_INPUT:
        case ROLE_PASSWORD_INPUT:
            return {140, 28};
        case ROLE_TEXT_AREA:
            return {240, 120};
        case ROLE_LABEL:
            return {90, 20};
        case ROLE_LINK:
            return {80, 20};
        case ROLE_IMAGE:
            return {48, 48};
        case ROLE_LIST:
            return {160, 120};
        case ROLE_TREE:
            return {180, 140};
        case ROLE_TABLE:
            return {280, 140};
        case ROLE_HEADER:
            return {200, 24};
        case ROLE_TAB_BAR:
            return {220, 30};
        case ROLE_TAB:
            return {84, 28};
        case ROLE_MENU_BAR:
            return {220, 24};
        case ROLE_MENU:
        case ROLE_POPUP:
            return {180, 30};
        case ROLE_MENU_ITEM:
            return parent == ROLE_MENU_BAR ? Size{56, 22} : Size{190, 24};
        case ROLE_TOOL_BAR:
            return {120, 34};
        case ROLE_STATUS_BAR:
            return {200, 24};
        case ROLE_COMBO_BOX:
            return {120, 28};
        case ROLE_SPIN_BOX:
            return {84, 28};
        case ROLE_SLIDER:
            return {130, 24};
        case ROLE_PROGRESS_BAR:
            return {130, 22};
        case ROLE_SCROLL_BAR:
            return {14, 14};
        case ROLE_SCROLL_AREA:
        case ROLE_SPLITTER:
            return {200, 120};
        case ROLE_DOCK:
            return {190, 140};
        case ROLE_CANVAS:
            return {200, 140};
        case ROLE_CALENDAR:
            return {240, 180};
        case ROLE_SEPARATOR:
            if (parent == ROLE_MENU_BAR) {
                return {2, 20};
            }
            return parent == ROLE_TOOL_BAR || parent == ROLE_STATUS_BAR ? Size{6, 26} : Size{60, 9};
        case ROLE_KEYPAD:
            return {180, 200};
        case ROLE_TOOL_TIP:
            return {120, 24};
        default:
            return {20, 20};
    }
}

Margins usual_margins(Role role, Flow flow) {
    switch (role) {
        case ROLE_GROUP:
            return {9, 24, 9, 9};
        case ROLE_DIALOG:
        case ROLE_WINDOW:
        case ROLE_PAGE:
        case ROLE_CONTAINER:
            if (flow == FLOW_ROW || flow == FLOW_COLUMN || flow == FLOW_GRID || flow == FLOW_FORM ||
                flow == FLOW_WRAP) {
                return role == ROLE_CONTAINER ? Margins{6, 6, 6, 6} : Margins{9, 9, 9, 9};
            }
            return {};
        case ROLE_DOCK:
            return {1, 22, 1, 1};
        case ROLE_MENU:
        case ROLE_POPUP:
            return {4, 4, 4, 4};
        case ROLE_MENU_BAR:
            return {2, 1, 2, 1};
        case ROLE_TOOL_BAR:
            return {4, 4, 4, 4};
        case ROLE_STATUS_BAR:
            return {4, 2, 4, 2};
        case ROLE_SCROLL_AREA:
        case ROLE_LIST:
        case ROLE_TREE:
        case ROLE_TABLE:
        case ROLE_TEXT_AREA:
            return {1, 1, 1, 1};
        case ROLE_SPIN_BOX:
        case ROLE_COMBO_BOX:
            return {2, 2, 20, 2};
        default:
            return {};
    }
}

int usual_spacing(Role role, Flow flow) {
    if (role == ROLE_MENU || role == ROLE_MENU_BAR || role == ROLE_TAB_BAR || role == ROLE_TAB_PANEL ||
        flow == FLOW_WINDOW) {
        return 0;
    }
    if (role == ROLE_TOOL_BAR) {
        return 1;
    }
    return flow == FLOW_SPLIT_ROW || flow == FLOW_SPLIT_COLUMN ? 4 : 6;
}

bool usually_grows(Role role, bool horizontal) {
    switch (role) {
        case ROLE_SPLITTER:
        case ROLE_TAB_PANEL:
        case ROLE_SCROLL_AREA:
        case ROLE_LIST:
        case ROLE_TREE:
        case ROLE_TABLE:
        case ROLE_TEXT_AREA:
        case ROLE_CANVAS:
        case ROLE_PAGE:
        case ROLE_KEYPAD:
            return true;
        case ROLE_TEXT_INPUT:
        case ROLE_PASSWORD_INPUT:
        case ROLE_PROGRESS_BAR:
        case ROLE_SLIDER:
        case ROLE_HEADER:
        case ROLE_BUTTON_BOX:
        case ROLE_TAB_BAR:
        case ROLE_MENU_BAR:
        case ROLE_STATUS_BAR:
            return horizontal;
        default:
            return false;
    }
}

bool is_container(Role role) {
    switch (role) {
        case ROLE_UNSPECIFIED:
        case ROLE_WINDOW:
        case ROLE_DIALOG:
        case ROLE_PAGE:
        case ROLE_CONTAINER:
        case ROLE_LAYOUT:
        case ROLE_GROUP:
            return true;
        default:
            return false;
    }
}

Flow usual_flow(Role role, Flow told, std::size_t children) {
    if (told != FLOW_NONE && told != FLOW_FREE) {
        return told;
    }
    switch (role) {
        case ROLE_MENU_BAR:
        case ROLE_TOOL_BAR:
        case ROLE_STATUS_BAR:
        case ROLE_TAB_BAR:
        case ROLE_BUTTON_BOX:
        case ROLE_HEADER:
            return FLOW_ROW;
        case ROLE_MENU:
        case ROLE_POPUP:
        case ROLE_TAB_PANEL:
            return FLOW_COLUMN;
        case ROLE_SCROLL_AREA:
        case ROLE_LIST:
        case ROLE_TREE:
        case ROLE_TABLE:
        case ROLE_TEXT_AREA:
        case ROLE_CANVAS:
            return FLOW_SCROLL;
        case ROLE_COMBO_BOX:
        case ROLE_SPIN_BOX:
            return FLOW_STACK;
        case ROLE_SPLITTER:
            return FLOW_SPLIT_ROW;
        default:
            break;
    }
    return told == FLOW_FREE && children > 1 ? FLOW_WRAP : children == 1 ? FLOW_STACK : FLOW_COLUMN;
}

}  // namespace silhouette::replay
