#include "replay/arrange.h"

#include <algorithm>
#include <cstddef>

#include "replay/line.h"
#include "replay/usual_sizes.h"

namespace silhouette::replay {
namespace {

using namespace silhouette::v1;

constexpr Size kMainWindow{1024, 720};
constexpr Size kDialogLeast{360, 180};
constexpr Size kWindowMost{1280, 900};
constexpr int kScrollBar = 14;
constexpr int kTabBar = 30;
// A child that begins farther in does not tell the margin.
constexpr int kMarginMost = 24;

enum Axis : unsigned { kAcross = 0, kDown = 1 };  // x and width, y and height

// Size policy of Layout.fills.
enum Policy : std::uint32_t { kFixed = 0, kMaximum = 3, kExpanding = 4, kIgnored = 5, kMinimumExpanding = 6 };
enum Alignment : std::uint32_t { kFill = 0, kStart = 1, kCentre = 2, kEnd = 3 };

int length_of(const Size& size, Axis axis) {
    return axis == kAcross ? size.width : size.height;
}

class Arrangement {
  public:
    explicit Arrangement(std::vector<Node>& nodes) : nodes_(nodes), children_(nodes.size()), details_(nodes.size()) {
        for (std::size_t i = 1; i < nodes.size(); ++i) {
            nodes[i].parent = std::clamp(nodes[i].parent, 0, static_cast<int>(i) - 1);
            children_[static_cast<std::size_t>(nodes[i].parent)].push_back(static_cast<int>(i));
        }
        for (std::size_t i = nodes.size(); i-- > 0;) {
            measure(static_cast<int>(i));
        }
    }

    Size wanted(int i) const { return details_[static_cast<std::size_t>(i)].wanted; }

    void place_all(Size root) {
        nodes_[0].box = {0, 0, root.width, root.height};
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            place_children(static_cast<int>(i));
        }
    }

  private:
    struct Details {
        Size wanted;
        bool grows[2] = {false, false};
        Flow flow = FLOW_NONE;
        Margins margins;
        int spacing = 0;
    };

    Node& node(int i) { return nodes_[static_cast<std::size_t>(i)]; }
    const Node& node(int i) const { return nodes_[static_cast<std::size_t>(i)]; }
    const Details& details(int i) const { return details_[static_cast<std::size_t>(i)]; }
    const std::vector<int>& children(int i) const { return children_[static_cast<std::size_t>(i)]; }

    static std::uint32_t policy(const Node& node, Axis axis) { return node.fill >> (axis == kAcross ? 0 : 3) & 7u; }
    static std::uint32_t alignment(const Node& node, Axis axis) { return node.fill >> (axis == kAcross ? 6 : 8) & 3u; }
    static std::uint32_t stretch(const Node& node) { return node.fill >> 10 & 255u; }
    // Items that are no widgets (entries, headers) have no policy of their own: they fill.
    static bool may_grow(const Node& node, Axis axis) {
        if (node.fill == 0) {
            return is_container(node.role) || usually_grows(node.role, axis == kAcross) ||
                   node.role == ROLE_SEPARATOR || (node.role == ROLE_MENU_ITEM && axis == kAcross);
        }
        return policy(node, axis) != kFixed && policy(node, axis) != kMaximum;
    }

    static unsigned row_of(const Node& node) { return node.cell & 255u; }
    static unsigned column_of(const Node& node) { return node.cell >> 8 & 255u; }
    static unsigned rows_of(const Node& node) { return (node.cell >> 16 & 15u) + 1; }
    static unsigned columns_of(const Node& node) { return (node.cell >> 20 & 15u) + 1; }

