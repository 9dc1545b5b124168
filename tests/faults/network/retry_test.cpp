// The circuit breaker, the pace of what waits from before, metered links, and exits.
#include <algorithm>
#include <numeric>

#include "tests/catch.h"
#include "tests/faults/network/faulty.h"
#include "tests/integration/transport/tunnel.h"

namespace silhouette::transport {
namespace {

using Clock = std::chrono::steady_clock;

template <typename Value>
Limit<Value> fixed(Value value) {
    return Limit<Value>(value, Value{}, std::numeric_limits<Value>::max());
}
Limit<std::chrono::milliseconds> fixed_ms(std::chrono::milliseconds value) {
    return Limit<std::chrono::milliseconds>(value, 0ms, 24h);
}

TEST_CASE("after five failures in a row no batch is tried, only a question; its answer lets batches go") {
    const TemporaryFolder folder;
    std::atomic<bool> works{false};
    std::atomic<int> batches{0}, questions{0};
    FakeEndpoint::Manner manner;
    manner.answers_questions = false;
    FakeEndpoint endpoint(
        [&](const Received& request, std::size_t) {
            if (request.method == "GET") {
                ++questions;
                // At first only batches fail; then everything.
                return works || batches < 5 ? settings_answer(1, true) : answer(503);
            }
            ++batches;
            return works ? acknowledge(request) : answer(500);
        },
        manner);
    RecorderThread recorder(folder.path(), endpoint.url(), be_quick);
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return batches == 5 && questions >= 6; }));
    recorder.run_for(500ms);
    CHECK(batches == 5);
    CHECK(recorder.said("no batch is tried"));
    const int asked = questions;
    CHECK(asked > 4);
    works = true;
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(batches == 6);
    CHECK(recorder.all_dropped() == 0);  // however often it failed
}

TEST_CASE("an exit does not wait for an endpoint that is known to be away") {
    const TemporaryFolder folder;
    const SilentListener away;  // takes connections, and never answers
    RecorderThread recorder(folder.path(), "https://127.0.0.1:" + std::to_string(away.port()), [](Options& options) {
        be_quick(options);
        options.policy.handshake = fixed_ms(20ms);
        options.policy.retry = options.policy.retry_longest = fixed_ms(10ms);
        options.policy.circuit_failures = fixed(3u);
    });
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.said("no batch is tried"); }));
    bool done = false;
    // Long before its deadline.
    recorder.transport().flush(Clock::now() + 10min, [&] { done = true; });
    REQUIRE(recorder.run_until([&] { return done; }));
    CHECK(recorder.transport().pending_items() == 3);
}

// Batches that wait from before, each of so many bytes at the least.
void leave_behind(const std::filesystem::path& folder, int batches, std::size_t bytes) {
    RecorderThread before(folder, "https://127.0.0.1:1");
    before.transport().open_epoch();
    for (int i = 0; i < batches; ++i) {
        before.begin_session(i + 1);
        before.add(1, bytes);
        before.transport().end_session();
    }
}

TEST_CASE("what waits from before goes oldest first and at its pace, and what is fresh is let pass") {
    const TemporaryFolder folder;
    leave_behind(folder.path(), 8, 8'000);
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
        options.policy.backlog_bytes_per_s = fixed(16'000u);  // two batches a second
        options.batch_interval = 10ms;
    });
    const auto begun = Clock::now();
    CHECK(recorder.transport().open_epoch() == 8);
    REQUIRE(recorder.run_until([&] { return recorder.sent_of_others >= 2; }));
    const auto before = static_cast<std::ptrdiff_t>(endpoint.received().size());
    recorder.begin_session(100);
    recorder.add(1);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 1; }));
    REQUIRE(recorder.run_until([&] { return recorder.sent_of_others == 8; }));
    CHECK(Clock::now() - begun > 3s);
    std::vector<int> order;
    for (const auto& request : endpoint.received()) {
        order.push_back(static_cast<unsigned char>(read_batch(request).header().session_id()[0]));
    }
    // Before the rest; one of that was under way, or due by now, at the most.
    CHECK(std::ranges::find(order, 100) - order.begin() <= before + 1);
    std::erase(order, 100);
    std::vector<int> expected(8);
    std::iota(expected.begin(), expected.end(), 1);
    CHECK(order == expected);
}

TEST_CASE("a metered link: larger batches, a slow backlog, nothing at exit; and back") {
    const TemporaryFolder folder;
    leave_behind(folder.path(), 3, 4'000);
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
        options.metered = true;
        options.batch_interval = 10ms;
        options.policy.metered_batch = fixed_ms(60'000ms);
        options.policy.metered_bytes_per_s = fixed(64u);
    });
    recorder.transport().open_epoch();
    recorder.begin_session(100);
    recorder.add(1);
    REQUIRE(recorder.run_until([&] { return recorder.sent_of_others == 1; }));
    recorder.run_for(500ms);
    CHECK(recorder.sent == 0);
    CHECK(recorder.sent_of_others == 1);  // the next has to wait for a minute
    recorder.add(1);
    bool done = false;
    const auto deadline = Clock::now() + 60s;
    recorder.transport().flush(deadline, [&] { done = true; });
    REQUIRE(recorder.run_until([&] { return done; }));
    CHECK(Clock::now() < deadline);
    CHECK(recorder.sent == 0);
    CHECK(recorder.sent_of_others == 1);
    recorder.transport().set_metered(false);
    recorder.add(1);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.balanced());
}

}  // namespace
}  // namespace silhouette::transport
