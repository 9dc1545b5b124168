// Everything at once, at random: a network and an endpoint that are not well, books kept outside, and at the end they
// balance.
#include <random>
#include <set>

#include "tests/catch.h"
#include "tests/faults/network/faulty.h"

namespace silhouette::transport {
namespace {

struct Stored {
    std::mutex mutex;
    std::mt19937_64 random;
    std::map<std::string, std::uint64_t> items;  // by batch id, as ingest does
    bool changed = false;                        // the same id must be the same batch
};

std::string answer_badly(Stored& stored, const Received& request) {
    const std::lock_guard lock(stored.mutex);
    const auto draw = stored.random() % 100;
    if (draw < 10) {
        return answer(500 + static_cast<unsigned>(stored.random() % 5));
    }
    if (draw < 15) {
        return answer(429, draw % 2 == 0 ? "Retry-After: 0\r\n" : "");
    }
    if (draw < 17) {
        return answer(302, "Location: https://127.0.0.1:1/\r\n");
    }
    const auto batch = read_batch(request);
    std::uint64_t items = 0;
    for (const auto& frame : batch.frames()) {
        items += static_cast<std::uint64_t>(frame.kinds_size());
    }
    const auto [entry, fresh] = stored.items.emplace(batch.header().batch_id(), items);
    stored.changed = stored.changed || entry->second != items;
    return draw < 22 ? std::string() : acknowledge(request);  // stored, but nobody hears of it
}

TEST_CASE("a network and an endpoint that are not well for a while: all arrives, once, and the books balance") {
    const char* const given = std::getenv("SILHOUETTE_FAULT_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 4'711;
    INFO("SILHOUETTE_FAULT_SEED=" << seed);
    const auto lasts = is_long() ? std::chrono::milliseconds(10min) : std::chrono::milliseconds(9s);
    const TemporaryFolder folder;
    Stored stored;
    stored.random.seed(seed);
    FakeEndpoint endpoint([&](const Received& request, std::size_t) { return answer_badly(stored, request); });
    faults::Proxy proxy(seed);
    proxy.set_endpoint(endpoint.port());
    const std::uint16_t port = proxy.add_host();
    faults::Faults shares;
    shares.reset = 100;
    shares.hold_read = shares.hold_unread = shares.cut = shares.corrupt = shares.half_close = shares.swallow = 40;
    shares.slow = shares.delay = shares.overtaken = 30;
    shares.hold_to = 6'000;
    shares.hold_for = 500'000'000;
    proxy.set_faults(0, shares);
    std::uint64_t captured = 0, sent = 0, of_others = 0, dropped = 0, last_pending = 0;
    std::mt19937_64 random(seed);
    const auto until = std::chrono::steady_clock::now() + lasts;
    while (std::chrono::steady_clock::now() < until) {
        // One app after the other; each leaves something to the next.
        RecorderThread recorder(folder.path(), "https://127.0.0.1:" + std::to_string(port), [](Options& options) {
            give_up_soon(options);
            options.batch_interval = 20ms;
        });
        CHECK(recorder.transport().open_epoch() == last_pending);
        recorder.begin_session(1);
        const auto end = std::min(until, std::chrono::steady_clock::now() + 3s);
        while (std::chrono::steady_clock::now() < end) {
            recorder.add(1 + static_cast<int>(random() % 4), random() % 400);
            recorder.run_for(std::chrono::milliseconds(1 + random() % 12));
            REQUIRE(recorder.balanced());
        }
        recorder.transport().end_session();
        captured += recorder.captured;
        sent += recorder.sent;
        of_others += recorder.sent_of_others;
        dropped += recorder.all_dropped();
        last_pending = last_pending - recorder.sent_of_others + recorder.transport().pending_items();
    }
    RecorderThread last(folder.path(), endpoint.url(), give_up_soon);
    CHECK(last.transport().open_epoch() == last_pending);
    REQUIRE(last.run_until([&] { return last.sent_of_others == last_pending; }, 180s));
    of_others += last.sent_of_others;
    CHECK(dropped == 0);
    CHECK(sent + of_others == captured);
    const std::lock_guard lock(stored.mutex);
    CHECK_FALSE(stored.changed);
    std::uint64_t items = 0;
    for (const auto& [id, count] : stored.items) {
        items += count;
    }
    CHECK(items == captured);
    CHECK(captured > 200);
}

}  // namespace
}  // namespace silhouette::transport
