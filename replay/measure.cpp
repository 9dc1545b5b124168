#include "replay/arrangement.h"

#include <algorithm>
#include <cstddef>

namespace silhouette::replay {

using namespace silhouette::v1;

namespace {

constexpr int kLine = 3;  // as thick as a line that parts others is drawn
constexpr Size kSizeGrip{16, 16};
constexpr std::size_t kLikesMax = 64;  // that are looked at
constexpr int kFieldHeight = 48;       // of what else has a height of its own

}  // namespace

Arrangement::Arrangement(std::vector<Node>& nodes) : nodes_(nodes), children_(nodes.size()), details_(nodes.size()) {
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        nodes[i].parent = std::clamp(nodes[i].parent, 0, static_cast<int>(i) - 1);
        children_[static_cast<std::size_t>(nodes[i].parent)].push_back(static_cast<int>(i));
    }
    for (std::size_t i = nodes.size(); i-- > 0;) {
        measure(static_cast<int>(i));
    }
}

bool Arrangement::is_side_bar(int i) const {
    const Node& bar = node(i);
    if (bar.role != ROLE_TOOL_BAR || bar.parent < 0 || node(bar.parent).flow != FLOW_WINDOW) {
        return false;
    }
    return area_of(bar) == Area::left || area_of(bar) == Area::right;
}

void Arrangement::measure(int i) {
    Node& self = node(i);
    Details& own = details_[static_cast<std::size_t>(i)];
    own.flow = usual_flow(self.role, self.flow, children(i).size());
    if (is_side_bar(i)) {
        own.flow = FLOW_COLUMN;
    }
    own.margins = self.role == ROLE_CONTAINER && is_in_bar(i) ? Margins{} : usual_margins(self.role, own.flow);
    own.spacing = usual_spacing(self.role, own.flow);
    const Size usual = usual_size_of(i);
    const Size inside = children(i).empty() ? Size{} : measure_inside(i);
    own.wanted = {std::max(usual.width, inside.width), std::max(usual.height, inside.height)};
    if (is_container(self.role) && !children(i).empty()) {
        own.wanted = inside;
    }
    if (self.role == ROLE_HEADER) {
        own.wanted.height = std::max(24, inside.height);
    }
    for (const Axis axis : {kAcross, kDown}) {
        if (const auto told = self.told[2 + axis]) {
            (axis == kAcross ? own.wanted.width : own.wanted.height) = *told;
        }
        find_growth(i, axis);
    }
}

Size Arrangement::usual_size_of(int i) const {
    const Node& self = node(i);
    const Role parent_role = self.parent < 0 ? ROLE_UNSPECIFIED : node(self.parent).role;
    Size size = usual_size(self.role, parent_role);
    if (self.role == ROLE_SEPARATOR && policy(self, kAcross) != policy(self, kDown)) {
        // A line runs along the axis in which it may grow.
        const bool is_flat = policy(self, kDown) == kFixed;
        size = parent_role == ROLE_STATUS_BAR ? kSizeGrip : is_flat ? Size{60, kLine} : Size{kLine, 20};
    }
    if ((self.role == ROLE_TEXT_AREA || self.role == ROLE_CANVAS) && is_field(i)) {
        size.height = kFieldHeight;
    }
    if (parent_role == ROLE_TOOL_BAR && self.role == ROLE_TOOL_BUTTON) {
        // They come in one size, but for those with a menu.
        const std::vector<int>& all = children(self.parent);
        const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), kLikesMax));
        const auto like = std::find_if(all.begin(), end, [&](int other) {
            return node(other).role == self.role && node(other).told[2] && node(other).told[3];
        });
        if (like != end) {
            return {*node(*like).told[2], *node(*like).told[3]};
        }
    }
    return size;
}

bool Arrangement::is_field(int i) const {
    int cell = i;
    int above = node(i).parent;
    while (above > 0 && node(above).role == ROLE_LAYOUT && node(above).flow != FLOW_GRID &&
           node(above).flow != FLOW_FORM) {
        cell = above;
        above = node(above).parent;
    }
    if (above < 0 || rows_of(node(cell)) > 1 || (node(above).flow != FLOW_GRID && node(above).flow != FLOW_FORM)) {
        return false;
    }
    const std::vector<int>& all = children(above);
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), kLikesMax));
    return std::count_if(all.begin(), end, [this](int child) { return node(child).role == ROLE_LABEL; }) > 1;
}

bool Arrangement::is_in_bar(int i) const {
    int above = node(i).parent;
    while (above > 0 && node(above).role == ROLE_LAYOUT) {
        above = node(above).parent;
    }
    return above > 0 && (node(above).role == ROLE_STATUS_BAR || node(above).role == ROLE_TOOL_BAR);
}

