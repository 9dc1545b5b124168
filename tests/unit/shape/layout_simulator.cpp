#include "tests/unit/shape/layout_simulator.h"

#include <algorithm>
#include <numeric>

namespace silhouette::tests {
namespace {

constexpr int kLineHeight = 17;
constexpr int kScrollBar = 14;
constexpr int kTabBarHeight = 28;

bool grows(int policy) {
    return policy != 0 && policy != 3;
}
bool shrinks(int policy) {
    return policy == 2 || policy == 3 || policy == 4 || policy == 5;
}
bool wants_more(int policy) {
    return policy == 4 || policy == 6;
}

bool is_empty(const Item& item) {
    if (item.kind == Kind::kSpacer) {
        return true;
    }
    if (item.is_widget) {
        return item.hidden;
    }
    return std::all_of(item.children.begin(), item.children.end(), [](const auto& child) { return is_empty(*child); });
}

// One place in a chain of places that share a length.
struct Place {
    int minimum = 0, hint = 0, maximum = kUnbounded;
    int stretch = 0;
    bool expands = false, empty = true;
    int position = 0, length = 0;
    bool settled = false;
    int wanted() const { return stretch > 0 ? minimum : hint; }
};

int spacings(const std::vector<Place>& chain, int spacing) {
    const auto shown = std::count_if(chain.begin(), chain.end(), [](const Place& place) { return !place.empty; });
    return shown > 1 ? static_cast<int>(shown - 1) * spacing : 0;
}

// Less than all minimums: the biggest give first, down to a common length; spacings shrink along.
int squeeze(std::vector<Place>& chain, int space, int spacing) {
    const int shown_gaps = spacing > 0 ? spacings(chain, spacing) / spacing : 0;
    int minimum = spacings(chain, spacing);
    for (const Place& place : chain) {
        minimum += place.minimum;
    }
    const int gap = minimum > 0 ? spacing * space / minimum : 0;
    const int room = std::max(0, space - gap * shown_gaps);
    std::vector<int> sizes;
    for (const Place& place : chain) {
        sizes.push_back(place.minimum);
    }
    std::sort(sizes.begin(), sizes.end());
    int below = 0, level = sizes.empty() ? 0 : sizes.back();
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const int rest = static_cast<int>(sizes.size() - i);
        if (below + sizes[i] * rest >= room) {
            level = (room - below) / rest;
            break;
        }
        below += sizes[i];
    }
    int rest = room;
    for (Place& place : chain) {
        place.length = std::min(place.minimum, level);
        rest -= place.length;
    }
    for (Place& place : chain) {
        const bool cut = place.length < place.minimum && rest > 0;
        place.length += cut;
        rest -= cut;
    }
    return gap;
}

// More than the minimums, less than the hints: those that can give, give alike.
void shrink_fairly(std::vector<Place>& chain, int room) {
    int left = room;
    int over = -room;
    std::vector<Place*> open;
    for (Place& place : chain) {
        over += place.wanted();
        if (place.minimum >= place.wanted()) {
            place.length = place.wanted();
            left -= place.length;
        } else {
            open.push_back(&place);
        }
    }
    bool again = true;
    while (again && !open.empty()) {
        again = false;
        double carry = 0;
        for (Place* place : open) {
            carry += static_cast<double>(over) / static_cast<double>(open.size());
            const int cut = static_cast<int>(carry + 0.5);
            carry -= cut;
            place->length = place->wanted() - cut;
            if (place->length < place->minimum) {
                place->length = place->minimum;
                over -= place->wanted() - place->minimum;
                open.erase(std::find(open.begin(), open.end(), place));
                again = true;
                break;
            }
        }
    }
}

// More than the hints: by stretch, else to what expands, else to all that can grow. Returns what nobody takes.
int spread(std::vector<Place>& chain, int room) {
    const bool all_plain = std::all_of(chain.begin(), chain.end(), [](const Place& place) {
        return place.empty && !place.expands && place.stretch <= 0;
    });
    int left = room;
    std::vector<Place*> open;
    for (Place& place : chain) {
        if (place.maximum <= place.wanted() || (!all_plain && place.empty && !place.expands && place.stretch == 0)) {
            place.length = place.wanted();
            left -= place.length;
        } else {
            open.push_back(&place);
        }
    }
    while (!open.empty()) {
        int stretch = 0, expanding = 0;
        for (const Place* place : open) {
            stretch += place->stretch;
            expanding += place->expands;
        }
        int short_of = 0, too_much = 0;
        double carry = 0;
        for (Place* place : open) {
            if (stretch > 0) {
                carry += static_cast<double>(left) * place->stretch / stretch;
            } else if (expanding > 0) {
                carry += place->expands ? static_cast<double>(left) / expanding : 0;
            } else {
                carry += static_cast<double>(left) / static_cast<double>(open.size());
            }
            const int length = static_cast<int>(carry + 0.5);
            carry -= length;
            place->length = length;
            short_of += std::max(0, place->wanted() - length);
            too_much += std::max(0, length - place->maximum);
        }
        if (short_of == 0 && too_much == 0) {
            return 0;
        }
        // The side that is off by more is settled first; both when they are off alike.
        std::erase_if(open, [&](Place* place) {
            const bool fed = short_of >= too_much && place->length < place->wanted();
            const bool cut = too_much >= short_of && place->length > place->maximum;
            if (fed || cut) {
                place->length = fed ? place->wanted() : place->maximum;
                left -= place->length;
            }
            return fed || cut;
        });
        if (short_of == too_much && !open.empty()) {
            return 0;
        }
    }
    return left;
}

void share(std::vector<Place>& chain, int start, int space, int spacing) {
    const int gaps = spacings(chain, spacing);
    int minimum = gaps, wanted = gaps;
    for (const Place& place : chain) {
        minimum += place.minimum;
        wanted += place.wanted();
    }
    int gap = spacing, unwanted = 0;
    if (space < minimum) {
        gap = squeeze(chain, space, spacing);
    } else if (space < wanted) {
        shrink_fairly(chain, space - gaps);
    } else {
        unwanted = spread(chain, space - gaps);
    }
    const int shown =
        static_cast<int>(std::count_if(chain.begin(), chain.end(), [](const Place& place) { return !place.empty; }));
    const int extra = unwanted / (std::max(0, shown - 1) + 2);
    int position = start + extra;
    for (Place& place : chain) {
        place.position = position;
        position += place.length + (place.empty ? 0 : gap + extra);
    }
}

Limits limits_of(const Item& item, int axis);
int height_at(const Item& item, int width);

bool has_height_for_width(const Item& item) {
    if (item.hidden || item.kind == Kind::kScroll) {
        return false;
    }
    if (item.kind == Kind::kLeaf) {
        return item.wraps;
    }
    return std::any_of(item.children.begin(), item.children.end(),
                       [](const auto& child) { return has_height_for_width(*child); });
}

Place place_of(const Item& item, int axis) {
    const Limits limits = limits_of(item, axis);
    return {limits.minimum, limits.hint, limits.maximum, item.stretch, limits.expands, is_empty(item)};
}

// A track takes the smallest maximum of what lies in it, unless something in it expands.
void add_maximum(Place& track, const Limits& limits, bool empty) {
    if (track.expands) {
        if (limits.expands) {
            track.maximum = std::max(track.maximum, limits.maximum);
        }
    } else if (limits.expands || (track.empty && (!empty || track.maximum == 0))) {
        track.maximum = limits.maximum;
    } else if (track.empty == empty) {
        track.maximum = std::min(track.maximum, limits.maximum);
    }
    track.expands = track.expands || limits.expands;
    track.empty = track.empty && empty;
}

std::vector<Place> tracks_of(const Item& grid, int axis, const std::vector<Place>* columns) {
    std::size_t count = grid.track_stretch[static_cast<std::size_t>(axis)].size();
    for (const auto& child : grid.children) {
        count = std::max<std::size_t>(count, static_cast<std::size_t>(axis == 0 ? child->column + child->column_span
                                                                                : child->row + child->row_span));
    }
    std::vector<Place> tracks(count);
    for (std::size_t t = 0; t < count; ++t) {
        const auto& stretch = grid.track_stretch[static_cast<std::size_t>(axis)];
        const auto& minimum = grid.track_minimum[static_cast<std::size_t>(axis)];
        tracks[t].stretch = t < stretch.size() ? stretch[t] : 0;
        tracks[t].minimum = tracks[t].hint = t < minimum.size() ? minimum[t] : 0;
        tracks[t].maximum = tracks[t].stretch > 0 ? kUnbounded : tracks[t].minimum;
    }
    const auto limits_in_cell = [&](const Item& child) {
        Limits limits = limits_of(child, axis);
        if (axis == 1 && columns != nullptr && has_height_for_width(child)) {
            const auto first = static_cast<std::size_t>(child.column),
                       last = static_cast<std::size_t>(child.column + child.column_span - 1);
            const int width = (*columns)[last].position + (*columns)[last].length - (*columns)[first].position;
            limits.minimum = limits.hint = height_at(child, width);
            limits.maximum = std::max(limits.maximum, limits.minimum);
        }
        return limits;
    };
    for (const auto& child : grid.children) {
        const int span = axis == 0 ? child->column_span : child->row_span;
        if (span != 1 || (is_empty(*child) && child->is_widget && child->kind != Kind::kSpacer)) {
            continue;
        }
        Place& track = tracks[static_cast<std::size_t>(axis == 0 ? child->column : child->row)];
        const Limits limits = limits_in_cell(*child);
        track.minimum = std::max(track.minimum, limits.minimum);
        track.hint = std::max(track.hint, limits.hint);
        add_maximum(track, limits, is_empty(*child));
    }
    for (const auto& child : grid.children) {
        const int span = axis == 0 ? child->column_span : child->row_span;
        if (span == 1 || is_empty(*child)) {
            continue;
        }
        const auto first = static_cast<std::size_t>(axis == 0 ? child->column : child->row);
        const Limits limits = limits_in_cell(*child);
        int minimum = (span - 1) * grid.spacing, hint = minimum;
        for (std::size_t t = first; t < first + static_cast<std::size_t>(span); ++t) {
            minimum += tracks[t].minimum;
            hint += tracks[t].hint;
        }
        for (std::size_t t = first; t < first + static_cast<std::size_t>(span); ++t) {
            tracks[t].minimum += std::max(0, limits.minimum - minimum + span - 1) / span;
            tracks[t].hint += std::max(0, limits.hint - hint + span - 1) / span;
            tracks[t].empty = false;
        }
    }
    for (Place& track : tracks) {
        track.expands = track.expands || track.stretch > 0;
        track.hint = std::max(track.hint, track.minimum);
        track.maximum = std::max(track.maximum, track.minimum);
    }
    return tracks;
}

int margins_of(const Item& item, int axis) {
    return 2 * item.margin + (axis == 1 ? item.top_margin : 0);
}

Limits limits_of_chain(const std::vector<Place>& chain, int spacing) {
    Limits sum;
    sum.maximum = 0;
    for (const Place& place : chain) {
        sum.minimum += place.minimum;
        sum.hint += place.hint;
        sum.maximum = std::min(kUnbounded, sum.maximum + place.maximum);
        sum.expands |= place.expands || place.stretch > 0;
    }
    const int gaps = spacings(chain, spacing);
    return {sum.minimum + gaps, sum.hint + gaps, std::min(kUnbounded, sum.maximum + gaps), sum.expands};
}

// What a container's arrangement asks for, its margins included.
Limits inside_limits(const Item& item, int axis) {
    Limits limits;
    const bool along = (item.kind == Kind::kRow || item.kind == Kind::kSplitRow) == (axis == 0);
    switch (item.kind) {
        case Kind::kRow:
        case Kind::kColumn: {
            std::vector<Place> chain;
            Place across;
            across.maximum = kUnbounded;
            bool first = true;
            for (const auto& child : item.children) {
                Place place = place_of(*child, axis);
                chain.push_back(place);
                across.minimum = std::max(across.minimum, place.minimum);
                across.hint = std::max(across.hint, place.hint);
                if (first) {
                    across.maximum = place.maximum;
                    across.expands = place.expands;
                    across.empty = place.empty;
                    first = false;
                } else {
                    add_maximum(across, {place.minimum, place.hint, place.maximum, place.expands}, place.empty);
                }
            }
            limits = along ? limits_of_chain(chain, item.spacing)
                           : Limits{across.minimum, across.hint, across.maximum, across.expands};
            break;
        }
        case Kind::kGrid:
            limits = limits_of_chain(tracks_of(item, axis, nullptr), item.spacing);
            break;
        case Kind::kForm: {
            int labels = 0, fields = 0, fields_hint = 0, rows = 0, rows_hint = 0;
            for (const auto& child : item.children) {
                if (is_empty(*child)) {
                    continue;
                }
                const Limits below = limits_of(*child, axis);
                if (axis == 0) {
                    (child->column == 0 && child->column_span == 1 ? labels : fields) =
                        std::max(child->column == 0 && child->column_span == 1 ? labels : fields, below.hint);
                    fields_hint = std::max(fields_hint, child->column == 0 && child->column_span == 1 ? 0 : below.hint);
                }
            }
            if (axis == 0) {
                limits = {labels + item.spacing + fields, labels + item.spacing + fields_hint, kUnbounded, true};
            } else {
                for (const Place& place : tracks_of(item, 1, nullptr)) {
                    rows += place.minimum + item.spacing;
                    rows_hint += place.hint + item.spacing;
                }
                limits = {rows, rows_hint, kUnbounded, false};
            }
            break;
        }
        case Kind::kStack:
        case Kind::kTabs:
            for (const auto& child : item.children) {
                const Limits below = limits_of(*child, axis);
                limits.hint = std::max(limits.hint, below.hint);
                limits.minimum = std::max(limits.minimum, child->role == 22 && axis == 0 ? 40 : below.minimum);
            }
            if (item.kind == Kind::kTabs && axis == 1) {
                limits.hint += kTabBarHeight;
                limits.minimum += kTabBarHeight;
            }
            break;
        case Kind::kSplitRow:
        case Kind::kSplitColumn:
            for (const auto& child : item.children) {
                if (is_empty(*child)) {
                    continue;
                }
                const Limits below = limits_of(*child, axis);
                limits.hint = along ? limits.hint + below.hint + 5 : std::max(limits.hint, below.hint);
                limits.minimum = along ? limits.minimum + below.minimum + 5 : std::max(limits.minimum, below.minimum);
            }
            limits.expands = true;
            break;
        case Kind::kWindow: {
            Limits bars, middle;  // bars above and below; what stands between them
            for (const auto& child : item.children) {
                if (is_empty(*child)) {
                    continue;
                }
                const Limits below = limits_of(*child, axis);
                Limits& group = child->row == 0 || child->row == 4 ? bars : middle;
                const bool adds = (&group == &bars) == (axis == 1);
                group.hint = adds ? group.hint + below.hint : std::max(group.hint, below.hint);
                group.minimum = adds ? group.minimum + below.minimum : std::max(group.minimum, below.minimum);
            }
            limits.hint = axis == 1 ? bars.hint + middle.hint : std::max(bars.hint, middle.hint);
            limits.minimum = axis == 1 ? bars.minimum + middle.minimum : std::max(bars.minimum, middle.minimum);
            break;
        }
        default:
            break;
    }
    if (item.kind == Kind::kRow || item.kind == Kind::kColumn || item.kind == Kind::kGrid) {
        limits.maximum = std::max(limits.maximum, limits.minimum);
        limits.hint = std::clamp(limits.hint, limits.minimum, limits.maximum);
    }
    const int margins = margins_of(item, axis);
    return {limits.minimum + margins, std::max(limits.hint, limits.minimum) + margins,
            std::min(kUnbounded, limits.maximum + margins), limits.expands};
}

// What the parent's arrangement sees.
Limits limits_of(const Item& item, int axis) {
    const auto a = static_cast<std::size_t>(axis);
    if (item.kind == Kind::kSpacer) {
        return {shrinks(item.policy[a]) ? 0 : item.hint[a], item.hint[a],
                grows(item.policy[a]) ? kUnbounded : item.hint[a], wants_more(item.policy[a])};
    }
    if (item.is_widget && item.hidden) {
        return {0, 0, 0, false};
    }
    if (!item.is_widget) {
        return inside_limits(item, axis);
    }
    int hint = item.hint[a], least = item.least[a];
    bool expands = wants_more(item.policy[a]);
    if (item.kind != Kind::kLeaf && item.kind != Kind::kScroll && item.kind != Kind::kFree) {
        const Limits inside = inside_limits(item, axis);
        hint = std::max(item.hint[a], inside.hint);
        least = std::max(item.least[a], inside.minimum);
        expands = expands || (grows(item.policy[a]) && inside.expands);
    } else if (item.kind == Kind::kScroll && !item.children.empty()) {
        // A scroll area asks for what is inside, up to a point, and does with little.
        hint = std::max(least, std::min(limits_of(*item.children.front(), axis).hint, axis == 0 ? 612 : 408));
    } else if (item.wraps && axis == 1) {
        least = hint = std::max(kLineHeight, item.text_length / 240 * kLineHeight / 2);
    }
    Limits limits;
    if (item.policy[a] != 5) {
        limits.minimum = shrinks(item.policy[a]) ? least : std::max(hint, least);
    }
    limits.minimum = std::min(limits.minimum, item.set_maximum[a]);
    if (item.set_minimum[a] > 0) {
        limits.minimum = item.set_minimum[a];
    }
    limits.maximum = item.set_maximum[a];
    if (item.align[a] != 0) {
        limits.maximum = kUnbounded;
    } else if (limits.maximum == kUnbounded && !grows(item.policy[a])) {
        limits.maximum = std::max(hint, limits.minimum);
    }
    limits.hint = item.policy[a] == 5 ? limits.minimum
                                      : std::max(limits.minimum, std::min(std::max(hint, least), item.set_maximum[a]));
    limits.expands = expands && item.align[a] == 0;
    return limits;
}

std::vector<Place> line_of(const Item& item, int axis, int across) {
    std::vector<Place> chain;
    for (const auto& child : item.children) {
        Place place = place_of(*child, axis);
        if (axis == 1 && has_height_for_width(*child)) {
            place.minimum = place.hint = height_at(*child, across);
            place.maximum = std::max(place.maximum, place.minimum);
        }
        chain.push_back(place);
    }
    return chain;
}

int free_height_at(const Item& item, int width) {
    if (item.kind == Kind::kLeaf) {
        if (!item.wraps) {
            return limits_of(item, 1).hint;
        }
        return std::max(1, (item.text_length + std::max(width, 1) - 1) / std::max(width, 1)) * kLineHeight;
    }
    const int inner = std::max(0, width - margins_of(item, 0));
    int height = 0;
    if (item.kind == Kind::kColumn) {
        height = limits_of_chain(line_of(item, 1, inner), item.spacing).hint;
    } else if (item.kind == Kind::kRow) {
        std::vector<Place> chain = line_of(item, 0, 0);
        share(chain, 0, inner, item.spacing);
        for (std::size_t i = 0; i < chain.size(); ++i) {
            height =
                std::max(height, has_height_for_width(*item.children[i]) ? height_at(*item.children[i], chain[i].length)
                                                                         : limits_of(*item.children[i], 1).hint);
        }
    } else if (item.kind == Kind::kGrid) {
        std::vector<Place> columns = tracks_of(item, 0, nullptr);
        share(columns, 0, inner, item.spacing);
        height = limits_of_chain(tracks_of(item, 1, &columns), item.spacing).hint;
    } else {
        return limits_of(item, 1).hint;
    }
    return height + margins_of(item, 1);
}

// What the program set holds against any text.
int height_at(const Item& item, int width) {
    const int height = free_height_at(item, width);
    return item.is_widget ? std::max(item.set_minimum[1], std::min(height, item.set_maximum[1])) : height;
}

void arrange_inside(Item& item);

void set_box(Item& item, Box cell) {
    const Limits width = limits_of(item, 0), height = limits_of(item, 1);
    Box box = cell;
    if (item.is_widget && item.kind != Kind::kSpacer) {
        box.width = std::min(cell.width, item.align[0] != 0 ? item.set_maximum[0] : width.maximum);
        int tallest = item.align[1] != 0 ? item.set_maximum[1] : height.maximum;
        if (item.align[0] != 0) {
            box.width = std::min(box.width, width.hint);
        }
        if (has_height_for_width(item)) {
            tallest = std::max(tallest, height_at(item, box.width));
        }
        box.height = std::min(cell.height, tallest);
        if (item.align[1] != 0) {
            box.height = std::min(box.height, has_height_for_width(item) ? height_at(item, box.width) : height.hint);
        }
        const auto place = [](int align, int space, int length) {
            return align == 1 ? 0 : align == 3 ? space - length : (space - length) / 2;
        };
        box.x += place(item.align[0], cell.width, box.width);
        box.y += place(item.align[1], cell.height, box.height);
        // A widget keeps what the program set, even where it sticks out of its cell.
        box.width = std::max(item.set_minimum[0], std::min(box.width, item.set_maximum[0]));
        box.height = std::max(item.set_minimum[1], std::min(box.height, item.set_maximum[1]));
    }
    item.box = box;
}

void arrange_line(Item& item, int axis, Box inner) {
    std::vector<Place> chain = line_of(item, axis, inner.width);
    share(chain, axis == 0 ? inner.x : inner.y, axis == 0 ? inner.width : inner.height, item.spacing);
    for (std::size_t i = 0; i < chain.size(); ++i) {
        const Place& place = chain[i];
        set_box(*item.children[i], axis == 0 ? Box{place.position, inner.y, place.length, inner.height}
                                             : Box{inner.x, place.position, inner.width, place.length});
    }
}

void arrange_grid(Item& item, Box inner) {
    std::vector<Place> columns = tracks_of(item, 0, nullptr);
    share(columns, inner.x, inner.width, item.spacing);
    std::vector<Place> rows = tracks_of(item, 1, &columns);
    share(rows, inner.y, inner.height, item.spacing);
    for (const auto& child : item.children) {
        const Place& left = columns[static_cast<std::size_t>(child->column)];
        const Place& right = columns[static_cast<std::size_t>(child->column + child->column_span - 1)];
        const Place& top = rows[static_cast<std::size_t>(child->row)];
        const Place& bottom = rows[static_cast<std::size_t>(child->row + child->row_span - 1)];
        set_box(*child, {left.position, top.position, right.position + right.length - left.position,
                         bottom.position + bottom.length - top.position});
    }
}

void arrange_form(Item& item, Box inner) {
    int labels = 0;
    for (const auto& child : item.children) {
        if (child->column == 0 && child->column_span == 1 && !is_empty(*child)) {
            labels = std::max(labels, limits_of(*child, 0).hint);
        }
    }
    std::vector<Place> rows = tracks_of(item, 1, nullptr);
    Place below;
    below.expands = true;
    rows.push_back(below);
    share(rows, inner.y, inner.height, item.spacing);
    const int field = labels > 0 ? labels + item.spacing : 0;
    for (const auto& child : item.children) {
        const Place& row = rows[static_cast<std::size_t>(child->row)];
        const bool label = child->column == 0 && child->column_span == 1;
        const bool wide = child->column_span > 1;
        set_box(*child, {inner.x + (label || wide ? 0 : field), row.position,
                         label ? labels : std::max(0, wide ? inner.width : inner.width - field), row.length});
    }
}

void arrange_window(Item& item) {
    int left = 0, top = 0, right = item.box.width, bottom = item.box.height;
    // Bars and docks have their hints while that leaves the others their minimums.
    int needed[2] = {0, 0};
    for (const auto& child : item.children) {
        if (!is_empty(*child)) {
            const bool side = child->row == 1 || child->row == 3;
            needed[0] += side || child->row == 2 ? limits_of(*child, 0).minimum : 0;
            needed[1] += side ? 0 : limits_of(*child, 1).minimum;
        }
    }
    int spare[2] = {std::max(0, right - needed[0]), std::max(0, bottom - needed[1])};
    const auto thickness = [&](const Item& child, int axis) {
        const Limits limits = limits_of(child, axis);
        const int more = std::min(limits.hint - limits.minimum, spare[axis]);
        spare[axis] -= more;
        return limits.minimum + more;
    };
    for (const int area : {0, 4, 1, 3, 2}) {
        for (const auto& child : item.children) {
            if (child->row != area || is_empty(*child)) {
                continue;
            }
            const int across = thickness(*child, area == 0 || area == 4 ? 1 : 0);
            if (area == 0) {
                child->box = {0, top, item.box.width, across};
                top += across;
            } else if (area == 4) {
                bottom -= across;
                child->box = {0, bottom, item.box.width, across};
            } else if (area == 1) {
                child->box = {left, top, across, std::max(0, bottom - top)};
                left += across;
            } else if (area == 3) {
                right -= across;
                child->box = {right, top, across, std::max(0, bottom - top)};
            } else {
                child->box = {left, top, std::max(0, right - left), std::max(0, bottom - top)};
            }
        }
    }
}

void arrange_scroll(Item& item) {
    if (item.children.empty()) {
        return;
    }
    Item& inside = *item.children.front();
    const Limits width = limits_of(inside, 0);
    int viewport_width = item.box.width - 2, viewport_height = item.box.height - 2;
    int height =
        std::max(limits_of(inside, 1).minimum,
                 has_height_for_width(inside) ? height_at(inside, std::max(viewport_width, width.minimum)) : 0);
    if (height > viewport_height) {
        viewport_width -= kScrollBar;
    }
    if (width.minimum > viewport_width) {
        viewport_height -= kScrollBar;
    }
    inside.box = {1, 1 - item.scrolled, std::max(viewport_width, width.minimum), std::max(viewport_height, height)};
}

void arrange_split(Item& item, int axis, Box inner) {
    std::vector<Place> chain = line_of(item, axis, inner.width);
    for (Place& place : chain) {
        place.maximum = kUnbounded;
    }
    share(chain, axis == 0 ? inner.x : inner.y, axis == 0 ? inner.width : inner.height, 5);
    for (std::size_t i = 0; i < chain.size(); ++i) {
        Item& child = *item.children[i];
        const Place& place = chain[i];
        child.box = axis == 0 ? Box{place.position, inner.y, place.length, std::min(inner.height, child.set_maximum[1])}
                              : Box{inner.x, place.position, std::min(inner.width, child.set_maximum[0]), place.length};
    }
}

void arrange_inside(Item& item) {
    const Box inner{item.margin, item.margin + item.top_margin, std::max(0, item.box.width - margins_of(item, 0)),
                    std::max(0, item.box.height - margins_of(item, 1))};
    switch (item.kind) {
        case Kind::kRow:
            arrange_line(item, 0, inner);
            break;
        case Kind::kColumn:
            arrange_line(item, 1, inner);
            break;
        case Kind::kGrid:
            arrange_grid(item, inner);
            break;
        case Kind::kForm:
            arrange_form(item, inner);
            break;
        case Kind::kStack:
        case Kind::kTabs: {
            const int bar = item.kind == Kind::kTabs ? kTabBarHeight : 0;
            for (const auto& child : item.children) {
                if (child->role == 22) {
                    child->box = {inner.x, inner.y, std::min(inner.width, limits_of(*child, 0).hint), bar};
                } else {
                    child->box = {inner.x, inner.y + bar, std::min(inner.width, child->set_maximum[0]),
                                  std::min(std::max(0, inner.height - bar), child->set_maximum[1])};
                }
            }
            break;
        }
        case Kind::kSplitRow:
            arrange_split(item, 0, inner);
            break;
        case Kind::kSplitColumn:
            arrange_split(item, 1, inner);
            break;
        case Kind::kWindow:
            arrange_window(item);
            break;
        case Kind::kScroll:
            arrange_scroll(item);
            break;
        case Kind::kFree: {
            int x = 4, y = 4;
            for (const auto& child : item.children) {
                const int width = limits_of(*child, 0).hint, height = limits_of(*child, 1).hint;
                child->box =
                    item.follows_siblings ? Box{x, y, width, height} : Box{child->column * 40, child->row * 30, 60, 25};
                x += width / 2;
                y += height;
            }
            break;
        }
        case Kind::kLeaf:
        case Kind::kSpacer:
            break;
    }
    // The sides of a main window are what they are called.
    if (item.right_to_left && item.kind != Kind::kScroll && item.kind != Kind::kFree && item.kind != Kind::kWindow) {
        for (const auto& child : item.children) {
            child->box.x = item.box.width - child->box.x - child->box.width;
        }
    }
    for (const auto& child : item.children) {
        arrange_inside(*child);
    }
}

void add_facts(const Item& item, std::int32_t parent, std::uint32_t& next, std::vector<privacy::shape::Fact>& facts) {
    privacy::shape::Fact fact;
    fact.element = item.kind == Kind::kSpacer ? 0 : next++;
    fact.parent = parent;
    fact.x = item.box.x;
    fact.y = item.box.y;
    fact.width = item.box.width;
    fact.height = item.box.height;
    fact.role = static_cast<std::uint8_t>(item.role);
    fact.is_private = item.is_private;
    constexpr std::uint8_t kFlows[] = {0, 0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 11};
    fact.flow = kFlows[static_cast<int>(item.kind)];
    int flags = (item.hidden ? 1 : 0) | (item.right_to_left ? 1 << 7 : 0) | (item.kind == Kind::kScroll ? 1 << 8 : 0) |
                (item.wraps ? 1 << 11 : 0);
    for (const std::size_t a : {0u, 1u}) {
        const bool pinned = item.set_minimum[a] > 0 && item.set_minimum[a] == item.set_maximum[a];
        flags |= item.content[a] && !pinned ? 2 << a : 0;
        flags |= pinned || (item.policy[a] == 0 && item.is_widget) ? 8 << a : 0;
        flags |= !pinned && (item.set_minimum[a] > 0 || item.set_maximum[a] < kUnbounded) ? 1 << (12 + a) : 0;
    }
    flags |= item.role == 7 || item.role == 8 ? 1 << 10 : 0;  // a button
    fact.flags = static_cast<std::uint16_t>(flags);
    fact.policy_w = static_cast<std::uint8_t>(item.policy[0]);
    fact.policy_h = static_cast<std::uint8_t>(item.policy[1]);
    fact.align_w = static_cast<std::uint8_t>(item.align[0]);
    fact.align_h = static_cast<std::uint8_t>(item.align[1]);
    fact.stretch = static_cast<std::uint8_t>(item.stretch);
    fact.row = static_cast<std::uint8_t>(item.row);
    fact.column = static_cast<std::uint8_t>(item.column);
    fact.row_span = static_cast<std::uint8_t>(item.row_span);
    fact.column_span = static_cast<std::uint8_t>(item.column_span);
    fact.margin_left = fact.margin_right = fact.margin_bottom = static_cast<std::uint8_t>(item.margin);
    fact.margin_top = static_cast<std::uint8_t>(item.margin + item.top_margin);
    fact.spacing = static_cast<std::uint8_t>(item.spacing);
    facts.push_back(fact);
    const auto self = static_cast<std::int32_t>(facts.size() - 1);
    for (const auto& child : item.children) {
        add_facts(*child, self, next, facts);
    }
}

}  // namespace