    enum class Area { top, left, centre, right, bottom };
    static Area area_of(const Node& node) {
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

    // Tool bars at a window's side run down.
    bool is_side_bar(int i) const {
        const Node& bar = node(i);
        if (bar.role != ROLE_TOOL_BAR || bar.parent < 0 || node(bar.parent).flow != FLOW_WINDOW) {
            return false;
        }
        return area_of(bar) == Area::left || area_of(bar) == Area::right;
    }

    void measure(int i) {
        Node& self = node(i);
        Details& own = details_[static_cast<std::size_t>(i)];
        const Role parent_role = self.parent < 0 ? ROLE_UNSPECIFIED : node(self.parent).role;
        own.flow = usual_flow(self.role, self.flow, children(i).size());
        if (is_side_bar(i)) {
            own.flow = FLOW_COLUMN;
        }
        own.margins = usual_margins(self.role, own.flow);
        own.spacing = usual_spacing(self.role, own.flow);
        const Size usual = usual_size(self.role, parent_role);
        const Size inside = children(i).empty() ? Size{} : measure_inside(i);
        own.wanted = {std::max(usual.width, inside.width), std::max(usual.height, inside.height)};
        if (is_container(self.role) && !children(i).empty()) {
            own.wanted = inside;
        }
        if (self.role == ROLE_HEADER) {
            own.wanted.height = std::max(24, inside.height);
        }
        for (const Axis axis : {kAcross, kDown}) {
            const auto told = self.told[2 + axis];
            if (told) {
                (axis == kAcross ? own.wanted.width : own.wanted.height) = *told;
            }
            const std::uint32_t how = policy(self, axis);
            bool grows = how == kExpanding || how == kIgnored || how == kMinimumExpanding ||
                         (usually_grows(self.role, axis == kAcross) && may_grow(self, axis));
            if ((is_container(self.role) || self.role == ROLE_DOCK) && may_grow(self, axis)) {
                for (const int child : children(i)) {
                    grows = grows || details(child).grows[axis];
                }
            }
            own.grows[axis] = grows && !told;
        }
    }

    Size measure_inside(int i) const {
        const Details& own = details(i);
        Size sum, most;
        int counted = 0;
        for (const int child : children(i)) {
            const Size wanted = details(child).wanted;
            if (node(child).role == ROLE_SCROLL_BAR) {
                continue;
            }
            ++counted;
            sum.width += wanted.width, sum.height += wanted.height;
            // What stands at a told place reaches from there.
            const int x = std::max(0, node(child).told[0].value_or(0)),
                      y = std::max(0, node(child).told[1].value_or(0));
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
        return {inside.width + own.margins.left + own.margins.right,
                inside.height + own.margins.top + own.margins.bottom};
    }

    Part part_of(int child, Axis axis) const {
        const Node& self = node(child);
        Part part;
        part.told_at = self.told[axis];
        part.told_length = self.told[2 + axis];
        part.wanted = length_of(details(child).wanted, axis);
        part.least = std::min(part.wanted, axis == kAcross ? 48 : 28);
        const std::uint32_t align = alignment(self, axis);
        if (stretch(self) != 0) {
            part.weight = stretch(self);
        } else if (details(child).grows[axis] && align == kFill) {
            part.weight = 1;
        }
        part.push_before = align == kCentre || align == kEnd;
        part.push_after = align == kCentre || align == kStart;
        return part;
    }

    // Where explicit stretch is given it alone decides.
    static void prefer_stretch(std::vector<Part>& parts, const std::vector<bool>& stretched) {
        if (std::find(stretched.begin(), stretched.end(), true) == stretched.end()) {
            return;
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            parts[i].weight = stretched[i] ? parts[i].weight : 0;
        }
    }

    // Rows or columns of a grid or form.
    std::vector<Part> tracks_of(int i, Axis axis) const {
        unsigned count = 0;
        for (const int child : children(i)) {
            const Node& self = node(child);
            count =
                std::max(count, axis == kAcross ? column_of(self) + columns_of(self) : row_of(self) + rows_of(self));
        }
        std::vector<Part> tracks(count);
        for (const bool spanning : {false, true}) {
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

    // One child within a stretch of its own along one axis: told numbers first, then policy and alignment.
    void place_across(int child, Axis axis, int at, int length) {
        Node& self = node(child);
        int& out_at = axis == kAcross ? self.box.x : self.box.y;
        int& out_length = axis == kAcross ? self.box.width : self.box.height;
        const int wanted = length_of(details(child).wanted, axis);
        const std::uint32_t align = alignment(self, axis);
        const bool fills = align == kFill && may_grow(self, axis);
        out_length = self.told[2 + axis].value_or(fills ? length : std::min(wanted, length));
        const int rest = length - out_length;
        const int shift = align == kStart ? 0 : align == kEnd ? rest : rest / 2;
        out_at = self.told[axis].value_or(at + (fills && !self.told[2 + axis] ? 0 : std::max(0, shift)));
    }

    // Margins are alike on both sides: where a child's place tells one of them, it tells the other.
    Margins margins_of(int i) const {
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

    // The place inside the margins, relative to the element's own box.
    Box inside_of(int i) const {
        const Box& box = node(i).box;
        const Margins margins = margins_of(i);
        const int left = std::min(margins.left, box.width / 4), top = std::min(margins.top, box.height / 2);
        return {left, top, std::max(0, box.width - left - std::min(margins.right, box.width / 4)),
                std::max(0, box.height - top - std::min(margins.bottom, box.height / 4))};
    }

    void place_line(int i, const std::vector<int>& line, Axis axis, Box inside) {
        const Axis other = axis == kAcross ? kDown : kAcross;
        std::vector<Part> parts;
        std::vector<bool> stretched;
        for (const int child : line) {
            parts.push_back(part_of(child, axis));
            stretched.push_back(stretch(node(child)) != 0);
        }
        prefer_stretch(parts, stretched);
        if (details(i).flow == FLOW_SPLIT_ROW || details(i).flow == FLOW_SPLIT_COLUMN) {
            share_split(line, parts, axis, stretched);
        }
        const int begin = axis == kAcross ? inside.x : inside.y;
        place_parts(parts, begin, begin + (axis == kAcross ? inside.width : inside.height), details(i).spacing);
        for (std::size_t n = 0; n < line.size(); ++n) {
            put(line[n], axis, parts[n]);
            place_across(line[n], other, axis == kAcross ? inside.y : inside.x,
                         axis == kAcross ? inside.height : inside.width);
        }
    }

    void put(int child, Axis axis, const Part& part) {
        Box& box = node(child).box;
        (axis == kAcross ? box.x : box.y) = part.at;
        (axis == kAcross ? box.width : box.height) = part.length;
    }

    bool is_list_like(int i) const {
        if (node(i).role == ROLE_LIST || node(i).role == ROLE_TREE) {
            return true;
        }
        return is_container(node(i).role) && !children(i).empty() &&
               std::any_of(children(i).begin(), children(i).end(), [this](int child) {
                   return node(child).role == ROLE_LIST || node(child).role == ROLE_TREE;
               });
    }

    // A list beside content takes a quarter; else all share alike.
    void share_split(const std::vector<int>& line, std::vector<Part>& parts, Axis axis,
                     const std::vector<bool>& stretched) {
        const auto lists = std::count_if(line.begin(), line.end(), [this](int child) { return is_list_like(child); });
        const bool told = std::find(stretched.begin(), stretched.end(), true) != stretched.end();
        for (std::size_t n = 0; n < parts.size(); ++n) {
            if (told && parts[n].weight > 0) {
                continue;
            }
            const bool beside = axis == kAcross && lists > 0 && lists < static_cast<std::ptrdiff_t>(line.size());
            parts[n].weight = told ? 0 : beside && !is_list_like(line[n]) ? 3 : 1;
            if (!told) {
                parts[n].wanted = 0;
            }
            parts[n].least = 0;
        }
    }

    // Columns of which nothing asks for space share it where their elements may grow.
    void let_columns_grow(int i, std::vector<Part>& columns) const {
        std::vector<bool> growable;
        for (const int child : children(i)) {
            const Node& self = node(child);
            const std::size_t column = column_of(self);
            growable.resize(std::max(growable.size(), column + columns_of(self)));
            growable[column] = growable[column] ||
                               (columns_of(self) == 1 && may_grow(self, kAcross) && alignment(self, kAcross) == kFill);
        }
        std::size_t held = 0;
        const std::vector<Part> all = tracks_of(i, kAcross);
        for (std::size_t column = 0; column < all.size(); ++column) {
            if (all[column].wanted > 0) {
                columns[held++].weight = column < growable.size() && growable[column] ? 1 : 0;
            }
        }
    }

    void place_grid(int i, Box inside) {
        const int spacing = details(i).spacing;
        std::vector<Part> tracks[2];
        for (const Axis axis : {kAcross, kDown}) {
            tracks[axis] = tracks_of(i, axis);
            // Tracks that hold nothing take neither space nor spacing.
            std::vector<Part> held;
            for (const Part& track : tracks[axis]) {
                if (track.wanted > 0) {
                    held.push_back(track);
                }
            }
            const bool grows = std::any_of(held.begin(), held.end(), [](const Part& part) { return part.weight > 0; });
            if (!grows && axis == kAcross) {
                let_columns_grow(i, held);
            }
            const int begin = axis == kAcross ? inside.x : inside.y;
            place_parts(held, begin, begin + (axis == kAcross ? inside.width : inside.height), spacing);
            std::size_t next = 0;
            int at = begin;
            for (Part& track : tracks[axis]) {
                if (track.wanted > 0) {
                    track = held[next++];
                    at = track.at + track.length;
                } else {
                    track.at = at;
                    track.length = 0;
                }
            }
        }
        for (const int child : children(i)) {
            const Node& self = node(child);
            for (const Axis axis : {kAcross, kDown}) {
                const unsigned first = axis == kAcross ? column_of(self) : row_of(self);
                const unsigned span = axis == kAcross ? columns_of(self) : rows_of(self);
                const Part& from = tracks[axis][first];
                const Part& to = tracks[axis][first + span - 1];
                place_across(child, axis, from.at, std::max(0, to.at + to.length - from.at));
            }
        }
    }

    void place_window(int i, Box inside) {
        std::vector<int> areas[5];
        for (const int child : children(i)) {
            areas[static_cast<std::size_t>(area_of(node(child)))].push_back(child);
        }
        // Tool bars that follow each other share a row where they fit.
        std::vector<std::vector<int>> lines;
        std::vector<Part> parts;
        const auto add_bars = [&](const std::vector<int>& bars) {
            for (const int bar : bars) {
                const bool follows = !lines.empty() && node(bar).role == ROLE_TOOL_BAR &&
                                     node(lines.back().back()).role == ROLE_TOOL_BAR;
                int width = details(bar).wanted.width;
                for (const int before : follows ? lines.back() : std::vector<int>()) {
                    width += details(before).wanted.width;
                }
                const auto y = node(bar).told[1], last_y = follows ? node(lines.back().back()).told[1] : y;
                if (follows && width <= inside.width && y == last_y) {
                    lines.back().push_back(bar);
                    parts.back().wanted = std::max(parts.back().wanted, details(bar).wanted.height);
                    continue;
                }
                lines.push_back({bar});
                parts.push_back(part_of(bar, kDown));
                parts.back().weight = 0;
            }
        };
        add_bars(areas[0]);
        const std::size_t middle = parts.size();
        lines.emplace_back();
        parts.emplace_back();
        parts[middle].weight = 1;
        for (const int centre : areas[2]) {
            parts[middle].told_at = node(centre).told[1];
            parts[middle].told_length = node(centre).told[3];
        }
        std::vector<int> below = areas[4];
        add_bars(below);
        place_parts(parts, inside.y, inside.y + inside.height, 0);
        for (std::size_t n = 0; n < lines.size(); ++n) {
            const Box row{inside.x, parts[n].at, inside.width, parts[n].length};
            if (n == middle) {
                place_middle(areas[1], areas[2], areas[3], row);
            } else {
                place_bars(lines[n], row);
            }
        }
    }

    void place_bars(const std::vector<int>& bars, Box row) {
        std::vector<Part> parts;
        for (const int bar : bars) {
            parts.push_back(part_of(bar, kAcross));
            parts.back().weight = bar == bars.back() ? 1 : 0;
        }
        place_parts(parts, row.x, row.x + row.width, 0);
        for (std::size_t n = 0; n < bars.size(); ++n) {
            put(bars[n], kAcross, parts[n]);
            Box& box = node(bars[n]).box;
            box.y = node(bars[n]).told[1].value_or(row.y);
            box.height = node(bars[n]).told[3].value_or(row.height);
        }
    }

    void place_middle(const std::vector<int>& left, const std::vector<int>& centre, const std::vector<int>& right,
                      Box row) {
        std::vector<int> line = left;
        line.push_back(-1);
        line.insert(line.end(), right.begin(), right.end());
        std::vector<Part> parts;
        for (const int child : line) {
            parts.push_back(child < 0 ? Part{} : part_of(child, kAcross));
            parts.back().weight = child < 0 ? 1 : 0;
        }
        const std::size_t middle = left.size();
        for (const int child : centre) {
            parts[middle].told_at = node(child).told[0];
            parts[middle].told_length = node(child).told[2];
        }
        // Without a centre the docks have it all.
        if (centre.empty()) {
            parts[middle].weight = line.size() > 1 ? 0 : 1;
            for (std::size_t n = 0; n < parts.size(); ++n) {
                parts[n].weight = n == middle ? parts[n].weight : 1;
            }
        }
        place_parts(parts, row.x, row.x + row.width, 0);
        for (std::size_t n = 0; n < line.size(); ++n) {
            if (line[n] >= 0) {
                put(line[n], kAcross, parts[n]);
                place_across(line[n], kDown, row.y, row.height);
            }
        }
        for (const int child : centre) {
            place_across(child, kAcross, parts[middle].at, parts[middle].length);
            place_across(child, kDown, row.y, row.height);
        }
    }

    void place_wrapped(const std::vector<int>& line, Box inside, int spacing) {
        int x = inside.x, y = inside.y, tallest = 0;
        for (const int child : line) {
            Node& self = node(child);
            const Size wanted = details(child).wanted;
            if (x > inside.x && x + wanted.width > inside.x + inside.width) {
                x = inside.x;
                y += tallest + spacing;
                tallest = 0;
            }
            self.box = {self.told[0].value_or(x), self.told[1].value_or(y), wanted.width, wanted.height};
            x += wanted.width + spacing;
            tallest = std::max(tallest, wanted.height);
        }
    }

    // Views keep their headers and scroll bars at their edges; the rest has what remains.
    void place_edges(std::vector<int>& line, Box& inside) {
        std::vector<int> rest;
        for (const int child : line) {
            Node& self = node(child);
            if (self.role == ROLE_SCROLL_BAR) {
                const bool flat = self.told[2] && (!self.told[3] || *self.told[2] > *self.told[3]);
                self.box = flat ? Box{inside.x, inside.y + inside.height - kScrollBar, inside.width, kScrollBar}
                                : Box{inside.x + inside.width - kScrollBar, inside.y, kScrollBar, inside.height};
                keep_told(self);
            } else if (self.role == ROLE_HEADER && children_.size() > 1) {
                const bool beside = self.told[3] && self.told[2] && *self.told[3] > *self.told[2];
                const int length = beside ? *self.told[2] : self.told[3].value_or(24);
                self.box = beside ? Box{inside.x, inside.y, length, inside.height}
                                  : Box{inside.x, inside.y, inside.width, length};
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

    static void keep_told(Node& self) {
        self.box = {self.told[0].value_or(self.box.x), self.told[1].value_or(self.box.y),
                    self.told[2].value_or(self.box.width), self.told[3].value_or(self.box.height)};
    }

    void place_tabs(int i, std::vector<int> line, Box inside) {
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
        static_cast<void>(i);
    }

    void place_children(int i) {
        if (children(i).empty()) {
            return;
        }
        std::vector<int> line = children(i);
        Box inside = inside_of(i);
        const Flow flow = details(i).flow;
        if (node(i).role == ROLE_TAB_PANEL &&
            std::any_of(line.begin(), line.end(), [this](int child) { return node(child).role == ROLE_TAB_BAR; })) {
            place_tabs(i, line, inside);
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

    std::vector<Node>& nodes_;
    std::vector<std::vector<int>> children_;
    std::vector<Details> details_;
};

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
