// The clock that runs from the start of the machine, also while it sleeps, and that nobody can set.
#pragma once

#include <chrono>

namespace silhouette::platform {

// As a time_point of the steady clock, whose own times it must not be mixed with. Any thread.
std::chrono::steady_clock::time_point boot_time() noexcept;

}  // namespace silhouette::platform
