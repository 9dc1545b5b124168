// Clicks of a session: those in a region that tells nothing but its use, and those that may be of a key.
#include <algorithm>

#include "sdk/boundary/page.h"
#include "sdk/recorder/privacy_rules.h"
#include "sdk/recorder/session.h"

namespace silhouette::recorder {
namespace {

using boundary::Event;

// Keys, what apps make keys of, and what stands between them.
bool is_in_keypads(std::uint8_t role) {
    return role == SIL_ROLE_BUTTON || role == SIL_ROLE_TOGGLE_BUTTON || role == SIL_ROLE_TOOL_BUTTON ||
           role == SIL_ROLE_LINK || role == SIL_ROLE_LABEL || role == SIL_ROLE_IMAGE || role == SIL_ROLE_CANVAS ||
           role == SIL_ROLE_CONTAINER || role == SIL_ROLE_CHECK_BOX || role == SIL_ROLE_RADIO_BUTTON;
}

}  // namespace

void Session::process_click(const Event& event) {
    if (const Element* const clicked = directory_.element(boundary::untagged(event.number))) {
        directory_.make_cluster(clicked->likely_container);
    }
    std::uint32_t view_element = directory_.view_element(boundary::untagged(event.other));
    if (is_private(view_element)) {
        drop_held_route();
    }
    if (view_element != 0 && is_inside_region(view_element)) {
        view_element = directory_.window_of(view_element);
    }
    const std::uint32_t target = stands_for(directory_, boundary::untagged(event.number));
    if (view_element == 0 || target == 0) {
        sink_.dropped(wire::DropReason::encoding);
        return;
    }
    const Element& element = *directory_.element(target);
    if (is_region(element)) {
        use_region(views_[view_element], target);
        return;
    }
    if (const std::uint32_t unseen = has_layouts_ ? unseen_around(element) : 0) {
        use_region(views_[view_element], stands_for(directory_, unseen));
        return;
    }
    const bool with_point =
        target == boundary::untagged(event.number) && allows_point(element) && event.x >= 0 && event.y >= 0;
    const std::uint32_t wire_view = directory_.wire_view(view_element);
    const std::uint32_t wire_element = directory_.wire_element(target);
    if (wire_view == 0 || wire_element == 0) {
        sink_.dropped(wire::DropReason::element_limit);
        return;
    }
    tell_held_route();
    using enum privacy::shape::Known;
    // Of several that are told alike each has a length of its own: a fine place would tell which it is.
    const std::uint8_t known = Directory::is_one_of_several(element) ? std::uint8_t{0} : element.told;
    frame_.add_click(tick(event.time), wire_element, wire_view, event.what,
                     with_point ? wire_place(element, event.x, (known & kKnownWidth) != 0) : 0,
                     with_point ? wire_place(element, event.y, (known & kKnownHeight) != 0) : 0);
}

void Session::use_region(View& view, std::uint32_t region) {
    if (std::find(view.used.begin(), view.used.end(), region) != view.used.end()) {
        sink_.not_captured();
    } else if (view.used.size() < kRegionsPerVisitMax) {
        view.used.push_back(region);
    } else {
        sink_.dropped(wire::DropReason::element_limit);
    }
}

bool Session::may_be_key(const Element& element) {
    if (element.is_laid || !is_in_keypads(element.role)) {
        return false;
    }
    const Element* const parent = directory_.element(element.parent);
    return parent != nullptr && !is_drawn_by_toolkit(element, *parent);
}

std::uint32_t Session::unseen_around(const Element& element) {
    std::uint32_t outermost = 0;
    std::uint32_t here = may_be_key(element) ? element.parent : 0;
    for (const Element* above = directory_.element(here); above != nullptr && !above->is_laid;
         above = directory_.element(here)) {
        outermost = here;
        here = above->parent;
    }
    return outermost;
}

}  // namespace silhouette::recorder
