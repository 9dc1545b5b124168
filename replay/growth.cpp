// What takes the space that is left over.
#include <algorithm>
#include <cstddef>

#include "replay/arrangement.h"

namespace silhouette::replay {

using namespace silhouette::v1;

namespace {

bool runs_along(Flow flow, Axis axis) {
    return flow == (axis == kAcross ? FLOW_ROW : FLOW_COLUMN);
}

}  // namespace

void Arrangement::find_growth(int i, Axis axis) {
    const Node& self = node(i);
    Details& own = details_[static_cast<std::size_t>(i)];
    const std::uint32_t how = policy(self, axis);
    bool grows = how == kExpanding || how == kIgnored || how == kMinimumExpanding ||
                 (usually_grows(self.role, axis == kAcross) && may_grow(self, axis));
    if ((is_container(self.role) || self.role == ROLE_DOCK) && may_grow(self, axis)) {
        for (const int child : children(i)) {
            grows = grows || details(child).grows[axis];
        }
        // Of an arrangement that is no widget the policy says so itself.
        grows = grows || (self.role != ROLE_LAYOUT && holds_spacer(i, axis));
    }
    own.grows[axis] = grows && !self.told[2 + axis];
    own.may_grow[axis] = own.grows[axis] || may_grow(self, axis);
    if (self.role != ROLE_LAYOUT || children(i).empty() || own.grows[axis]) {
        return;
    }
    // It may grow as far as what is in it: along it anything, across it everything.
    const auto child_may_grow = [&](int child) {
        return details(child).may_grow[axis] || alignment(node(child), axis) != kFill;
    };
    own.may_grow[axis] = runs_along(own.flow, axis)
                             ? std::any_of(children(i).begin(), children(i).end(), child_may_grow)
                             : std::all_of(children(i).begin(), children(i).end(), child_may_grow);
}

bool Arrangement::holds_spacer(int i, Axis axis) const {
    return (runs_along(details(i).flow, axis) || details(i).flow == FLOW_GRID) &&
           std::any_of(children(i).begin(), children(i).end(), [&](int child) { return is_pushed(node(child), axis); });
}

void Arrangement::let_spacers_grow(int i, Axis axis, std::vector<Part>& tracks) const {
    const auto grow = [&](std::size_t track) {
        tracks.resize(std::max(tracks.size(), track + 1));
        tracks[track].wanted = std::max(tracks[track].wanted, 1);
        tracks[track].weight = std::max(tracks[track].weight, 1.0);
    };
    for (const int child : children(i)) {
        const Node& self = node(child);
        const std::uint32_t align = is_pushed(self, axis) ? told_alignment(self, axis) : std::uint32_t{kFill};
        const unsigned first = axis == kAcross ? column_of(self) : row_of(self);
        if (first > 0 && (align == kEnd || align == kCentre)) {
            grow(first - 1);
        }
        if (align == kStart || align == kCentre) {
            grow(first + (axis == kAcross ? columns_of(self) : rows_of(self)));
        }
    }
}

}  // namespace silhouette::replay
