// How long a "no" takes while an upload is on its way: until silence (gate shut, connections cut, keys destroyed: the
// recorder's own fault point tells when), and until the call returns (the choice is durable).
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "platform/fault_point.h"
#include "tests/integration/closing/running_host.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/unit/transport/temporary_folder.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kSilent = 3;  // sdk/epoch/README.md

std::atomic<bool> g_waiting{false};
std::atomic<Clock::rep> g_silent{0};

double microseconds(Clock::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

void print(const char* what, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf("%-24s p50 %8.0f us   p99 %8.0f us   max %8.0f us   (%zu closings)\n", what, at(0.5), at(0.99),
                times.back(), times.size());
}

}  // namespace

extern "C" void silhouette_fault_point(int place) {
    if (place == kSilent && g_waiting.exchange(false)) {
        g_silent = Clock::now().time_since_epoch().count();
    }
}

int main(int count, char** words) {
    using namespace silhouette::tests;
    using namespace silhouette::transport;
    const int rounds = count > 1 ? std::atoi(words[1]) : 200;
    std::atomic<int> uploads{0};
    std::atomic<bool> over{false};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        if (request.method == "GET") {
            return settings_answer(1, true);
        }
        ++uploads;
        // Held: the answer comes when the client is long gone.
        eventually([&] { return over.load(); }, std::chrono::seconds(1));
        return std::string();
    });
    const TemporaryFolder folder;
    RunningHost host(folder.path(), endpoint.url());
    std::vector<double> silence, back;
    for (int round = 0; round < rounds; ++round) {
        const int before = uploads;
        if (!host.opens()) {
            return 1;
        }
        host.click(200);
        if (!eventually([&] { return uploads > before; })) {
            return 1;
        }
        g_waiting = true;
        const auto began = Clock::now();
        host.no();
        back.push_back(microseconds(Clock::now() - began));
        silence.push_back(microseconds(Clock::duration(g_silent.load()) - began.time_since_epoch()));
    }
    over = true;
    print("until silence", silence);
    print("until the call returns", back);
    return 0;
}
