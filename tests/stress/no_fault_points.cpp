#include "tests/stress/fault_points.h"

namespace silhouette::stress {

void die_at_step(std::uint32_t) {}
void begin_closing() {}

}  // namespace silhouette::stress
