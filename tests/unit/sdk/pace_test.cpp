#include "sdk/recorder/pace.h"

#include "tests/catch.h"

namespace silhouette::recorder {
namespace {

using namespace std::chrono_literals;

// How soon it looks again when `items` came in `took`, and a piece holds 32.
std::chrono::milliseconds pause(std::uint64_t items, std::chrono::nanoseconds took) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(until_next_round(items, took, 32));
}

TEST_CASE("what a person does is looked at every quarter of a second") {
    CHECK(pause(0, 250ms) == kDrainInterval);
    CHECK(pause(1, 250ms) == kDrainInterval);
    CHECK(pause(12, 250ms) == kDrainInterval);
    CHECK(pause(4, 2h) == kDrainInterval);
    // A double click just after a round.
    CHECK(pause(2, 1ms) == kDrainInterval);
}

TEST_CASE("what clicks like a machine is looked at when a piece has come, a little more than less") {
    // 1,000 a second.
    CHECK(pause(250, 250ms) == 40ms);
    CHECK(pause(40, 40ms) == 40ms);
    // It slows down: 200 a second, and stops.
    CHECK(pause(8, 40ms) == 200ms);
    CHECK(pause(0, 40ms) == kDrainInterval);
}

TEST_CASE("it never looks more often than a hundred times a second, and no number breaks it") {
    CHECK(pause(65'536, 10ms) == kDrainIntervalMin);
    CHECK(pause(8, 0ms) == kDrainIntervalMin);
    CHECK(until_next_round(65'536, 24h * 365, 65'536) == kDrainInterval);
    CHECK(until_next_round(1, 1ms, 1) == kDrainIntervalMin);
    CHECK(until_next_round(65'536, 250ms, 1) == kDrainIntervalMin);
}

}  // namespace
}  // namespace silhouette::recorder
