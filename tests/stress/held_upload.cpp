// A closing while a 64 KiB upload is held open by a slow network: how soon the process is silent, and how soon the call
// returns. That the upload is never completed is judged; the figures are only printed.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

#include "ingest/data_folder.h"
#include "tests/stress/endpoint.h"
#include "tests/stress/judge.h"
#include "tests/stress/page.h"
#include "tests/stress/proxy.h"
#include "tests/stress/window.h"

namespace silhouette::stress {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::uint32_t kClicks = 16'000;  // four bytes each
constexpr std::size_t kUploadBytes = 65'536;
constexpr std::uint32_t kBatchBytes = 1u << 20, kBatchMilliseconds = 400;
constexpr int kReceiveBuffer = 1'024;

template <typename Condition>
bool eventually(Condition&& condition) {
    const auto until = std::chrono::steady_clock::now() + 60s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

// At random: what follows an order is compressed to next to nothing.
void click_a_lot(std::mt19937& random) {
    Window window;
    window.define(sil_adapter_generation());
    for (std::uint32_t i = 0; i < kClicks; ++i) {
        window.click(static_cast<std::uint32_t>(random()) % kNumbers);
    }
}

// Of all that the endpoint stored: the sessions, and the longest body.
std::size_t longest_stored(const fs::path& data, std::size_t& sessions) {
    std::vector<std::string> unreadable;
    sessions = read_stored(data, unreadable).size() + unreadable.size();
    std::size_t longest = 0;
    ingest::DataFolder folder(data, ingest::DataFolder::Use::read);
    folder.log().read(0, [&](const ingest::LogEntry& entry) { longest = std::max(longest, entry.body.size()); });
    return longest;
}

void print(const char* what, std::vector<std::int64_t> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return static_cast<double>(times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]) /
               1e3;
    };
    std::printf("  %-44s p50 %8.1f us   p99 %8.1f us   longest %8.1f us\n", what, at(0.5), at(0.99), at(1));
}

int run(const fs::path& build, std::uint32_t rounds, const fs::path& parent) {
    std::string name = (parent / "held-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        return 2;
    }
    const fs::path folder = name;
    int problems = 0;
    const auto problem = [&](const std::string& what) {
        std::printf("  WRONG %s\n", what.c_str());
        ++problems;
    };
    std::vector<std::int64_t> gate, wire, returned;
    std::size_t longest = 0;
    {
        Endpoint endpoint((build / "bin/silhouette").string(), folder);
        Proxy proxy(1, kReceiveBuffer);
        proxy.set_endpoint(endpoint.port());
        const std::string address = "https://127.0.0.1:" + std::to_string(proxy.add_host());
        const std::string key = endpoint.add_tenant("held"), ca = endpoint.ca_file(), state = folder / "state",
                          cache = folder / "cache";
        Faults faults;
        faults.hold_unread = 1'000;
        faults.hold_from = faults.hold_to = kVerdictBytesMax + 100;
        faults.hold_for = 60'000'000'000;
        sil_options options = SIL_OPTIONS_INIT;
        options.app = options.tenant = "held";
        options.endpoint = address.c_str();
        options.key = key.c_str();
        options.ca_file = ca.c_str();
        options.state_dir = state.c_str();
        options.cache_dir = cache.c_str();
        options.queue_events = 16'384;
        options.batch_bytes = kBatchBytes;
        options.batch_ms = kBatchMilliseconds;
        sil_recorder* recorder = nullptr;
        if (sil_start(&options, &recorder) != SIL_OK || !attach(recorder)) {
            return 2;
        }
        std::atomic<bool> watching{false}, ending{false};
        std::atomic<std::int64_t> shut{0};
        std::thread watcher([&] {
            while (!ending) {
                if (watching && sil_adapter_generation() == 0) {
                    shut = wall_clock();
                    watching = false;
                } else if (!watching) {
                    std::this_thread::sleep_for(100us);
                }
            }
        });
        std::mt19937 random(1);
        // The first passes unhindered, so that it is known how long they are.
        for (std::uint32_t round = 0; round <= rounds; ++round) {
            sil_consent_set(recorder, SIL_CHOICE_YES, 1);
            if (!eventually([] { return sil_adapter_generation() != 0; })) {
                problem("it did not open");
                break;
            }
            click_a_lot(random);
            if (round == 0) {
                sil_stats stats{};
                stats.size = sizeof stats;
                if (!eventually([&] {
                        sil_stats_now(recorder, &stats);
                        return stats.sent >= kClicks;
                    })) {
                    problem("an upload that nobody held did not arrive");
                }
                sil_consent_set(recorder, SIL_CHOICE_NO, 1);
                proxy.set_faults(0, faults);
                continue;
            }
            if (!eventually([&] { return proxy.upload_runs_now(0); })) {
                problem("no upload began");
                break;
            }
            std::this_thread::sleep_for(5ms);
            watching = true;
            const std::int64_t began = wall_clock();
            sil_consent_set(recorder, SIL_CHOICE_NO, 1);
            returned.push_back(wall_clock() - began);
            eventually([&] { return !watching; });
            gate.push_back(shut - began);
            // The upload is the connection that was held; its end is when the proxy's kernel got the reset.
            ConnectionRecord upload;
            eventually([&] {
                for (const ConnectionRecord& one : proxy.records()) {
                    if (upload_runs(one, began)) {
                        upload = one;
                    }
                }
                return upload.ended != 0;
            });
            wire.push_back(upload.ended - began);
            if (!upload.from_host.empty() && upload.from_host.back().at > began + returned.back()) {
                problem("bytes left after the closing returned");
            }
        }
        ending = true;
        watcher.join();
        sil_shutdown(recorder, 0);
        endpoint.stop();
        std::size_t sessions = 0;
        longest = longest_stored(endpoint.data(), sessions);
        if (sessions != 1) {
            problem("an upload that was torn down is stored, or the one that was not is missing");
        }
        if (longest < kUploadBytes) {
            problem("uploads are too short: " + std::to_string(longest) + " bytes");
        }
    }
    if (!returned.empty() && !gate.empty() && !wire.empty()) {
        std::printf("held_upload: %zu closings, each into an upload of %zu bytes that was held\n", returned.size(),
                    longest);
        print("the gate is seen shut after the call began", gate);
        print("the peer sees the connection end", wire);
        print("the call returns", returned);
    }
    std::printf("held_upload: %d problems\n", problems);
    fs::remove_all(folder);
    return problems == 0 ? 0 : 1;
}

}  // namespace
}  // namespace silhouette::stress

int main(int count, char** values) {
    if (count < 2) {
        std::fprintf(stderr,
                     "Usage: held_upload BUILD [ROUNDS [FOLDER]]   (FOLDER: on the disk that is to be waited for)\n");
        return 2;
    }
    ::setenv("SSL_CERT_FILE", "/dev/null", 1);
    ::setenv("SSL_CERT_DIR", "/nonexistent", 1);
    return silhouette::stress::run(std::filesystem::absolute(values[1]),
                                   count > 2 ? static_cast<std::uint32_t>(std::strtoul(values[2], nullptr, 10)) : 20,
                                   count > 3 ? values[3] : "/tmp");
}
