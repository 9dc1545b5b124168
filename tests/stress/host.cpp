// A host of the stress test: an app with a recorder, used through its public headers only. Its UI thread clicks without
// end, open or not; its main thread does what the judge orders; a third asks for everything that may be asked from any
// thread.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

#include "tests/stress/fault_points.h"
#include "tests/stress/numbers.h"
#include "tests/stress/page.h"
#include "tests/stress/window.h"

namespace silhouette::stress {
namespace {

class UiThread {
  public:
    UiThread(AppPage& app, int who) : app_(app), mine_(app.host[who]), who_(who) {}

    [[noreturn]] void run() {
        for (;;) {
            const std::uint32_t generation = sil_adapter_generation();
            if (generation != 0 && generation != window_.generation) {
                window_.define(generation);
                mine_.certain.store(0);
                for (std::uint32_t i = mine_.burst.load(); i > 0; --i) {
                    click();
                }
                mine_.burst_done.store(generation);
            }
            const std::uint32_t pause = mine_.pause_us.load();
            if (pause != 0) {
                click();
            }
            std::this_thread::sleep_for(std::chrono::microseconds(pause != 0 ? pause : 1'000));
        }
    }

  private:
    void click() {
        const std::uint64_t phase = app_.phase.load();
        const std::uint32_t pauses = mine_.pause_phase.load();
        const bool forbidden = is_forbidden(app_, who_, phase);
        const auto opening = static_cast<std::uint32_t>(phase / 2);
        if (opening != opening_) {
            opening_ = opening;
            sequence_ = 0;
        }
        if (sequence_ > kSequenceMask) {
            return;  // an opening that lasts longer than its numbers
        }
        const std::uint32_t number = ClickNumber{sequence_++, opening, forbidden}.packed();
        const std::uint32_t before = sil_adapter_generation();
        window_.click(number);
        const bool certain = before == window_.generation && sil_adapter_generation() == before;
        const bool changed = app_.phase.load() != phase || mine_.pause_phase.load() != pauses;
        if (changed) {
            const std::uint32_t place = mine_.exceptions.load();
            if (place < kExceptionsMax) {
                mine_.exception[place] = number;
                mine_.exceptions.store(place + 1);
            }
        }
        if (forbidden) {
            mine_.issued_closed.fetch_add(1, std::memory_order_relaxed);
        } else {
            mine_.issued_open.fetch_add(1, std::memory_order_relaxed);
            if (certain) {
                mine_.certain.fetch_add(1, std::memory_order_relaxed);
                mine_.last_click.store(wall_clock(), std::memory_order_release);
            }
        }
    }

    AppPage& app_;
    HostPage& mine_;
    int who_;
    Window window_;
    std::uint32_t opening_ = 0, sequence_ = 0;
};

Report carry_out(const Order& order, sil_recorder* recorder, AppPage& app, int who) {
    Report report;
    HostPage& mine = app.host[who];
    report.began = wall_clock();
    switch (order.word) {
        case Word::yes:
            app.phase.fetch_add(app.phase.load() % 2);
            report.status = sil_consent_set(recorder, SIL_CHOICE_YES, 1);
            break;
        case Word::no:
            begin_closing();
            report.status = sil_consent_set(recorder, SIL_CHOICE_NO, 1);
            report.returned = wall_clock();
            app.closer.store(static_cast<std::uint32_t>(who));
            app.closed_at.store(report.returned);
            app.phase.fetch_add(1 - app.phase.load() % 2);
            break;
        case Word::pause:
            report.status = sil_pause(recorder);
            mine.pause_phase.fetch_add(1);
            break;
        case Word::resume:
            mine.pause_phase.fetch_add(1);
            report.status = sil_resume(recorder);
            break;
        case Word::session:
            report.status = sil_session_id(recorder, mine.session);
            break;
        case Word::stats:
            break;
        case Word::shut_down:
            report.status = sil_shutdown(recorder, order.number);
            break;
        case Word::die_at:
            die_at_step(order.number);
            break;
    }
    if (report.returned == 0) {
        report.returned = wall_clock();
    }
    if (order.word != Word::shut_down) {
        sil_stats stats{};
        stats.size = sizeof stats;
        sil_stats_now(recorder, &stats);
        report.state = sil_state_now(recorder);
        report.captured = stats.captured, report.sent = stats.sent, report.dropped = stats.dropped;
        report.wiped = stats.wiped, report.pending = stats.pending;
    }
    return report;
}

const char* argument(int count, char** values, const std::string& name) {
    for (int i = 1; i + 1 < count; ++i) {
        if (name == values[i]) {
            return values[i + 1];
        }
    }
    std::fprintf(stderr, "host: %s is missing\n", name.c_str());
    std::exit(2);
}

int run(int count, char** values) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int orders = std::atoi(argument(count, values, "--orders"));
    const int who = std::atoi(argument(count, values, "--who"));
    void* const memory = ::mmap(nullptr, sizeof(AppPage), PROT_READ | PROT_WRITE, MAP_SHARED,
                                std::atoi(argument(count, values, "--page")), 0);
    if (memory == MAP_FAILED) {
        return 2;
    }
    AppPage& app = *static_cast<AppPage*>(memory);

    sil_options options = SIL_OPTIONS_INIT;
    options.app = argument(count, values, "--app");
    options.app_version = argument(count, values, "--version");
    options.tenant = argument(count, values, "--tenant");
    options.endpoint = argument(count, values, "--endpoint");
    options.key = argument(count, values, "--key");
    options.ca_file = argument(count, values, "--ca");
    options.state_dir = argument(count, values, "--state");
    options.cache_dir = argument(count, values, "--cache");
    options.level = SIL_LEVEL_INTERACTIONS;
    options.queue_events = 16'384;
    options.batch_bytes = static_cast<std::uint32_t>(std::atoi(argument(count, values, "--batch-bytes")));
    options.batch_ms = 100;
    if (std::getenv("STRESS_LOG") != nullptr) {
        options.log = [](sil_log_severity, const char* message, void*) { std::fprintf(stderr, "%s\n", message); };
    }
    sil_recorder* recorder = nullptr;
    if (sil_start(&options, &recorder) != SIL_OK) {
        return 3;
    }
    if (!attach(recorder)) {
        return 4;
    }
    std::thread([&app, who] { UiThread(app, who).run(); }).detach();
    std::thread([recorder] {
        for (;;) {
            sil_stats stats{};
            stats.size = sizeof stats;
            sil_stats_now(recorder, &stats);
            sil_state_now(recorder);
            sil_consent_choice(recorder);
            sil_user_setting_visible(recorder);
            std::this_thread::sleep_for(std::chrono::milliseconds(7));
        }
    }).detach();

    Order order;
    while (::recv(orders, &order, sizeof order, 0) == static_cast<ssize_t>(sizeof order)) {
        const Report report = carry_out(order, recorder, app, who);
        ::send(orders, &report, sizeof report, MSG_NOSIGNAL);
        if (order.word == Word::shut_down) {
            break;
        }
    }
    std::_Exit(0);
}

}  // namespace
}  // namespace silhouette::stress

int main(int count, char** values) {
    return silhouette::stress::run(count, values);
}
