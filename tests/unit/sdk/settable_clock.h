// Time that a test moves. A program that links settable_clock.cpp has its own clock_gettime(): CLOCK_MONOTONIC and
// CLOCK_BOOTTIME run on, ahead by what the test asked for; the code under test knows nothing of it.
#pragma once

#include <chrono>

#include "tests/unit/sdk/fake_outlet.h"

namespace silhouette::tests {

// All that follows happens so much later.
void advance_clock(std::chrono::nanoseconds by);

// The kernel's timers know nothing of it either: lets all of them fire now. Event loops look which of theirs are due.
void fire_kernel_timers();

// Waits for a condition that timers bring about, for up to ten seconds.
template <typename Condition>
bool comes_due(Condition condition) {
    return eventually([&] {
        fire_kernel_timers();
        return condition();
    });
}

}  // namespace silhouette::tests
