#include "sdk/recorder/privacy_rules.h"

#include <algorithm>

#include "proto/fields.h"
#include "sdk/recorder/directory.h"

namespace silhouette::recorder {
namespace {

constexpr std::uint32_t kNoPoint = SIL_ELEMENT_TEXT | SIL_ELEMENT_PRIVATE | SIL_ELEMENT_ROWS | SIL_ELEMENT_VALUE;

// Deeper than any window; an end, should a hook have made a circle of containers.
constexpr int kDepthMax = 512;

bool has_rows(const Element& element) noexcept {
    return (element.flags & SIL_ELEMENT_ROWS) != 0 || element.role == SIL_ROLE_LIST || element.role == SIL_ROLE_TABLE ||
           element.role == SIL_ROLE_TREE;
}

// Parts of a view that every view of its kind has, wherever its rows come from.
bool is_part_of_view(const Element& element) noexcept {
    return element.role == SIL_ROLE_HEADER || element.role == SIL_ROLE_SCROLL_BAR;
}

}  // namespace

bool role_allows_point(std::uint32_t role) noexcept {
    switch (role) {
        case SIL_ROLE_BUTTON:
        case SIL_ROLE_TOGGLE_BUTTON:
        case SIL_ROLE_TOOL_BUTTON:
        case SIL_ROLE_CHECK_BOX:
        case SIL_ROLE_RADIO_BUTTON:
        case SIL_ROLE_GROUP:
        case SIL_ROLE_TAB:
        case SIL_ROLE_MENU_ITEM:
        case SIL_ROLE_TOOL_BAR:
        case SIL_ROLE_STATUS_BAR:
        case SIL_ROLE_BUTTON_BOX:
        case SIL_ROLE_DOCK:
        case SIL_ROLE_SEPARATOR:
        case SIL_ROLE_SPLITTER:
            return true;
        default:
            return false;
    }
}

bool allows_point(const Element& element) noexcept {
    return role_allows_point(element.role) && (element.flags & kNoPoint) == 0 && !element.is_cluster;
}

std::uint32_t place_to_tell(std::int32_t thousandths, bool length_is_told) noexcept {
    const auto place = static_cast<std::uint32_t>(thousandths);
    if (length_is_told) {
        return place;
    }
    // Thousandths were cut off to whole ones: a part begins with the pixel that begins it.
    const std::uint32_t part = std::min((place + 1) * kPlaces / 1000, kPlaces - 1);
    return (2 * part + 1) * 1000 / (2 * kPlaces);
}

bool tells_parts(std::uint32_t role) noexcept {
    switch (role) {
        case SIL_ROLE_BUTTON:
        case SIL_ROLE_TOGGLE_BUTTON:
        case SIL_ROLE_BUTTON_BOX:
        case SIL_ROLE_SEPARATOR:
        case SIL_ROLE_SPLITTER:
            return true;
        default:
            return false;
    }
}

std::uint32_t wire_place(const Element& element, std::int32_t thousandths, bool length_is_told) noexcept {
    return length_is_told || tells_parts(element.role) ? place_to_tell(thousandths, length_is_told) + 1 : 0;
}

bool is_region(const Element& element) noexcept {
    return element.is_cluster || (element.flags & SIL_ELEMENT_PRIVATE) != 0 ||
           element.role == SIL_ROLE_PASSWORD_INPUT || element.role == SIL_ROLE_KEYPAD;
}

namespace {

bool has_buttons_of_its_own(const Element& element) noexcept {
    return element.role == SIL_ROLE_TEXT_INPUT || element.role == SIL_ROLE_COMBO_BOX ||
           element.role == SIL_ROLE_SPIN_BOX || element.role == SIL_ROLE_TAB_BAR;
}

}  // namespace

bool is_drawn_by_toolkit(const Element& element, const Element& parent) noexcept {
    // Apps put their own in there, too.
    const bool is_shared =
        parent.role == SIL_ROLE_TOOL_BAR || parent.role == SIL_ROLE_MENU_BAR || parent.role == SIL_ROLE_DOCK;
    return has_buttons_of_its_own(parent) || (is_shared && (element.flags & SIL_ELEMENT_TOOLKIT_NAME) != 0);
}

namespace {

// The cluster that it belongs to; 0: none, or none yet.
std::uint32_t container_of(Directory& directory, const Element& element) {
    if (element.container != 0) {
        return directory.element(element.container) != nullptr ? element.container : 0;
    }
    const Element* const likely = directory.element(element.likely_container);
    return likely != nullptr && likely->is_cluster ? element.likely_container : 0;
}

}  // namespace

std::uint32_t stands_for(Directory& directory, std::uint32_t number) {
    std::uint32_t result = number;
    std::uint32_t here = number;
    for (int step = 0; step < kDepthMax; ++step) {
        const Element* const element = directory.element(here);
        if (element == nullptr) {
            break;
        }
        if (is_region(*element)) {
            result = here;
        }
        if (const std::uint32_t container = container_of(directory, *element)) {
            // The container lies above; whatever lies between is passed over.
            here = container;
            result = here;
        } else {
            here = element->parent;
        }
    }
    return directory.element(number) != nullptr ? result : 0;
}

std::uint32_t index_to_tell(const Element& element, const Element* parent, bool has_name) noexcept {
    if (has_name) {
        return 0;
    }
    if (parent != nullptr && has_rows(*parent) && !is_part_of_view(element)) {
        return wire::kIndexMany;
    }
    if (parent != nullptr && element.index == SIL_INDEX_NONE &&
        (element.name.whole != 0 || element.name.prefixes[0] != 0)) {
        // It has a name, which did not ship with the program: its place among its siblings may follow data as the name
        // does.
        return wire::kIndexMany;
    }
    return element.index;
}

}  // namespace silhouette::recorder
