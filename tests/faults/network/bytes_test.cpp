// A peer that misbehaves at a certain byte, of the handshake, a head or a body, of either direction.
#include <random>

#include "tests/catch.h"
#include "tests/faults/network/faulty.h"

namespace silhouette::transport {
namespace {

std::uint64_t seed() {
    const char* const text = std::getenv("SILHOUETTE_FAULT_SEED");
    return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'261'126;
}

// More than all bytes of one connection with one batch, in either direction.
constexpr std::uint64_t kBytes = 3'200;

// One batch, whose first connection has a fault at that byte: it arrives, once, and no other way.
void check_one(faults::Fault fault, std::uint64_t at, bool of_the_answer) {
    INFO("fault " << static_cast<int>(fault) << " at byte " << at << (of_the_answer ? " of the answer" : ""));
    const TemporaryFolder folder;
    std::mutex mutex;
    std::map<std::string, int> bodies;  // by batch id: how many different ones
    std::map<std::string, std::string> first;
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        const std::lock_guard lock(mutex);
        const std::string id = request.headers.at("idempotency-key");
        bodies[id] += first.emplace(id, request.body).first->second == request.body ? 0 : 1;
        return acknowledge(request);
    });
    faults::Proxy proxy(seed());
    proxy.set_endpoint(endpoint.port());
    const std::uint16_t port = proxy.add_host();
    proxy.set_script(0, [=](std::size_t number) {
        return number == 0 ? faults::Plan{fault, at, 60'000'000'000, of_the_answer} : faults::Plan{};
    });
    RecorderThread recorder(folder.path(), "https://127.0.0.1:" + std::to_string(port), [](Options& options) {
        be_quick(options);
        options.batch_interval = 10ms;
        const auto brief = Limit<std::chrono::milliseconds>(250ms, 1ms, 1h);
        options.policy.handshake = options.policy.answer = options.policy.write = brief;
    });
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.balanced());
    CHECK(recorder.all_dropped() == 0);
    const std::lock_guard lock(mutex);
    REQUIRE(bodies.size() == 1);
    CHECK(bodies.begin()->second == 0);
}

TEST_CASE("stalled, cut, reset, half-closed, corrupted or swallowed at any byte: all arrives, and once") {
    using faults::Fault;
    const Fault fault =
        GENERATE(Fault::hold_read, Fault::cut, Fault::reset, Fault::half_close, Fault::corrupt, Fault::swallow);
    std::mt19937_64 random(seed() + static_cast<std::uint64_t>(fault));
    if (is_long()) {
        for (std::uint64_t at = 0; at < kBytes; ++at) {
            check_one(fault, at, at % 2 == 0);
            check_one(fault, at, at % 2 != 0);
        }
        return;
    }
    for (int i = 0; i < 5; ++i) {
        check_one(fault, random() % kBytes, random() % 2 == 0);
    }
    // The first byte, and the last ones of a body, which are held back.
    check_one(fault, 0, false);
    check_one(fault, 0, true);
}

TEST_CASE("a line that is slow, delayed, or lets connections overtake each other") {
    using faults::Fault;
    const Fault fault = GENERATE(Fault::slow, Fault::delay, Fault::overtaken);
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) {
        return request.method == "GET" ? settings_answer(1, true) : acknowledge(request);
    });
    faults::Proxy proxy(seed());
    proxy.set_endpoint(endpoint.port());
    const std::uint16_t port = proxy.add_host();
    proxy.set_script(0, [=](std::size_t number) {
        return number < 2 ? faults::Plan{fault, 0, 300'000'000, false} : faults::Plan{};
    });
    RecorderThread recorder(folder.path(), "https://127.0.0.1:" + std::to_string(port));
    recorder.transport().ask_verdict(false);
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.sent == 3 && !recorder.verdicts.empty(); }));
    CHECK(recorder.balanced());
}

}  // namespace
}  // namespace silhouette::transport
