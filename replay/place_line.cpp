#include "replay/arrangement.h"

#include <algorithm>
#include <cstddef>

namespace silhouette::replay {
namespace {

// Where explicit stretch is given it alone decides.
void prefer_stretch(std::vector<Part>& parts, const std::vector<bool>& stretched) {
    if (std::find(stretched.begin(), stretched.end(), true) == stretched.end()) {
        return;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i].weight = stretched[i] ? parts[i].weight : 0;
    }
}

}  // namespace

using namespace silhouette::v1;

void Arrangement::put(int child, Axis axis, const Part& part) {
    Box& box = node(child).box;
    (axis == kAcross ? box.x : box.y) = part.at;
    (axis == kAcross ? box.width : box.height) = part.length;
}

void Arrangement::place_line(int i, const std::vector<int>& line, Axis axis, Box inside) {
    const Axis other = axis == kAcross ? kDown : kAcross;
    std::vector<Part> parts;
    std::vector<bool> stretched;
    for (const int child : line) {
        parts.push_back(part_of(child, axis));
        stretched.push_back(stretch(node(child)) != 0);
    }
    prefer_stretch(parts, stretched);
    if (is_container(node(i).role)) {
        let_all_grow(line, parts, axis);
    }
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

void Arrangement::let_all_grow(const std::vector<int>& line, std::vector<Part>& parts, Axis axis) const {
    const auto takes_space = [](const Part& part) { return part.weight > 0 || part.push_before || part.push_after; };
    if (std::any_of(parts.begin(), parts.end(), takes_space)) {
        return;
    }
    for (std::size_t n = 0; n < line.size(); ++n) {
        parts[n].weight = details(line[n]).may_grow[axis] ? 1 : 0;
    }
}

bool Arrangement::is_list_like(int i) const {
    if (node(i).role == ROLE_LIST || node(i).role == ROLE_TREE) {
        return true;
    }
    return is_container(node(i).role) && !children(i).empty() &&
           std::any_of(children(i).begin(), children(i).end(),
                       [this](int child) { return node(child).role == ROLE_LIST || node(child).role == ROLE_TREE; });
}

bool Arrangement::keeps_its_length(int i, Axis axis) const {
    return !details(i).grows[axis] &&
           (!details(i).may_grow[axis] || (is_container(node(i).role) && !children(i).empty()));
}

void Arrangement::share_split(const std::vector<int>& line, std::vector<Part>& parts, Axis axis,
                              const std::vector<bool>& stretched) {
    const auto lists = std::count_if(line.begin(), line.end(), [this](int child) { return is_list_like(child); });
    const bool told = std::find(stretched.begin(), stretched.end(), true) != stretched.end();
    const bool any_grows = std::any_of(line.begin(), line.end(), [&](int child) { return details(child).grows[axis]; });
    for (std::size_t n = 0; n < parts.size(); ++n) {
        if (told && parts[n].weight > 0) {
            continue;
        }
        parts[n].least = 0;
        if (told || (any_grows && keeps_its_length(line[n], axis))) {
            parts[n].weight = 0;
            continue;
        }
        const bool beside = axis == kAcross && lists > 0 && lists < static_cast<std::ptrdiff_t>(line.size());
        parts[n].weight = beside && !is_list_like(line[n]) ? 3 : 1;
        parts[n].wanted = 0;
    }
}

void Arrangement::place_wrapped(const std::vector<int>& line, Box inside, int spacing) {
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

}  // namespace silhouette::replay
