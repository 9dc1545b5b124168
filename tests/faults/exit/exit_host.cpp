// An app that records and then ends in the way that it is told, without or with saying so to the recorder. Prints what
// the driver asks for; what its recorder calls after the app's own objects are gone ends it with a status of its own.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

#include "tests/stress/window.h"

namespace {

using namespace std::chrono_literals;

constexpr int kCalledTooLate = 99;

// As an app's logger: an object that is gone after main().
class Logger {
  public:
    ~Logger() { is_gone_ = true; }
    void write(const char* text) {
        if (is_gone_) {
            ::_exit(kCalledTooLate);
        }
        last_ = text;
    }

  private:
    std::string last_;
    static inline std::atomic<bool> is_gone_{false};
} logger;

sil_recorder* recorder = nullptr;
std::atomic<bool> clicks_on{true};

// An app that shuts the recorder down when its static objects go.
struct ShutDownAtExit {
    bool wanted = false;
    ~ShutDownAtExit() {
        if (wanted) {
            sil_shutdown(recorder, 100);
        }
    }
} shut_down_at_exit;

void log_message(sil_log_severity, const char* text, void*) {
    logger.write(text);
}

bool start(const char* url, const char* ca, const std::string& folder) {
    if (std::getenv("SILHOUETTE_VERDICT") != nullptr) {
        return sil_start_from_variables(environ, &recorder) == SIL_OK;
    }
    const std::string state = folder + "/state", cache = folder + "/cache";
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "exits";
    options.tenant = "acme";
    options.endpoint = url;
    options.key = "key";
    options.ca_file = ca;
    options.state_dir = state.c_str();
    options.cache_dir = cache.c_str();
    options.batch_ms = 100;
    options.log = log_message;
    return sil_start(&options, &recorder) == SIL_OK && sil_consent_for_this_run(recorder) == SIL_OK &&
           sil_on_state_change(
               recorder, [](sil_state, void*) { logger.write("state"); }, nullptr) == SIL_OK;
}

void click_on() {
    silhouette::stress::Window window;
    for (std::uint32_t number = 0; clicks_on; ++number) {
        const std::uint32_t generation = sil_adapter_generation();
        if (generation != 0 && generation != window.generation) {
            window.define(generation);
        }
        window.click(number % 1'000);
        std::this_thread::sleep_for(1ms);
    }
}

void shut_down_measured(unsigned deadline) {
    const auto began = std::chrono::steady_clock::now();
    sil_shutdown(recorder, deadline);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    std::printf("%.1f\n", took.count());
    std::fflush(stdout);
}

sil_stats stats_now() {
    sil_stats stats{};
    stats.size = sizeof stats;
    sil_stats_now(recorder, &stats);
    return stats;
}

// A child without exec, one with, and one by posix_spawn. The first clicks and asks, and ends as any program does.
bool has_silent_children() {
    const pid_t child = ::fork();
    if (child == 0) {
        const bool silent = sil_state_now(recorder) == SIL_STATE_FORKED_CHILD && sil_adapter_generation() == 0 &&
                            sil_consent_for_this_run(recorder) == SIL_ERROR_FORKED &&
                            sil_shutdown(recorder, 0) == SIL_ERROR_FORKED;
        silhouette::stress::Window window;
        window.define(1);
        window.click(1);
        std::exit(silent ? 5 : 6);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 5) {
        return false;
    }
    const pid_t other = ::vfork();
    if (other == 0) {
        ::execl("/bin/true", "true", nullptr);
        ::_exit(1);
    }
    if (::waitpid(other, &status, 0) != other || status != 0) {
        return false;
    }
    char name[] = "true";
    char* const arguments[] = {name, nullptr};
    pid_t spawned = 0;
    return ::posix_spawn(&spawned, "/bin/true", nullptr, nullptr, arguments, environ) == 0 &&
           ::waitpid(spawned, &status, 0) == spawned && status == 0;
}

// Asleep, with nothing left to send; says when that begins and ends.
void stay_idle(unsigned seconds) {
    clicks_on = false;
    while (stats_now().pending != 0) {
        std::this_thread::sleep_for(10ms);
    }
    std::this_thread::sleep_for(3s);  // the queue's last rounds
    std::printf("idle\n");
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    std::printf("end\n");
    std::fflush(stdout);
}

[[noreturn]] void end(const std::string& way, unsigned number) {
    if (way == "exit") {
        std::exit(7);
    } else if (way == "exit-on-another-thread") {
        std::thread([] { std::exit(7); }).detach();
    } else if (way == "_exit") {
        ::_exit(7);
    } else if (way == "quick_exit") {
        std::quick_exit(7);
    } else if (way == "abort") {
        std::abort();
    } else if (way == "exception") {
        throw std::runtime_error("nobody catches it");
    } else if (way == "static") {
        shut_down_at_exit.wanted = true;
        std::exit(7);
    } else if (way == "shutdown") {
        shut_down_measured(number);
        std::exit(7);
    } else if (way == "idle") {
        stay_idle(number);
        ::_exit(7);
    } else if (way == "fork") {
        const bool silent = has_silent_children();
        const auto before = stats_now();
        std::this_thread::sleep_for(300ms);  // the parent goes on
        const bool goes_on = stats_now().captured > before.captured && stats_now().sent >= before.sent;
        clicks_on = false;
        std::this_thread::sleep_for(20ms);
        const auto captured = stats_now().captured;
        sil_shutdown(recorder, 5'000);
        std::printf("%llu\n", static_cast<unsigned long long>(captured));
        std::fflush(stdout);
        std::exit(silent && goes_on ? 7 : 8);
    } else if (way == "shutdown-while-clicking") {
        sil_shutdown(recorder, number);
        std::this_thread::sleep_for(20ms);  // clicks go on: into nothing
        std::exit(7);
    }
    for (;;) {
        ::pause();
    }
}

}  // namespace

int main(int count, char** values) {
    if (count < 5) {
        std::fprintf(stderr, "Usage: exit_host URL CA FOLDER WAY [NUMBER [CLICK-MICROSECONDS]]\n");
        return 2;
    }
    const unsigned number = count > 5 ? static_cast<unsigned>(std::strtoul(values[5], nullptr, 10)) : 0;
    const auto clicks_for = std::chrono::microseconds(count > 6 ? std::strtoul(values[6], nullptr, 10) : 300'000);
    if (!start(values[1], values[2], values[3]) || !silhouette::stress::attach(recorder)) {
        return 3;
    }
    std::thread(click_on).detach();
    const auto until = std::chrono::steady_clock::now() + 120s;  // it may be traced, on a busy machine
    while (sil_state_now(recorder) != SIL_STATE_RECORDING) {
        if (std::chrono::steady_clock::now() > until) {
            return 4;
        }
        std::this_thread::sleep_for(1ms);
    }
    std::this_thread::sleep_for(clicks_for);
    if (std::string(values[4]) == "shutdown") {
        clicks_on = false;
    }
    end(values[4], number);
}
