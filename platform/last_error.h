// What the last call to the system that failed said of it; to be asked before another call is made.
#pragma once

#include <system_error>

namespace silhouette::platform {

std::error_code last_error() noexcept;

// The system is short of something (descriptors, memory): that says nothing about what was asked for.
bool is_shortage(int error) noexcept;

}  // namespace silhouette::platform
