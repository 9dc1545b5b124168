#include "replay/arrangement.h"

#include <algorithm>

namespace silhouette::replay {
namespace {

constexpr int kScrollBar = 14;
constexpr int kTabBar = 30;
constexpr int kRowNumbers = 36;  // a header beside a table's rows
// A child that begins farther in does not tell the margin.
constexpr int kMarginMost = 24;

}  // namespace

using namespace silhouette::v1;

void Arrangement::place_all(Size root) {
    nodes_[0].box = {0, 0, root.width, root.height};
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        place_children(static_cast<int>(i));
    }
}

Margins Arrangement::margins_of(int i) const {
    Margins margins = details(i).margins;
    const Flow flow = details(i).flow;
    if (flow != FLOW_ROW && flow != FLOW_COLUMN && flow != FLOW_GRID && flow != FLOW_FORM) {
        return margins;
    }
    std::optional<int> left, top;
    for (const int child : children(i)) {
        const auto x = node(child).told[0], y = node(child).told[1];
        left = x && (!left || *x < *left) ? x : left;
        top = y && (!top || *y < *top) ? y : top;
    }
    if (left && *left >= 0 && *left <= kMarginMost) {
        margins.left = margins.right = *left;
    }
    if (top && *top >= 0 && *top <= kMarginMost) {
        margins.top = *top;
        // A title may stand above.
        const bool titled = node(i).role == ROLE_GROUP || node(i).role == ROLE_DOCK;
        margins.bottom = titled ? margins.bottom : *top;
    }
    return margins;
}

Box Arrangement::inside_of(int i) const {
    const Box& box = node(i).box;
    const Margins margins = margins_of(i);
    const int left = std::min(margins.left, box.width / 4), top = std::min(margins.top, box.height / 2);
    return {left, top, std::max(0, box.width - left - std::min(margins.right, box.width / 4)),
            std::max(0, box.height - top - std::min(margins.bottom, box.height / 4))};
}

void Arrangement::place_across(int child, Axis axis, int at, int length) {
    Node& self = node(child);
    int& out_at = axis == kAcross ? self.box.x : self.box.y;
    int& out_length = axis == kAcross ? self.box.width : self.box.height;
    const int wanted = length_of(details(child).wanted, axis);
    // A bar's lines are as long as it is thick, whatever is told of their alignment.
    const bool is_line = self.role == ROLE_SEPARATOR && node(self.parent).role == ROLE_TOOL_BAR;
    const std::uint32_t align = is_line ? std::uint32_t{kFill} : alignment(self, axis);
    const bool fills = align == kFill && (is_line || may_grow(self, axis));
    out_length = self.told[2 + axis].value_or(fills ? length : std::min(wanted, length));
    const int rest = length - out_length;
    const int shift = align == kStart ? 0 : align == kEnd ? rest : rest / 2;
    out_at = self.told[axis].value_or(at + (fills && !self.told[2 + axis] ? 0 : std::max(0, shift)));
}

void Arrangement::place_edges(std::vector<int>& line, Box& inside) {
    std::vector<int> rest;
    for (const int child : line) {
        Node& self = node(child);
        if (self.role == ROLE_SCROLL_BAR) {
            const bool flat = self.told[2] && (!self.told[3] || *self.told[2] > *self.told[3]);
            self.box = flat ? Box{inside.x, inside.y + inside.height - kScrollBar, inside.width, kScrollBar}
                            : Box{inside.x + inside.width - kScrollBar, inside.y, kScrollBar, inside.height};
            keep_told(self);
        } else if (self.role == ROLE_HEADER && children_.size() > 1) {
            const bool beside =
                self.flow == FLOW_COLUMN || (self.told[3] && self.told[2] && *self.told[3] > *self.told[2]);
            const int length = beside ? self.told[2].value_or(kRowNumbers) : self.told[3].value_or(24);
            self.box =
                beside ? Box{inside.x, inside.y, length, inside.height} : Box{inside.x, inside.y, inside.width, length};
            keep_told(self);
            if (!beside) {
                inside.y += length;
                inside.height = std::max(0, inside.height - length);
            }
        } else {
            rest.push_back(child);
        }
    }
    line = rest;
}

void Arrangement::place_tabs(const std::vector<int>& line, Box inside) {
    for (const int child : line) {
        if (node(child).role == ROLE_TAB_BAR) {
            Node& bar = node(child);
            bar.box = {inside.x, inside.y, inside.width, kTabBar};
            keep_told(bar);
            const int below = std::min(inside.height, std::max(0, bar.box.y + bar.box.height - inside.y));
            // Tabs below their page leave the page where it is.
            if (bar.box.y <= inside.y + inside.height / 2) {
                inside.y += below;
                inside.height -= below;
            }
        }
    }
    for (const int child : line) {
        if (node(child).role != ROLE_TAB_BAR) {
            place_across(child, kAcross, inside.x, inside.width);
            place_across(child, kDown, inside.y, inside.height);
        }
    }
}

void Arrangement::place_children(int i) {
    if (children(i).empty()) {
        return;
    }
    std::vector<int> line = children(i);
    Box inside = inside_of(i);
    const Flow flow = details(i).flow;
    if (node(i).role == ROLE_TAB_PANEL &&
        std::any_of(line.begin(), line.end(), [this](int child) { return node(child).role == ROLE_TAB_BAR; })) {
        place_tabs(line, inside);
    } else if (flow == FLOW_ROW || flow == FLOW_SPLIT_ROW) {
        place_line(i, line, kAcross, inside);
    } else if (flow == FLOW_COLUMN || flow == FLOW_SPLIT_COLUMN) {
        place_line(i, line, kDown, inside);
    } else if (flow == FLOW_GRID || flow == FLOW_FORM) {
        place_grid(i, inside);
    } else if (flow == FLOW_WINDOW) {
        place_window(i, inside);
    } else if (flow == FLOW_WRAP) {
        place_wrapped(line, inside, details(i).spacing);
    } else {
        if (flow == FLOW_SCROLL) {
            place_edges(line, inside);
        }
        for (const int child : line) {
            place_across(child, kAcross, inside.x, inside.width);
            place_across(child, kDown, inside.y, inside.height);
        }
    }
    for (const int child : children(i)) {
        Node& self = node(child);
        keep_told(self);
        self.box.width = std::max(0, self.box.width);
        self.box.height = std::max(0, self.box.height);
        self.box.x += node(i).box.x;
        self.box.y += node(i).box.y;
    }
}

}  // namespace silhouette::replay
