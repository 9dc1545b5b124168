#include "platform/boot_clock.h"

#include <ctime>

namespace silhouette::platform {

std::chrono::steady_clock::time_point boot_time() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::steady_clock::time_point(std::chrono::seconds(now.tv_sec) +
                                                 std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace silhouette::platform
