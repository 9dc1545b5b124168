// Where the system has no watches to give: who opted in is looked after by time, everybody else is left alone.
#include <atomic>
#include <cerrno>

#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sdk/recorder/recorder.h"

#include "tests/catch.h"
#include "tests/unit/sdk/running_recorder.h"
#include "tests/unit/sdk/settable_clock.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace std::chrono_literals;

namespace {

std::atomic<bool> g_none_left{false};
std::atomic<int> g_asked{0};

}  // namespace

// In the place of libc's.
extern "C" [[gnu::visibility("default")]] int inotify_init1(int flags) noexcept {
    ++g_asked;
    if (g_none_left) {
        errno = EMFILE;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_inotify_init1, flags));
}

TEST_CASE("Where no watch is to be had a user who did not opt in is not looked at again, and one who did is") {
    g_none_left = true;
    RunningRecorder run(std::nullopt, true, privacy::Answer::no);
    // What was posted before is done when this is.
    const auto lets_time_pass = [&] {
        const auto before = run.journal->count("ask_verdict");
        advance_clock(5min);
        fire_kernel_timers();
        run.recorder->ask_verdict();
        REQUIRE(eventually([&] { return run.journal->count("ask_verdict") == before + 1; }));
    };
    lets_time_pass();
    const int at_start = g_asked;
    for (int turn = 0; turn < 10; ++turn) {
        lets_time_pass();
    }
    CHECK(g_asked == at_start);
    REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
    REQUIRE(run.becomes(SIL_STATE_TENANT_UNKNOWN));
    for (int turn = 0; turn < 3; ++turn) {
        const int before = g_asked;
        advance_clock(5min);
        CHECK(comes_due([&] { return g_asked > before; }));
    }
    // And no more, once the answer is another.
    REQUIRE(run.recorder->set_choice(SIL_CHOICE_NO, 1) == SIL_OK);
    lets_time_pass();
    const int at_no = g_asked;
    for (int turn = 0; turn < 10; ++turn) {
        lets_time_pass();
    }
    CHECK(g_asked == at_no);
    g_none_left = false;
}