Size Arrangement::measure_inside(int i) const {
    const Details& own = details(i);
    Size sum, most;
    int counted = 0;
    for (const int child : children(i)) {
        const Size wanted = details(child).wanted;
        if (node(child).role == ROLE_SCROLL_BAR || node(child).role == ROLE_HEADER) {
            continue;  // as long as what they belong to
        }
        ++counted;
        sum.width += wanted.width, sum.height += wanted.height;
        // What stands at a told place reaches from there.
        const int x = std::max(0, node(child).told[0].value_or(0)), y = std::max(0, node(child).told[1].value_or(0));
        most.width = std::max(most.width, wanted.width + x);
        most.height = std::max(most.height, wanted.height + y);
    }
    const int gaps = own.spacing * std::max(0, counted - 1);
    Size inside = most;
    switch (own.flow) {
        case FLOW_ROW:
        case FLOW_SPLIT_ROW:
            inside.width = std::max(inside.width, sum.width + gaps);
            break;
        case FLOW_COLUMN:
        case FLOW_SPLIT_COLUMN:
            inside.height = std::max(inside.height, sum.height + gaps);
            break;
        case FLOW_GRID:
        case FLOW_FORM:
            for (const Axis axis : {kAcross, kDown}) {
                int length = -own.spacing;
                for (const Part& track : tracks_of(i, axis)) {
                    length += track.wanted > 0 ? track.wanted + own.spacing : 0;
                }
                (axis == kAcross ? inside.width : inside.height) =
                    std::max(length, axis == kAcross ? inside.width : inside.height);
            }
            break;
        case FLOW_WINDOW: {
            inside = {};
            Size middle;
            for (const int child : children(i)) {
                const Size wanted = details(child).wanted;
                const Area area = area_of(node(child));
                if (area == Area::top || area == Area::bottom) {
                    inside.height += wanted.height;
                    inside.width = std::max(inside.width, wanted.width);
                } else {
                    middle.width += wanted.width;
                    middle.height = std::max(middle.height, wanted.height);
                }
            }
            inside = {std::max(inside.width, middle.width), inside.height + middle.height};
            break;
        }
        case FLOW_WRAP: {
            // As square as it goes.
            int columns = 1;
            while (columns * columns < counted) {
                ++columns;
            }
            inside = {most.width * columns + own.spacing * (columns - 1),
                      (most.height + own.spacing) * ((counted + columns - 1) / std::max(1, columns))};
            break;
        }
        default:
            break;
    }
    return {inside.width + own.margins.left + own.margins.right, inside.height + own.margins.top + own.margins.bottom};
}

Part Arrangement::part_of(int child, Axis axis) const {
    const Node& self = node(child);
    Part part;
    part.told_at = self.told[axis];
    part.told_length = self.told[2 + axis];
    part.wanted = length_of(details(child).wanted, axis);
    part.least = std::min(part.wanted, axis == kAcross ? 48 : 28);
    const std::uint32_t align = alignment(self, axis);
    // Of a grid only the stretch of columns is told.
    const bool is_row = axis == kDown && self.parent >= 0 && details(self.parent).flow == FLOW_GRID;
    if (stretch(self) != 0 && !is_row) {
        part.weight = stretch(self);
    } else if (details(child).grows[axis] && align == kFill) {
        part.weight = 1;
    }
    part.push_before = align == kCentre || align == kEnd;
    part.push_after = align == kCentre || align == kStart;
    return part;
}

std::vector<Part> Arrangement::tracks_of(int i, Axis axis) const {
    unsigned count = 0;
    for (const int child : children(i)) {
        const Node& self = node(child);
        count = std::max(count, axis == kAcross ? column_of(self) + columns_of(self) : row_of(self) + rows_of(self));
    }
    std::vector<Part> tracks(count);
    for (const bool spanning : {false, true}) {
        if (spanning && details(i).flow == FLOW_GRID) {
            let_spacers_grow(i, axis, tracks);
        }
        for (const int child : children(i)) {
            const Node& self = node(child);
            const unsigned first = axis == kAcross ? column_of(self) : row_of(self);
            const unsigned span = axis == kAcross ? columns_of(self) : rows_of(self);
            if ((span > 1) != spanning) {
                continue;
            }
            const Part part = part_of(child, axis);
            if (!spanning) {
                Part& track = tracks[first];
                track.wanted = std::max(track.wanted, part.wanted);
                track.least = std::max(track.least, part.least);
                track.weight = std::max(track.weight, part.weight);
                if (part.told_at && alignment(self, axis) == kFill) {
                    track.told_at = part.told_at;
                }
                continue;
            }
            int has = details(i).spacing * static_cast<int>(span - 1);
            bool grows = false;
            for (unsigned track = first; track < first + span; ++track) {
                has += tracks[track].wanted;
                grows = grows || tracks[track].weight > 0;
            }
            Part& last = tracks[first + span - 1];
            last.wanted += std::max(0, part.wanted - has);
            last.weight = grows ? last.weight : std::max(last.weight, part.weight);
        }
    }
    if (details(i).flow == FLOW_FORM && axis == kAcross && count == 2) {
        tracks[0].weight = 0;
        tracks[1].weight = std::max(1.0, tracks[1].weight);
    }
    return tracks;
}

}  // namespace silhouette::replay