void arrange(Window& window) {
    Item& root = window.root;
    const Limits width = inside_limits(root, 0), height = inside_limits(root, 1);
    switch (window.size) {
        case WindowSize::kByHint:
        case WindowSize::kPage:
            root.box = {0, 0, width.hint,
                        std::max(height.hint, has_height_for_width(root) ? height_at(root, width.hint) : 0)};
            break;
        case WindowSize::kByUser:
            root.box = {0, 0, std::max(window.width, width.minimum), std::max(window.height, height.minimum)};
            break;
        default:
            root.box = {0, 0, window.width, window.height};
    }
    arrange_inside(root);
}

std::vector<privacy::shape::Fact> facts_of(const Window& window) {
    std::vector<privacy::shape::Fact> facts;
    std::uint32_t next = 1;
    add_facts(window.root, -1, next, facts);
    int flags = facts[0].flags;
    switch (window.size) {
        case WindowSize::kByScreen:
            flags |= 3 << 5;
            break;
        case WindowSize::kFixed:
            flags |= 3 << 3;
            break;
        case WindowSize::kByUserBelowMinimum:
            flags |= 3 << 12;
            break;
        default:
            break;
    }
    facts[0].flags = static_cast<std::uint16_t>(flags);
    facts[0].role = window.size == WindowSize::kPage ? 3 : 1;
    return facts;
}

}  // namespace silhouette::tests
