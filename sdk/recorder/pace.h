// How soon the queue is emptied again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "sdk/recorder/limits.h"

namespace silhouette::recorder {

// When about `wanted` items will have come, at the pace of the last round: `items` in `took`.
inline std::chrono::nanoseconds until_next_round(std::uint64_t items, std::chrono::nanoseconds took,
                                                 std::uint32_t wanted) {
    // A handful, in however short a time, is no pace.
    if (items * 4 < wanted) {
        return kDrainInterval;
    }
    // A quarter more, so that a round does not miss the piece by one item.
    const double share = 1.25 * static_cast<double>(wanted) / static_cast<double>(items);
    const std::chrono::duration<double, std::nano> pause = took * share;
    return pause >= kDrainInterval
               ? kDrainInterval
               : std::max<std::chrono::nanoseconds>(std::chrono::duration_cast<std::chrono::nanoseconds>(pause),
                                                    kDrainIntervalMin);
}

}  // namespace silhouette::recorder
