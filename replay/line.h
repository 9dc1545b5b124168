// Parts one after the other along one axis: what stands fixed stays, what is free shares the space between.
#pragma once

#include <optional>
#include <vector>

namespace silhouette::replay {

struct Part {
    std::optional<int> told_at, told_length;
    int wanted = 0;                                // length that it would like
    int least = 0;                                 // it is not squeezed below, unless everything is
    double weight = 0;                             // its share of what is left over; 0: does not grow
    bool push_before = false, push_after = false;  // left-over space stands before it, after it, when nothing grows
    int at = 0, length = 0;                        // the result
};

// Places the parts between `begin` and `end`. Told numbers are kept whatever it costs the others.
void place_parts(std::vector<Part>& parts, int begin, int end, int spacing);

}  // namespace silhouette::replay
