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
        const bool grows = std::any_of(tracks[axis].begin(), tracks[axis].end(),
                                       [](const Part& part) { return part.wanted > 0 && part.weight > 0; });
        if (!grows) {
            let_tracks_grow(i, axis, tracks[axis]);
        }
        // Tracks that hold nothing take neither space nor spacing.
        std::vector<Part> held;
        for (const Part& track : tracks[axis]) {
            if (track.wanted > 0) {
                held.push_back(track);
            }
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

void Arrangement::let_tracks_grow(int i, Axis axis, std::vector<Part>& tracks) const {
    for (Part& track : tracks) {
        track.weight = 1;
    }
    for (const int child : children(i)) {
        const Node& self = node(child);
        const unsigned span = axis == kAcross ? columns_of(self) : rows_of(self);
        if (span == 1 && !details(child).may_grow[axis] && alignment(self, axis) == kFill) {
            tracks[axis == kAcross ? column_of(self) : row_of(self)].weight = 0;
        }
    }
}

}  // namespace silhouette::replay
