// How long a "no" takes while an upload of 64 KiB is held open by a slow network: until each step of the way to silence
// (gate shut, connections cut, "no" told, keys destroyed: the recorder's own fault points tell when), and until the
// call returns (the choice is durable).
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "platform/fault_point.h"
#include "tests/integration/closing/running_host.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/stress/proxy.h"
#include "tests/stress/window.h"
#include "tests/unit/transport/temporary_folder.h"

namespace {

using Clock = std::chrono::steady_clock;

// sdk/epoch/README.md
struct Step {
    int place;
    const char* what;
    std::atomic<Clock::rep> at{0};
    std::vector<double> times{};
};
std::array<Step, 4> g_steps{
    {{1, "until the gate is shut"}, {2, "until the wire is cut"}, {31, "until the no is told"}, {3, "until silence"}}};

constexpr std::uint32_t kClicks = 16'000;  // four bytes each, when their points do not compress
constexpr std::uint32_t kBatchBytes = 1u << 20, kBatchMilliseconds = 400;
constexpr int kReceiveBuffer = 1'024;  // of the slow network
constexpr double kBudget = 1'000;      // microseconds until silence

double microseconds(Clock::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

double print(const char* what, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf("%-24s p50 %8.0f us   p99 %8.0f us   max %8.0f us   (%zu closings)\n", what, at(0.5), at(0.99),
                times.back(), times.size());
    return at(0.99);
}

int failed(const char* what) {
    std::printf("bench_closing: %s\n", what);
    return 1;
}

void click_a_lot() {
    silhouette::stress::Window window;
    window.define(sil_adapter_generation());
    // At random: what follows an order is compressed to next to nothing.
    static std::mt19937 random(1);
    for (std::uint32_t i = 0; i < kClicks; ++i) {
        window.click(static_cast<std::uint32_t>(random()) % silhouette::stress::kNumbers);
    }
}

}  // namespace

extern "C" void silhouette_fault_point(int place) {
    for (Step& one : g_steps) {
        Clock::rep never = 0;
        if (one.place == place) {
            one.at.compare_exchange_strong(never, Clock::now().time_since_epoch().count());
        }
    }
}

int main(int count, char** words) {
    using namespace silhouette;
    using namespace silhouette::tests;
    using namespace silhouette::transport;
    const int rounds = count > 1 ? std::atoi(words[1]) : 200;
    std::atomic<std::size_t> uploaded{0};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        if (request.method == "GET") {
            return settings_answer(1, true);
        }
        uploaded = std::max(uploaded.load(), request.body.size());
        return acknowledge(request);
    });
    stress::Proxy network(1, kReceiveBuffer);
    network.set_endpoint(endpoint.port());
    const TemporaryFolder folder;
    RunningHost host(folder.path(), "https://127.0.0.1:" + std::to_string(network.add_host()),
                     [](sil_options& options) {
                         options.level = SIL_LEVEL_INTERACTIONS;
                         options.queue_events = 16'384;
                         options.batch_bytes = kBatchBytes;
                         options.batch_ms = kBatchMilliseconds;
                     });
    // Once unhindered, so that it is known what is held afterwards.
    if (!host.opens()) {
        return failed("it does not open");
    }
    click_a_lot();
    if (!eventually([&] { return host.stats().sent >= kClicks; })) {
        return failed("nothing is uploaded");
    }
    std::printf("each closing into an upload of %zu bytes that is held\n", uploaded.load());
    host.no();
    stress::Faults faults;
    faults.hold_unread = 1'000;
    faults.hold_from = faults.hold_to = stress::kVerdictBytesMax + 100;
    faults.hold_for = 60'000'000'000;
    network.set_faults(0, faults);
    const std::size_t whole = endpoint.received().size();

    std::vector<double> back;
    for (int round = 0; round < rounds; ++round) {
        if (!host.opens()) {
            return failed("it does not open");
        }
        click_a_lot();
        if (!eventually([&] { return network.upload_runs_now(0); })) {
            return failed("no upload runs");
        }
        for (Step& one : g_steps) {
            one.at = 0;
        }
        const auto began = Clock::now();
        host.no();
        back.push_back(microseconds(Clock::now() - began));
        for (Step& one : g_steps) {
            one.times.push_back(microseconds(Clock::duration(one.at.load()) - began.time_since_epoch()));
        }
    }
    for (const Step& one : g_steps) {
        const double p99 = print(one.what, one.times);
        if (&one == &g_steps.back()) {
            std::printf("budget for silence %.0f us (p99, on an idle machine): %s\n", kBudget,
                        p99 <= kBudget ? "kept" : "broken");
        }
    }
    print("until the call returns", back);
    for (std::size_t i = whole; i < endpoint.received().size(); ++i) {
        if (endpoint.received()[i].method != "GET" && endpoint.received()[i].complete()) {
            return failed("an upload that was held is complete");
        }
    }
    return 0;
}
