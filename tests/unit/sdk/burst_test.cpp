// What comes much faster than the recorder expects.
#include "sdk/boundary/page.h"
#include "sdk/recorder/limits.h"
#include "tests/catch.h"
#include "tests/unit/sdk/running_recorder.h"
#include "transport/policy.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace std::chrono_literals;

namespace {

// Between two rounds that are far apart: how long after a burst all of it is in frames.
std::chrono::steady_clock::duration burst(RunningRecorder& run, const Clicker& clicker, std::uint32_t items) {
    const auto& page = *boundary::g_page.load();
    REQUIRE(eventually([&] { return page.asleep.load() == 1; }));
    // Again, where it has gone back to sleep before anybody looked.
    REQUIRE(eventually([&] {
        if (page.asleep.load() == 1) {
            clicker.click();
        }
        return page.many.load() != 0;
    }));
    const std::uint64_t wanted = run.stats().captured + items;
    const auto began = std::chrono::steady_clock::now();
    for (std::uint32_t click = 0; click < items; ++click) {
        clicker.click();
    }
    REQUIRE(eventually([&] { return run.journal->items() >= wanted; }));
    return std::chrono::steady_clock::now() - began;
}

}  // namespace

TEST_CASE("a burst does not wait for the next round") {
    RunningRecorder run;
    REQUIRE(run.open());
    const Clicker clicker;
    const std::uint32_t many = transport::Policy().piece_items * 2;
    // Any of some tries: others use the machine.
    auto quickest = std::chrono::steady_clock::duration::max();
    for (int attempt = 0; attempt < 8 && quickest > recorder::kDrainInterval / 2; ++attempt) {
        quickest = std::min(quickest, burst(run, clicker, many));
    }
    CHECK(quickest <= recorder::kDrainInterval / 2);
    // Asleep, it is woken by the first click, not by a burst as well.
    const auto& page = *boundary::g_page.load();
    REQUIRE(eventually([&] { return page.asleep.load() == 1; }));
    CHECK(page.many.load() == 0);
    CHECK(run.books_balance());
}
