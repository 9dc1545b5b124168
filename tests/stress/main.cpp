// The stress test: see README.md.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "tests/stress/app.h"
#include "tests/stress/endpoint.h"
#include "tests/stress/judge.h"
#include "tests/stress/proxy.h"

namespace silhouette::stress {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::uint64_t seed = 0, toggles = 20'000;
    std::optional<std::uint64_t> floor_upload, floor_queue;
    int apps = 4;
    std::int64_t follow_ms = kFollow / 1'000'000;
    std::uint32_t search_memory_every = 50, crash_every = 250;
    bool keep = false;
    fs::path build, host, traces;
};

[[noreturn]] void usage() {
    std::fprintf(
        stderr,
        "Usage: stress --build DIR [--host PROGRAM] [--seed N] [--toggles N] [--apps N] [--floor-upload N] "
        "[--floor-queue N]\n"
        "              [--follow-ms N] [--search-memory-every N] [--crash-every N] [--traces FOLDER] [--keep]\n");
    std::exit(2);
}

Options read_options(int count, char** values) {
    Options options;
    options.seed = std::random_device()();
    if (const char* const length = std::getenv("SILHOUETTE_TEST_LENGTH"); length != nullptr && *length == 'l') {
        options.toggles = 100'000;
    }
    for (int i = 1; i < count; ++i) {
        const std::string name = values[i];
        if (name == "--keep") {
            options.keep = true;
            continue;
        }
        if (++i == count) {
            usage();
        }
        if (name == "--host") {
            options.host = fs::absolute(values[i]);
            continue;
        }
        if (name == "--traces") {
            options.traces = fs::absolute(values[i]);
            continue;
        }
        if (name == "--build") {
            options.build = fs::absolute(values[i]);
            continue;
        }
        const std::uint64_t number = std::strtoull(values[i], nullptr, 10);
        if (name == "--seed") {
            options.seed = number;
        } else if (name == "--toggles") {
            options.toggles = number;
        } else if (name == "--apps") {
            options.apps = static_cast<int>(number);
        } else if (name == "--floor-upload") {
            options.floor_upload = number;
        } else if (name == "--floor-queue") {
            options.floor_queue = number;
        } else if (name == "--follow-ms") {
            options.follow_ms = static_cast<std::int64_t>(number);
        } else if (name == "--search-memory-every") {
            options.search_memory_every = static_cast<std::uint32_t>(number);
        } else if (name == "--crash-every") {
            options.crash_every = static_cast<std::uint32_t>(number);
        } else {
            usage();
        }
    }
    if (options.crash_every == 0 || options.build.empty() || options.apps < 1) {
        usage();
    }
    if (options.host.empty()) {
        options.host = options.build / "bin/stress_host";
    }
    return options;
}

// In memory where there is such a place: a closing waits for the disk twice, and disks are not what is under test.
fs::path make_folder() {
    std::string name = fs::exists("/dev/shm") ? "/dev/shm/stress-XXXXXX" : "/tmp/stress-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        std::perror("stress");
        std::exit(2);
    }
    return name;
}

double percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void print_gone(std::vector<std::int64_t> times) {
    if (times.empty()) {
        return;
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return static_cast<double>(times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]) /
               1e6;
    };
    std::printf("  files gone after a closing: %zu looked at, p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n",
                times.size(), at(0.5), at(0.99), at(1));
}

