#include "platform/clock_alarm.h"

#include <poll.h>
#include <sys/timex.h>

#include "tests/catch.h"

using namespace silhouette::platform;
using namespace std::chrono_literals;

namespace {

bool rings(const ClockAlarm& alarm, int milliseconds) {
    pollfd waits[2] = {{alarm.descriptors()[0], POLLIN, 0}, {alarm.descriptors()[1], POLLIN, 0}};
    return ::poll(waits, 2, milliseconds) > 0;
}

}  // namespace

TEST_CASE("an alarm rings by whichever clock comes first, once, and not when it was taken back") {
    ClockAlarm alarm;
    REQUIRE(alarm);
    CHECK_FALSE(rings(alarm, 20));
    for (const auto& [boot, wall] : {std::pair{20ms, 1'000'000ms}, std::pair{1'000'000ms, 20ms}}) {
        alarm.set(boot, wall);
        CHECK_FALSE(rings(alarm, 0));
        CHECK(rings(alarm, 10'000));
        alarm.take();
        CHECK_FALSE(rings(alarm, 20));
    }
    // What is past rings at once.
    alarm.set(-5s, std::nullopt);
    CHECK(rings(alarm, 10'000));
    alarm.take();
    alarm.set(1'000s, -5s);
    CHECK(rings(alarm, 10'000));
    alarm.take();
    alarm.set(20ms, 20ms);
    alarm.clear();
    CHECK_FALSE(rings(alarm, 60));
}

TEST_CASE("an alarm rings when the clock on the wall is set") {
    ClockAlarm alarm;
    REQUIRE(alarm);
    alarm.set(1'000s, 1'000s);
    // On by a nanosecond: an event for whoever waits for one. Set to a time that was read before, it would go back by
    // as long as a busy machine took for it.
    timex step{};
    step.modes = ADJ_SETOFFSET | ADJ_NANO;
    step.time.tv_usec = 1;
    if (::adjtimex(&step) < 0) {
        WARN("this user may not set the clock: not shown");
        return;
    }
    CHECK(rings(alarm, 10'000));
    alarm.take();
    CHECK_FALSE(rings(alarm, 20));
}
