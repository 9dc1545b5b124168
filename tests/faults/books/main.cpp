// The test of the books: see README.md.
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

#include "platform/mapped_words.h"
#include "tests/faults/books/front.h"
#include "tests/faults/books/judge.h"
#include "tests/stress/child.h"
#include "tests/stress/endpoint.h"
#include "tests/stress/proxy.h"

namespace silhouette::books {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kApps = 2;  // processes of one app at a time
constexpr int kBatchMilliseconds = 400;

struct Options {
    fs::path build;
    std::uint64_t seed = std::random_device()();
    std::uint32_t clicks = 30'000;
    bool keep = false;
};

Options read_options(int count, char** values) {
    Options options;
    if (const char* const length = std::getenv("SILHOUETTE_TEST_LENGTH"); length != nullptr && *length == 'l') {
        options.clicks = 1'000'000;
    }
    for (int i = 1; i < count; ++i) {
        const std::string name = values[i];
        if (name == "--keep") {
            options.keep = true;
        } else if (i + 1 < count && name == "--build") {
            options.build = values[++i];
        } else if (i + 1 < count && name == "--seed") {
            options.seed = std::strtoull(values[++i], nullptr, 10);
        } else if (i + 1 < count && name == "--clicks") {
            options.clicks = static_cast<std::uint32_t>(std::strtoul(values[++i], nullptr, 10));
        } else {
            options.build.clear();
            break;
        }
    }
    if (options.build.empty()) {
        std::fprintf(stderr, "Usage: books --build DIR [--clicks N] [--seed N] [--keep]\n");
        std::exit(2);
    }
    return options;
}

int memory_of(std::size_t words) {
    const int descriptor = ::memfd_create("books", MFD_CLOEXEC);
    if (descriptor < 0 || ::ftruncate(descriptor, static_cast<off_t>(words * sizeof(std::uint64_t))) != 0) {
        throw std::runtime_error("no shared memory");
    }
    return descriptor;
}

platform::MappedWords map(int descriptor, std::size_t words) {
    auto mapped = platform::MappedWords::from_descriptor(::dup(descriptor), words);
    if (mapped.words().empty()) {
        throw std::runtime_error("memory that cannot be mapped");
    }
    return mapped;
}

class Run {
  public:
    Run(const Options& options, const fs::path& folder)
        : options_(options),
          folder_(folder),
          random_(options.seed),
          ledger_descriptor_(memory_of(Ledger::words_for(options.clicks))),
          ledger_words_(map(ledger_descriptor_, Ledger::words_for(options.clicks))),
          ledger_(ledger_words_.words(), options.clicks),
          endpoint_((options.build / "bin/silhouette").string(), folder),
          front_(options.seed, endpoint_.ca_file()),
          proxy_(options.seed) {
        key_ = endpoint_.add_tenant("acme");
        allowed_since_ = endpoint_.allowed_since("acme");
        front_.set_endpoint(endpoint_.port());
        front_.set_allowed_since(allowed_since_);
        proxy_.set_endpoint(front_.port());
        for (App& app : apps_) {
            app.port = proxy_.add_host();
        }
        hostile(true);
    }

    Verdict carry_out() {
        auto endpoint_dies = in(4'000, 10'000);
        for (App& app : apps_) {
            start(app);
        }
        while (!ledger_.all_out()) {
            const auto now = Clock::now();
            for (App& app : apps_) {
                if (now >= app.dies) {
                    end(app);
                    start(app);
                }
                if (const std::string how = app.child.how_it_ended(); !how.empty()) {
                    throw std::runtime_error("an app ended by itself: " + how);
                }
            }
            if (now >= endpoint_dies) {
                endpoint_.kill_and_start_again();
                front_.set_endpoint(endpoint_.port());
                endpoint_dies = in(4'000, 10'000);
                ++endpoint_deaths_;
            }
            std::this_thread::sleep_for(2ms);
        }
        ledger_.hold(true);
        hostile(false);
        // Anew: who was turned away often waits for minutes before it tries again.
        for (App& app : apps_) {
            end(app);
        }
        for (App& app : apps_) {
            start(app);
        }
        wait_until_drained();
        for (App& app : apps_) {
            end(app);
        }
        endpoint_.stop();
        return judge(ledger_, lives_, endpoint_.data());
    }

    void print(const Verdict& verdict) const {
        const auto faults = front_.counts();
        std::printf(
            "clicks issued %llu, stored %llu, in memory at a kill %llu (the oldest for %llu ms); of %llu that were "
            "surely captured %.3f %% are stored\n",
            one(verdict.issued), one(verdict.stored), one(verdict.crashed), one(verdict.oldest_crashed),
            one(verdict.certain), percent(verdict.certain_stored, verdict.certain));
        std::printf("items captured %llu, sent %llu and by others %llu, stored %llu, dropped %llu and by others %llu\n",
                    one(verdict.captured), one(verdict.sent), one(verdict.taken_sent), one(verdict.stored_items),
                    one(verdict.dropped), one(verdict.taken_dropped));
        for (std::size_t reason = 0; reason < verdict.by_reason.size(); ++reason) {
            if (verdict.by_reason[reason] > 0) {
                std::printf("  dropped for reason %zu: %llu\n", reason, one(verdict.by_reason[reason]));
            }
        }
        std::printf(
            "app killed %zu times, endpoint %u times; %zu connections, %llu requests: %llu server errors, %llu "
            "429, %llu stalls, %llu answers lost, %llu without an endpoint\n",
            lives_.size() - kApps, endpoint_deaths_, proxy_.connections_of(0) + proxy_.connections_of(1),
            one(faults.requests), one(faults.server_errors), one(faults.too_many), one(faults.stalls),
            one(faults.lost_answers), one(faults.unreachable));
    }

