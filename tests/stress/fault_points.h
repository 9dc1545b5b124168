// Places at which a host kills itself while it closes: before the n-th call into the system that the library makes from
// the moment the "no" is called. The library is the real one, unchanged: fault_points.cpp stands in front of the C
// library. Programs that link no_fault_points.cpp have none.
#pragma once

#include <cstdint>

namespace silhouette::stress {

// 0: never (but the steps are counted and named on standard error when STRESS_STEPS is set).
void die_at_step(std::uint32_t step);
void begin_closing();

}  // namespace silhouette::stress
