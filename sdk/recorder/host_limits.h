// sil_limits, as the transport's policy.
#pragma once

#include <silhouette/silhouette.h>

#include "transport/policy.h"

namespace silhouette::recorder {

// NULL and `policy` as the host wants it, or what is wrong, as sil_limits_problem() says it. No limits: the standard.
const char* take_limits(const sil_limits* limits, transport::Policy& policy) noexcept;

}  // namespace silhouette::recorder
