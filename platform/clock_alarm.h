// Rings at a moment of two clocks, whichever comes first, and whenever the clock on the wall is set: for what ages by
// both and is to be looked at in time, without polling.
#pragma once

#include <array>
#include <chrono>
#include <optional>

#include "platform/descriptor.h"

namespace silhouette::platform {

class ClockAlarm {
  public:
    ClockAlarm();

    // False when the system has no more timers to give.
    explicit operator bool() const noexcept { return descriptors_[0] && descriptors_[1]; }

    // Readable when it rings; owned by this object.
    std::array<int, 2> descriptors() const noexcept { return {descriptors_[0].get(), descriptors_[1].get()}; }

    // In so much time by the clock that runs while the machine sleeps, and by the clock on the wall where that is
    // given. Takes the place of what was set before.
    void set(std::chrono::nanoseconds boot, std::optional<std::chrono::nanoseconds> wall) noexcept;
    void clear() noexcept;

    // Takes what is readable: the next time that it rings is to be set anew.
    void take() noexcept;

  private:
    std::array<Descriptor, 2>
        descriptors_;  // by the clock that runs while the machine sleeps, and by the one on the wall
};

}  // namespace silhouette::platform
