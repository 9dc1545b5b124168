// Routes of a session: which window they are pages of, and whether they may be told.
#include <algorithm>
#include <utility>

#include "sdk/boundary/page.h"
#include "sdk/recorder/privacy_rules.h"
#include "sdk/recorder/session.h"

namespace silhouette::recorder {
namespace {

using boundary::Event;
using boundary::EventKind;

// What opens above a window for a moment (a completer's list is one, too) shows no route of its own.
bool is_passing(std::uint8_t role) {
    switch (role) {
        case SIL_ROLE_MENU:
        case SIL_ROLE_POPUP:
        case SIL_ROLE_TOOL_TIP:
        case SIL_ROLE_LIST:
        case SIL_ROLE_TABLE:
        case SIL_ROLE_TREE:
            return true;
        default:
            return false;
    }
}

}  // namespace

void Session::take_route(const Event& event) {
    const bool is_rest = event.kind == EventKind::route_rest;
    if (rests_.size() > kRouteRestsMax) {
        // Of routes whose first event the queue had no room for.
        rests_.clear();
    }
    auto node = rests_.extract(event.number);
    privacy::HashedRoute route = node ? node.mapped() : privacy::HashedRoute{};
    const std::size_t from = is_rest ? event.index : 0;
    for (std::size_t i = 0; i < boundary::kRouteSegmentsPerEvent && from + i < route.segments.size(); ++i) {
        route.segments[from + i] = i == 0 ? event.name.whole : event.name.prefixes[i - 1];
    }
    if (is_rest) {
        rests_[event.number] = route;
        return;
    }
    begin_at(event.time);
    route.is_route = true;
    route.entry = event.first_element;
    route.count = static_cast<std::uint8_t>(std::min<std::size_t>(event.index, route.segments.size()));
    route.is_absolute = (event.what & boundary::kRouteIsAbsolute) != 0;
    route.is_hash = (event.what & boundary::kRouteIsHash) != 0;
    waiting_.push_back({event, std::nullopt, 0, 0, {}, std::make_unique<privacy::HashedRoute>(route)});
}

void Session::follow(sil_navigation kind, std::uint32_t view_element) {
    const std::uint32_t number = directory_.window_of(view_element);
    const Element* const element = directory_.element(number);
    if (element == nullptr || is_passing(element->role)) {
        return;
    }
    const auto found = std::find_if(open_windows_.begin(), open_windows_.end(),
                                    [number](const OpenWindow& open) { return open.window == number; });
    if (kind == SIL_VIEW_LEFT) {
        if (found != open_windows_.end() && found->view == view_element) {
            found->view = number;
        }
        return;
    }
    OpenWindow open{number, number};
    if (found != open_windows_.end()) {
        open = *found;
        open_windows_.erase(found);
    }
    if (kind == SIL_WINDOW_CLOSED) {
        routes_.erase(number);
        return;
    }
    if (kind != SIL_WINDOW_ACTIVATED) {
        open.view = view_element;
    }
    open_windows_.push_back(open);
}

bool Session::is_private(std::uint32_t number) {
    const Element* const element = directory_.element(number);
    return element != nullptr && (is_region(*element) || is_inside_region(number));
}

bool Session::shows_private(const Event& navigation) {
    const std::uint32_t view_element = directory_.view_element(boundary::untagged(navigation.other));
    return navigation.what != SIL_WINDOW_CLOSED && navigation.what != SIL_VIEW_LEFT &&
           (is_private(view_element) || is_private(directory_.window_of(view_element)));
}

bool Session::opens_for_a_moment(std::uint32_t view_element) {
    const Element* const window = directory_.element(directory_.window_of(view_element));
    return window != nullptr && is_passing(window->role);
}

// Whether something private is shown soon after, which may be what the route is about.
bool Session::leads_to_private(const Event& route) {
    return std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& later) {
        return later.event.kind == EventKind::navigation && later.event.time >= route.time &&
               later.event.time - route.time < kRouteWait.count() && shows_private(later.event);
    });
}

void Session::process_route(Waiting& item) {
    const OpenWindow shown = open_windows_.empty() ? OpenWindow{} : open_windows_.back();
    tell_held_route();
    if (is_private(shown.view) || is_private(shown.window) || leads_to_private(item.event)) {
        sink_.not_captured();
        return;
    }
    held_route_ = {item.event.time, shown, std::move(item.route)};
}

// Entering a route leaves the one before. Of two routes of which the same is told, the second is no news: which of many
// is content, and so is how often a search box changes it.
void Session::tell_held_route() {
    const HeldRoute held = std::exchange(held_route_, {});
    if (held.route == nullptr) {
        return;
    }
    // Marked meanwhile.
    if (is_private(held.shown.view) || is_private(held.shown.window)) {
        sink_.not_captured();
        return;
    }
    const auto name = directory_.names().route_name(*held.route);
    const std::uint32_t route = name ? directory_.route_element(held.shown.window, *name) : 0;
    const std::uint32_t wire_view = route != 0 ? directory_.wire_view(route) : 0;
    if (wire_view == 0) {
        sink_.dropped(name ? wire::DropReason::element_limit : wire::DropReason::encoding);
        return;
    }
    if (std::exchange(routes_[held.shown.window], route) == route) {
        sink_.not_captured();
        return;
    }
    frame_.add_navigation(tick(held.time), SIL_VIEW_ENTERED, wire_view);
}

void Session::drop_held_route() {
    if (std::exchange(held_route_, {}).route != nullptr) {
        sink_.not_captured();
    }
}

}  // namespace silhouette::recorder
