#include "tests/unit/sdk/settable_clock.h"

#include <array>
#include <atomic>
#include <ctime>

#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::atomic<std::int64_t> g_ahead{0};
// Descriptors that were set as timers; a descriptor that is something else by now refuses to be set.
std::array<std::atomic<bool>, 1024> g_timers;

}  // namespace

// In the place of libc's, for libstdc++ as well.
extern "C" [[gnu::visibility("default")]] int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const long result = ::syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && (clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME)) {
        const std::int64_t moved = time->tv_sec * kSecond + time->tv_nsec + g_ahead.load();
        time->tv_sec = moved / kSecond;
        time->tv_nsec = moved % kSecond;
    }
    return static_cast<int>(result);
}

extern "C" [[gnu::visibility("default")]] int timerfd_settime(int descriptor, int flags, const itimerspec* value,
                                                              itimerspec* before) noexcept {
    if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < g_timers.size()) {
        g_timers[static_cast<std::size_t>(descriptor)] = true;
    }
    return static_cast<int>(::syscall(SYS_timerfd_settime, descriptor, flags, value, before));
}

namespace silhouette::tests {

void advance_clock(std::chrono::nanoseconds by) {
    g_ahead += by.count();
}

void fire_kernel_timers() {
    const itimerspec soon{{0, 0}, {0, 1}};
    for (std::size_t descriptor = 0; descriptor < g_timers.size(); ++descriptor) {
        if (g_timers[descriptor]) {
            ::syscall(SYS_timerfd_settime, static_cast<int>(descriptor), 0, &soon, nullptr);
        }
    }
}

}  // namespace silhouette::tests
