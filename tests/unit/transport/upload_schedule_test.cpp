#include "transport/upload_schedule.h"

#include <cstddef>
#include <vector>

#include "tests/catch.h"
#include "transport/epoch_key.h"

using namespace silhouette::transport;
using namespace std::chrono_literals;

namespace {

// A spool in memory, with batches that are told apart by their first byte.
class Waiting {
  public:
    Waiting() { REQUIRE(key_); }

    BatchId close(int number) {
        BatchId id{};
        id[0] = static_cast<std::byte>(number);
        spool_.put(*key_, id, 1, std::vector<std::byte>(8));
        spool_.close(id);
        return id;
    }
    void send(const BatchId& id) { spool_.remove(id, 0); }
    // Whose turn it is so long after the test began, or 0.
    int choose(UploadSchedule& schedule, std::chrono::seconds later = 0s) {
        const auto next = schedule.choose(spool_, began + later, when);
        return next ? std::to_integer<int>(next->id[0]) : 0;
    }

    const UploadSchedule::Time began = std::chrono::steady_clock::now();
    UploadSchedule::Time when{};

  private:
    std::optional<EpochKey> key_ = EpochKey::in_memory();
    Spool spool_{{}, {1u << 20, 3'600s}, {[](const auto&) {}, [](auto) {}}};
};

}  // namespace

TEST_CASE("what waits goes oldest first, and where nothing waits nobody is to look again") {
    Waiting waiting;
    UploadSchedule schedule{Policy{}};
    CHECK(waiting.choose(schedule) == 0);
    CHECK(waiting.when == UploadSchedule::Time::max());
    const auto first = waiting.close(1);
    waiting.close(2);
    CHECK(waiting.choose(schedule) == 1);
    waiting.send(first);
    CHECK(waiting.choose(schedule) == 2);
}

TEST_CASE("what is closed meanwhile and what waits from before take turns") {
    Waiting waiting;
    UploadSchedule schedule{Policy{}};
    waiting.close(1);
    const auto fresh = waiting.close(2);
    schedule.closed(fresh);
    REQUIRE(waiting.choose(schedule) == 1);
    schedule.succeeded(false);
    CHECK(waiting.choose(schedule) == 2);
    CHECK(schedule.is_fresh(fresh));
    schedule.succeeded(true);
    CHECK(waiting.choose(schedule) == 1);
}

TEST_CASE("only what waits from before keeps a pace, and not when the host leaves") {
    Waiting waiting;
    UploadSchedule schedule{Policy{}};
    waiting.close(1);
    schedule.pace(100u << 20);
    CHECK(waiting.choose(schedule) == 0);
    CHECK(waiting.when > waiting.began + 60s);
    schedule.closed(waiting.close(2));
    CHECK(waiting.choose(schedule) == 2);
    schedule.forget_fresh();
    CHECK(waiting.choose(schedule) == 0);
    schedule.hurry();
    schedule.pace(100u << 20);
    CHECK(waiting.choose(schedule) == 1);
}

TEST_CASE("a back-off ends when the network is another, what the endpoint asked for does not") {
    Waiting waiting;
    UploadSchedule schedule{Policy{}};
    waiting.close(1);
    schedule.failed({});
    CHECK(waiting.choose(schedule) == 0);
    schedule.network_changed();
    CHECK(waiting.choose(schedule) == 1);
    schedule.failed(60s);
    schedule.network_changed();
    schedule.hurry();
    CHECK(waiting.choose(schedule) == 0);
    CHECK(waiting.choose(schedule, 59s) == 0);
    CHECK(waiting.choose(schedule, 3'600s) == 1);
}

TEST_CASE("after a failure nothing counts as fresh") {
    Waiting waiting;
    UploadSchedule schedule{Policy{}};
    const auto fresh = waiting.close(1);
    schedule.closed(fresh);
    schedule.failed({});
    schedule.closed(fresh);
    CHECK_FALSE(schedule.is_fresh(fresh));
}

TEST_CASE("the circuit opens once, holds the exit's haste back, and closes with an answer") {
    Policy policy;
    Waiting waiting;
    UploadSchedule schedule{policy};
    waiting.close(1);
    int opened = 0;
    for (std::uint32_t failure = 0; failure < std::uint32_t{policy.circuit_failures} + 2; ++failure) {
        opened += schedule.failed({}) ? 1 : 0;
    }
    CHECK(opened == 1);
    CHECK(schedule.circuit_is_open());
    schedule.hurry();
    CHECK(waiting.choose(schedule) == 0);
    schedule.answered();
    CHECK_FALSE(schedule.circuit_is_open());
    schedule.hurry();
    CHECK(waiting.choose(schedule) == 1);
}

TEST_CASE("a hold ends once, by whoever ends it") {
    Waiting waiting;
    UploadSchedule schedule{Policy{}};
    waiting.close(1);
    CHECK_FALSE(schedule.end_hold());
    schedule.hold();
    schedule.network_changed();
    CHECK(waiting.choose(schedule) == 0);
    CHECK(schedule.end_hold());
    CHECK(waiting.choose(schedule) == 1);
    CHECK_FALSE(schedule.end_hold());
}