  private:
    struct App {
        std::uint16_t port = 0;
        stress::Child child;
        std::size_t life = 0;
        int counters = -1;
        Clock::time_point dies;
    };

    static unsigned long long one(std::uint64_t number) { return number; }
    static double percent(std::uint64_t part, std::uint64_t whole) {
        return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    }

    Clock::time_point in(unsigned from, unsigned to) {
        return Clock::now() + std::chrono::milliseconds(from + random_() % (to - from));
    }

    void hostile(bool yes) {
        stress::Faults network;
        if (yes) {
            network.reset = 100;
            network.hold_read = 20, network.hold_unread = 20;
            network.hold_to = 8'000;
            network.hold_for = 1'500'000'000;
        }
        for (int app = 0; app < kApps; ++app) {
            proxy_.set_faults(app, network);
        }
        front_.set_rates(yes ? Rates{} : Rates{0, 0, 0, 0});
    }

    void start(App& app) {
        app.life = lives_.size();
        lives_.emplace_back();
        app.counters = memory_of(recorder::kCounterWords);
        const int key = ::memfd_create("key", MFD_CLOEXEC);
        if (::write(key, key_.data(), key_.size()) != static_cast<ssize_t>(key_.size())) {
            throw std::runtime_error("no memory for the key");
        }
        const std::string program = (options_.build / "bin/books_host").string();
        app.child = stress::Child(
            {program, "3", std::to_string(options_.clicks), std::to_string(app.life), "1"},
            {{ledger_descriptor_, 3}, {key, 4}, {app.counters, 5}},
            {"SILHOUETTE_EXECUTABLE=" + fs::canonical(program).string(), "SILHOUETTE_APP=books",
             "SILHOUETTE_ENDPOINT=https://127.0.0.1:" + std::to_string(app.port), "SILHOUETTE_TENANT=acme",
             "SILHOUETTE_KEY_FD=4", "SILHOUETTE_COUNTERS_FD=5",
             "SILHOUETTE_CA=" + (transport::certificates() / "ca.pem").string(), "SILHOUETTE_OPT_IN=run",
             "SILHOUETTE_VERDICT=1 1 1000 86400 " + std::to_string(allowed_since_),
             "SILHOUETTE_BATCH_MS=" + std::to_string(kBatchMilliseconds),
             "XDG_STATE_HOME=" + (folder_ / "state").string(), "XDG_CACHE_HOME=" + (folder_ / "cache").string()});
        ::close(key);
        app.dies = in(3'000, 9'000);
    }

    // kill -9, and keeps what its counters said.
    void end(App& app) {
        app.child.kill();
        Life& life = lives_[app.life];
        life.ended = milliseconds_now();
        const auto words = map(app.counters, recorder::kCounterWords);
        for (std::size_t word = 0; word < life.counters.size(); ++word) {
            life.counters[word] = words.words()[word].load();
        }
        ::close(app.counters);
    }

    bool is_drained() const {
        for (const App& app : apps_) {
            const auto mapped = map(app.counters, recorder::kCounterWords);
            const auto words = mapped.words();
            std::uint64_t gone = words[recorder::kWordSent] + words[recorder::kWordWiped];
            for (std::size_t reason = 0; reason < recorder::kDropReasons; ++reason) {
                gone += words[recorder::kWordDropped + reason];
            }
            if (words[recorder::kWordCaptured] != gone) {
                return false;
            }
        }
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder_ / "cache/silhouette/books/spool", error)) {
            if (entry.path().extension() == ".segment") {
                return false;
            }
        }
        return true;
    }

    void wait_until_drained() const {
        const auto until = Clock::now() + 10min;
        while (!is_drained()) {
            if (Clock::now() > until) {
                throw std::runtime_error("what waits in the spool is not sent");
            }
            std::this_thread::sleep_for(20ms);
        }
    }

    const Options& options_;
    fs::path folder_;
    std::mt19937_64 random_;
    int ledger_descriptor_;
    platform::MappedWords ledger_words_;
    Ledger ledger_;
    stress::Endpoint endpoint_;
    Front front_;
    stress::Proxy proxy_;
    std::string key_;
    std::uint64_t allowed_since_ = 0;
    App apps_[kApps];
    std::vector<Life> lives_;
    unsigned endpoint_deaths_ = 0;
};

int run(const Options& options) {
    std::string name = (fs::temp_directory_path() / "silhouette-books-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        return 1;
    }
    std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
    std::fflush(stdout);
    bool well = false;
    try {
        Run run(options, name);
        const Verdict verdict = run.carry_out();
        run.print(verdict);
        for (const std::string& problem : verdict.problems) {
            std::printf("PROBLEM: %s\n", problem.c_str());
        }
        const bool enough = verdict.certain > 0 && verdict.certain_stored * 100 >= verdict.certain * 99;
        if (!enough) {
            std::printf("PROBLEM: fewer than 99 %% of what was surely captured arrived\n");
        }
        well = enough && verdict.problems.empty();
    } catch (const std::exception& error) {
        std::printf("PROBLEM: %s\n", error.what());
    }
    if (options.keep || !well) {
        std::printf("kept: %s\n", name.c_str());
    } else {
        std::error_code ignored;
        fs::remove_all(name, ignored);
    }
    return well ? 0 : 1;
}

}  // namespace
}  // namespace silhouette::books

int main(int count, char** values) {
    return silhouette::books::run(silhouette::books::read_options(count, values));
}
