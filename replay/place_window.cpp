#include "replay/arrangement.h"

#include <algorithm>
#include <cstddef>

namespace silhouette::replay {

using namespace silhouette::v1;

void Arrangement::place_window(int i, Box inside) {
    std::vector<int> areas[5];
    for (const int child : children(i)) {
        areas[static_cast<std::size_t>(area_of(node(child)))].push_back(child);
    }
    // Tool bars that follow each other share a row where they fit.
    std::vector<std::vector<int>> lines;
    std::vector<Part> parts;
    const auto add_bars = [&](const std::vector<int>& bars) {
        for (const int bar : bars) {
            const bool follows =
                !lines.empty() && node(bar).role == ROLE_TOOL_BAR && node(lines.back().back()).role == ROLE_TOOL_BAR;
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

void Arrangement::place_bars(const std::vector<int>& bars, Box row) {
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

void Arrangement::place_middle(const std::vector<int>& left, const std::vector<int>& centre,
                               const std::vector<int>& right, Box row) {
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

}  // namespace silhouette::replay
