// kill -9 in the middle of a closing, at each of its steps and at random times; then the app starts again, first as it
// was left, then with a "yes". No byte of the closed epoch may be readable or be sent. See README.md.
#include <unistd.h>

#include <csignal>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/stress/endpoint.h"
#include "tests/stress/hosts.h"
#include "tests/stress/judge.h"
#include "tests/stress/proxy.h"

namespace silhouette::stress {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Bodies that are larger than what the proxy's kernel takes unread (8 KiB, and as much again): no upload is whole
// before the closing.
constexpr std::uint32_t kBurst = 16'000, kBatchBytes = 65'536;
constexpr int kReceiveBuffer = 1'024;

// Where a run was killed.
enum class Fate { not_told, told, key_gone, returned };
constexpr std::array kFateNames{"nothing was told yet (the no never took effect)",
                                "the choice was told, the key was there", "the key was gone", "the call had returned"};

std::string read_file(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

template <typename Condition>
bool eventually(Condition&& condition, std::chrono::milliseconds patience = 60'000ms) {
    const auto until = Clock::now() + patience;
    while (!condition()) {
        if (Clock::now() > until) {
            return false;
        }
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

struct Tally {
    std::mutex mutex;
    std::map<std::uint32_t, std::uint32_t> steps;  // 0: at a random time
    std::array<std::uint32_t, 4> fates{};
    std::vector<std::string> problems, closed_sessions;
    std::uint32_t not_killed = 0;
};

class Victim {
  public:
    Victim(HostSettings settings, Proxy& proxy, int first_host, std::uint64_t seed, Tally& tally)
        : hosts_(std::move(settings)), proxy_(proxy), host_(first_host), random_(seed), tally_(tally) {
        hosts_.page().host[0].burst = kBurst;
        hosts_.page().host[0].pause_us = 300;
    }

    // `step`: before which call of the closing it dies; 0: at a random time.
    void run(std::uint32_t step) {
        what_ = step == 0 ? "killed at a random time" : "killed at step " + std::to_string(step);
        hold(true);
        hosts_.start(0);
        hosts_.order(0, Word::yes);
        if (!eventually([&] { return proxy_.upload_runs_now(host_) && !key().empty(); })) {
            problem("no upload began");
            return;
        }
        hosts_.order(0, Word::session);
        const std::string session = hosts_.page().host[0].session;
        key_ = key();
        const bool returned = close_and_die(step);
        const Fate fate = judge_disk(returned);
        {
            const std::lock_guard lock(tally_.mutex);
            ++tally_.steps[step];
            ++tally_.fates[static_cast<std::size_t>(fate)];
            if (fate != Fate::not_told) {
                tally_.closed_sessions.push_back(session);
            }
        }
        start_again();
        start_with_yes();
    }

  private:
    void problem(const std::string& what) {
        const std::lock_guard lock(tally_.mutex);
        tally_.problems.push_back(hosts_.settings().app + " " + what_ + ": " + what);
    }
    std::string key() const {
        const std::string content = read_file(hosts_.state() / "epoch.key");
        return content.size() < 32 ? std::string() : content.substr(content.size() - 32);
    }
    bool stored_no() const {
        return read_file(hosts_.state() / "choice.json").find("\"answer\":\"no\"") != std::string::npos;
    }
    // With `yes` no upload comes to its end: the host's kernel keeps what the proxy does not read.
    void hold(bool yes) {
        Faults faults;
        faults.hold_unread = yes ? 1'000 : 0;
        faults.hold_from = faults.hold_to = kVerdictBytesMax + 100;
        faults.hold_for = 60'000'000'000;
        proxy_.set_faults(host_, faults);
    }

    // Whether the call returned before the host died.
    bool close_and_die(std::uint32_t step) {
        std::thread killer;
        if (step != 0) {
            hosts_.order(0, Word::die_at, step);
        } else {
            killer = std::thread([this, after = std::chrono::microseconds(random_() % 3'000)] {
                std::this_thread::sleep_for(after);
                ::kill(hosts_.process(0), SIGKILL);
            });
        }
        const auto report = hosts_.order(0, Word::no);
        if (step != 0 && report && !eventually([&] { return !hosts_.how_it_ended(0).empty(); }, 50ms)) {
            const std::lock_guard lock(tally_.mutex);
            ++tally_.not_killed;  // this closing had fewer steps
        }
        if (killer.joinable()) {
            killer.join();
        }
        hosts_.kill(0);
        return report.has_value();
    }

    Fate judge_disk(bool returned) {
        const bool is_gone = key() != key_;
        if (returned && !is_gone) {
            problem("the call returned and the key is there");
        }
        if (returned && !stored_no()) {
            problem("the call returned and the choice is not stored");
        }
        if (is_gone && !stored_no()) {
            problem("the key is gone, and nothing says why");
        }
        return returned ? Fate::returned : is_gone ? Fate::key_gone : stored_no() ? Fate::told : Fate::not_told;
    }

    // As it was left. Where the "no" is stored: silent, and everything goes. Where it is not, it is said once more.
    void start_again() {
        const bool says_no = stored_no();
        const std::size_t before = proxy_.connections_of(host_);
        hosts_.start(0);
        if (!says_no) {
            hosts_.order(0, Word::no);
        } else {
            hosts_.order(0, Word::stats);
        }
        std::string left;
        const auto all_gone = [&] {
            left.clear();
            std::error_code error;
            for (fs::recursive_directory_iterator here(hosts_.cache(), error), end; !error && here != end;
                 here.increment(error)) {
                const auto name = here->path().filename().string();
                if (name.find("lock") == std::string::npos && !here->is_directory(error)) {
                    left = name;
                }
            }
            return left.empty();
        };
        if (!eventually(all_gone)) {
            problem("after the next start there is still " + left);
        }
        std::error_code error;
        for (fs::recursive_directory_iterator here(hosts_.settings().folder, error), end; !error && here != end;
             here.increment(error)) {
            if (here->is_regular_file(error) && read_file(here->path()).find(key_) != std::string::npos) {
                problem("after the next start the key lies in " + here->path().filename().string());
            }
        }
        if (says_no && proxy_.connections_of(host_) != before) {
            problem("the next start connected, though the choice is no");
        }
    }

    // The proxy lets everything pass now: what is left of the old epoch would be sent.
    void start_with_yes() {
        hold(false);
        hosts_.order(0, Word::yes);
        if (!eventually([&] {
                const auto report = hosts_.order(0, Word::stats);
                return report && report->sent > 0;
            })) {
            problem("nothing is sent after a new yes");
        }
        if (key() == key_) {
            problem("a new yes uses the old key");
        }
        hosts_.order(0, Word::no);
        hosts_.kill(0);
    }

    Hosts hosts_;
    Proxy& proxy_;
    int host_;
    std::mt19937_64 random_;
    Tally& tally_;
    std::string what_, key_;
};

int run(const fs::path& build, std::uint64_t seed, std::uint32_t runs, std::uint32_t steps) {
    std::printf("kill_test: seed %llu, %u runs, steps 1 to %u\n", static_cast<unsigned long long>(seed), runs, steps);
    std::fflush(stdout);
    std::string name = fs::exists("/dev/shm") ? "/dev/shm/kill-XXXXXX" : "/tmp/kill-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        return 2;
    }
    const fs::path folder = name;
    Tally tally;
    {
        constexpr int kAtOnce = 4;
        Endpoint endpoint((build / "bin/silhouette").string(), folder);
        Proxy proxy(seed, kReceiveBuffer);
        proxy.set_endpoint(endpoint.port());
        std::vector<std::unique_ptr<Victim>> victims;
        for (int i = 0; i < kAtOnce; ++i) {
            HostSettings settings;
            settings.program = (build / "bin/stress_victim").string();
            settings.app = settings.tenant = "kill" + std::to_string(i);
            settings.key = endpoint.add_tenant(settings.tenant);
            settings.ca_file = endpoint.ca_file().string();
            settings.folder = folder / settings.app;
            settings.variables = {"SSL_CERT_FILE=/dev/null", "SSL_CERT_DIR=/nonexistent"};
            settings.batch_bytes = kBatchBytes;
            settings.ports[0] = proxy.add_host();
            victims.push_back(
                std::make_unique<Victim>(std::move(settings), proxy, i, seed + static_cast<std::uint64_t>(i), tally));
        }
        std::atomic<std::uint32_t> next{0};
        std::vector<std::thread> threads;
        for (const auto& victim : victims) {
            threads.emplace_back([&] {
                // Each step in turn, and a random time after each round of them.
                for (std::uint32_t i = next++; i < runs; i = next++) {
                    victim->run(i % (steps + 1));
                }
            });
        }
        for (std::thread& one : threads) {
            one.join();
        }
        victims.clear();
        endpoint.stop();
        const Stored stored = read_stored(endpoint.data(), tally.problems);
        for (const std::string& session : tally.closed_sessions) {
            if (stored.count(session) != 0) {
                tally.problems.push_back("a closed epoch's session " + session.substr(0, 8) + " was sent");
            }
        }
        std::printf("  sessions stored by the endpoint: %zu, of closed epochs among them: 0 wanted\n", stored.size());
    }
    for (const auto& [step, count] : tally.steps) {
        std::printf("  %-16s %4u %s\n", step == 0 ? "a random time" : ("step " + std::to_string(step)).c_str(), count,
                    std::string(count, '#').c_str());
    }
    for (std::size_t i = 0; i < tally.fates.size(); ++i) {
        std::printf("  %4u killed when %s\n", tally.fates[i], kFateNames[i]);
    }
    std::printf("  %4u closings were over before their step came\n", tally.not_killed);
    for (std::size_t i = 0; i < std::min<std::size_t>(tally.problems.size(), 40); ++i) {
        std::printf("  WRONG %s\n", tally.problems[i].c_str());
    }
    std::printf("kill_test: %zu problems\n", tally.problems.size());
    fs::remove_all(folder);
    return tally.problems.empty() ? 0 : 1;
}

}  // namespace
}  // namespace silhouette::stress

int main(int count, char** values) {
    std::uint64_t seed = std::random_device()();
    std::uint32_t runs = 0, steps = 24;
    std::filesystem::path build;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = values[i];
        if (name == "--build") {
            build = std::filesystem::absolute(values[i + 1]);
        } else if (name == "--seed") {
            seed = std::strtoull(values[i + 1], nullptr, 10);
        } else if (name == "--runs") {
            runs = static_cast<std::uint32_t>(std::strtoul(values[i + 1], nullptr, 10));
        } else if (name == "--steps") {
            steps = static_cast<std::uint32_t>(std::strtoul(values[i + 1], nullptr, 10));
        }
    }
    if (build.empty()) {
        std::fprintf(stderr, "Usage: kill_test --build DIR [--seed N] [--runs N] [--steps N]\n");
        return 2;
    }
    // At least 20 in each step.
    return silhouette::stress::run(build, seed, runs != 0 ? runs : std::max(500u, 20 * (steps + 1)), steps);
}