int run(const Options& options) {
    std::printf("stress: seed %llu, %llu toggles, %d apps of %d hosts\n", static_cast<unsigned long long>(options.seed),
                static_cast<unsigned long long>(options.toggles), options.apps, kHostsPerApp);
    std::fflush(stdout);
    const fs::path folder = make_folder();
    Verdict verdict;
    std::uint64_t made = 0;
    std::vector<AppResult> results;
    const auto began = std::chrono::steady_clock::now();
    {
        Endpoint endpoint((options.build / "bin/silhouette").string(), folder);
        Proxy proxy(options.seed);
        proxy.set_endpoint(endpoint.port());
        Faults faults;
        faults.hold_unread = 430, faults.hold_read = 430, faults.reset = 30, faults.slow = 20;
        faults.hold_from = kVerdictBytesMax + 1, faults.hold_to = 6'000;
        faults.hold_for = 700'000'000;

        std::vector<std::unique_ptr<App>> apps;
        for (int i = 0; i < options.apps; ++i) {
            AppSettings settings;
            settings.seed = options.seed * 1'000 + static_cast<std::uint64_t>(i);
            settings.follow = options.follow_ms * 1'000'000;
            settings.command = (options.build / "bin/silhouette").string();
            settings.first_host = i * kHostsPerApp;
            settings.search_memory_every = options.search_memory_every;
            settings.crash_every = options.crash_every;
            settings.hosts.program = options.host.string();
            settings.hosts.app = settings.hosts.tenant = "stress" + std::to_string(i);
            settings.hosts.key = endpoint.add_tenant(settings.hosts.tenant);
            settings.hosts.ca_file = endpoint.ca_file().string();
            // Reading the system's trust store costs 20 ms a connection, and nothing here is signed by it.
            settings.hosts.variables = {"SSL_CERT_FILE=/dev/null", "SSL_CERT_DIR=/nonexistent",
                                        // A race that is found ends the host, which is told of.
                                        "TSAN_OPTIONS=halt_on_error=1:suppressions=" TSAN_SUPPRESSIONS};
            settings.hosts.folder = folder / settings.hosts.app;
            for (std::uint16_t& port : settings.hosts.ports) {
                port = proxy.add_host();
            }
            for (int who = 0; who < kHostsPerApp; ++who) {
                proxy.set_faults(settings.first_host + who, faults);
            }
            apps.push_back(std::make_unique<App>(std::move(settings), endpoint, proxy));
        }
        std::atomic<std::uint64_t> toggles{0};
        std::vector<std::thread> threads;
        for (const auto& app : apps) {
            threads.emplace_back([&] { app->run(toggles, options.toggles); });
        }
        for (std::thread& one : threads) {
            one.join();
        }
        made = toggles;
        for (const auto& app : apps) {
            results.push_back(app->take_result());
        }
        endpoint.stop();
        const auto network = proxy.records();
        const Stored stored = read_stored(endpoint.data(), verdict.problems);
        for (int i = 0; i < options.apps; ++i) {
            const Judged app{"stress" + std::to_string(i), i * kHostsPerApp, options.follow_ms * 1'000'000,
                             &results[i]};
            judge(app, stored, network, verdict);
            if (!options.traces.empty()) {
                fs::create_directories(options.traces);
                write_traces(app, network, options.traces);
            }
        }
    }
    AppResult sum;
    for (AppResult& one : results) {
        sum.crashes += one.crashes, sum.pauses += one.pauses, sum.by_command += one.by_command;
        sum.by_tenant += one.by_tenant, sum.memory_searches += one.memory_searches, sum.key_checks += one.key_checks;
        sum.second_searches += one.second_searches;
        sum.issued_open += one.issued_open, sum.issued_closed += one.issued_closed;
        sum.files_gone.insert(sum.files_gone.end(), one.files_gone.begin(), one.files_gone.end());
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    const auto n = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
    std::printf("  %llu toggles in %.0f s: %llu by command, %llu by the tenant; %llu crashes, %llu pauses\n", n(made),
                seconds, n(sum.by_command), n(sum.by_tenant), n(sum.crashes), n(sum.pauses));
    std::printf("  %llu closings of a host: %llu hit a running upload, %llu a non-empty queue\n", n(verdict.closings),
                n(verdict.hit_upload), n(verdict.hit_queue));
    std::printf("  clicks: %llu issued while open, %llu while closed, %llu stored\n", n(sum.issued_open),
                n(sum.issued_closed), n(verdict.stored));
    std::printf("  of %llu clicks whose session was left in peace %llu arrived (%.2f %%)\n", n(verdict.calm_clicks),
                n(verdict.calm_arrived), percent(verdict.calm_arrived, verdict.calm_clicks));
    std::printf("  %llu connections, %llu bytes from hosts; %llu keys looked for, %llu memories searched\n",
                n(verdict.connections), n(verdict.bytes_seen), n(sum.key_checks), n(sum.memory_searches));
    std::printf("  of %llu pieces of bytes from hosts %llu without a time\n", n(verdict.pieces), n(verdict.unstamped));
    std::printf("  %llu memories were searched once more, since a host may follow later\n", n(sum.second_searches));
    print_gone(sum.files_gone);

    // A quarter of all toggles: 5,000 of 20,000.
    if (verdict.hit_upload < options.floor_upload.value_or(options.toggles / 4)) {
        verdict.problems.push_back("too few closings hit a running upload");
    }
    if (verdict.hit_queue < options.floor_queue.value_or(options.toggles / 4)) {
        verdict.problems.push_back("too few closings hit a non-empty queue");
    }
    if (2 * verdict.calm_sessions < verdict.calm_tries) {
        verdict.problems.push_back("of " + std::to_string(verdict.calm_tries) +
                                   " sessions that were left in peace only " + std::to_string(verdict.calm_sessions) +
                                   " were delivered");
    }
    if (percent(verdict.calm_arrived, verdict.calm_clicks) < 99) {
        verdict.problems.push_back("fewer than 99 % of the clicks arrived");
    }
    for (const std::string& one : verdict.problems) {
        std::printf("  WRONG %s\n", one.c_str());
    }
    std::printf("stress: %zu problems%s\n", verdict.problems.size(),
                verdict.problems.empty() ? "" : "; run it again with the seed above");
    if (options.keep) {
        std::printf("  kept: %s\n", folder.c_str());
    } else {
        fs::remove_all(folder);
    }
    return verdict.problems.empty() ? 0 : 1;
}

}  // namespace
}  // namespace silhouette::stress

int main(int count, char** values) {
    return silhouette::stress::run(silhouette::stress::read_options(count, values));
}
