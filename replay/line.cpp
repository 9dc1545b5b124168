#include "replay/line.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace silhouette::replay {
namespace {

using Run = std::vector<Part*>;

// What grows shares all the space there is, by weight; what has less of it than it would like keeps that.
void grow(Run& run, int left) {
    Run growing;
    double weights = 0;
    int room = left;
    for (Part* part : run) {
        if (!part->told_length && part->weight > 0) {
            growing.push_back(part);
            weights += part->weight;
            room += part->length;
        }
    }
    // Those first that would like the most for their weight.
    std::stable_sort(growing.begin(), growing.end(), [](const Part* one, const Part* other) {
        return one->length * other->weight > other->length * one->weight;
    });
    for (Part* part : growing) {
        const int share = static_cast<int>(std::lround(room * (part->weight / weights)));
        part->length = std::max(part->length, share);
        room -= part->length;
        weights -= part->weight;
    }
}

// What grows gives first, then everything that is free.
void squeeze(Run& run, int missing) {
    for (const bool everything : {false, true}) {
        std::int64_t room = 0;
        const auto room_of = [everything](const Part& part) {
            if (part.told_length || (!everything && part.weight <= 0)) {
                return 0;
            }
            return std::max(0,
                            part.length - (everything ? std::min(part.length, 4) : std::min(part.least, part.length)));
        };
        for (const Part* part : run) {
            room += room_of(*part);
        }
        const std::int64_t taken = std::min<std::int64_t>(room, missing);
        for (Part* part : run) {
            if (room > 0) {
                part->length -= static_cast<int>(taken * room_of(*part) / room);
            }
        }
        missing -= static_cast<int>(taken);
        if (missing <= 0) {
            return;
        }
    }
}

// `fixed_start`: the first part's place was told.
void place_run(Run& run, int begin, int end, int spacing, bool fixed_start) {
    int total = spacing * (static_cast<int>(run.size()) - 1);
    bool grows = false;
    for (Part* part : run) {
        part->length = part->told_length.value_or(part->wanted);
        total += part->length;
        grows = grows || (!part->told_length && part->weight > 0);
    }
    const int left = end - begin - total;
    std::vector<int> before(run.size() + 1, 0);  // extra space before each part
    if (left < 0) {
        squeeze(run, -left);
    } else if (grows) {
        grow(run, left);
    } else {
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i <= run.size(); ++i) {
            const bool pushed = (i < run.size() && run[i]->push_before) || (i > 0 && run[i - 1]->push_after);
            if (pushed && !(i == 0 && fixed_start)) {
                places.push_back(i);
            }
        }
        for (const std::size_t place : places) {
            before[place] = left / static_cast<int>(places.size());
        }
    }
    int at = begin;
    for (std::size_t i = 0; i < run.size(); ++i) {
        at += before[i];
        run[i]->at = at;
        at += run[i]->length + spacing;
    }
}

}  // namespace

void place_parts(std::vector<Part>& parts, int begin, int end, int spacing) {
    std::vector<Part*> order(parts.size());
    std::transform(parts.begin(), parts.end(), order.begin(), [](Part& part) { return &part; });
    // Windows that read from right to left tell places that fall.
    std::optional<int> first, last;
    for (const Part* part : order) {
        if (part->told_at) {
            first = first ? first : part->told_at;
            last = part->told_at;
        }
    }
    if (first && *last < *first) {
        std::reverse(order.begin(), order.end());
    }
    int at = begin;
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from + 1;
        while (to < order.size() && !order[to]->told_at) {
            ++to;
        }
        const bool fixed_start = order[from]->told_at.has_value();
        Run run(order.begin() + static_cast<std::ptrdiff_t>(from), order.begin() + static_cast<std::ptrdiff_t>(to));
        place_run(run, fixed_start ? *order[from]->told_at : at,
                  to < order.size() ? *order[to]->told_at - spacing : end, spacing, fixed_start);
        at = run.back()->at + run.back()->length + spacing;
        from = to;
    }
}

}  // namespace silhouette::replay
