#include "platform/clock_alarm.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace silhouette::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kSecond = 1'000'000'000;

timespec to_timespec(std::chrono::nanoseconds time) {
    return {static_cast<time_t>(time.count() / kSecond), static_cast<long>(time.count() % kSecond)};
}

}  // namespace

ClockAlarm::ClockAlarm()
    : descriptors_{Descriptor(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)),
                   Descriptor(::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK))} {}

void ClockAlarm::set(std::chrono::nanoseconds boot, std::optional<std::chrono::nanoseconds> wall) noexcept {
    itimerspec time{};
    // A time of 0 would take the alarm back.
    time.it_value = to_timespec(std::max(boot, 1ns));
    ::timerfd_settime(descriptors_[0].get(), 0, &time, nullptr);
    timespec now{};
    if (!wall || ::clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return;
    }
    const std::chrono::nanoseconds at =
        std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec) + *wall;
    time.it_value = to_timespec(std::max(at, 1ns));
    ::timerfd_settime(descriptors_[1].get(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &time, nullptr);
}

void ClockAlarm::clear() noexcept {
    const itimerspec never{};
    for (const int descriptor : descriptors()) {
        ::timerfd_settime(descriptor, 0, &never, nullptr);
    }
}

void ClockAlarm::take() noexcept {
    for (const int descriptor : descriptors()) {
        std::uint64_t times = 0;
        // ECANCELED, once, when the clock was set.
        [[maybe_unused]] const ssize_t taken = ::read(descriptor, &times, sizeof times);
    }
}

}  // namespace silhouette::platform
