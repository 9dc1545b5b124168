#include "replay/arrangement.h"

#include <algorithm>
#include <cstddef>

namespace silhouette::replay {

using namespace silhouette::v1;

void Arrangement::place_grid(int i, Box inside) {
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

void Arrangement::let_columns_grow(int i, std::vector<Part>& columns) const {
    std::vector<bool> growable;
    for (const int child : children(i)) {
        const Node& self = node(child);
        const std::size_t column = column_of(self);
        growable.resize(std::max(growable.size(), column + columns_of(self)));
        growable[column] =
            growable[column] || (columns_of(self) == 1 && may_grow(self, kAcross) && alignment(self, kAcross) == kFill);
    }
    std::size_t held = 0;
    const std::vector<Part> all = tracks_of(i, kAcross);
    for (std::size_t column = 0; column < all.size(); ++column) {
        if (all[column].wanted > 0) {
            columns[held++].weight = column < growable.size() && growable[column] ? 1 : 0;
        }
    }
}

}  // namespace silhouette::replay
