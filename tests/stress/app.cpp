#include "tests/stress/app.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace silhouette::stress {
namespace {

using namespace std::chrono_literals;

// Two frames of a thousand, so that the first makes a batch and the second is being sent.
constexpr std::uint32_t kHeavyBurst = 2'100;

}  // namespace

App::App(AppSettings settings, Endpoint& endpoint, Proxy& proxy)
    : settings_(std::move(settings)),
      endpoint_(endpoint),
      proxy_(proxy),
      hosts_(settings_.hosts),
      random_(settings_.seed) {
    hosts_.page().follow = settings_.follow;
    for (int who = 0; who < kHostsPerApp; ++who) {
        hosts_.start(who);
        hosts_.order(who, Word::stats);
    }
}

void App::pause_ms(double most) {
    std::this_thread::sleep_for(std::chrono::microseconds(draw(static_cast<std::uint32_t>(most * 1'000) + 1)));
}

void App::run(std::atomic<std::uint64_t>& toggles, std::uint64_t enough) {
    for (std::uint64_t round = 0; toggles < enough; ++round) {
        // The schedule is drawn before anything is done, so that it does not depend on how quick the machine is.
        const std::uint32_t kind = draw(1'000);
        const Cycle cycle = kind < 15 ? Cycle::calm : kind < 650 ? Cycle::heavy : Cycle::light;
        const bool search_memory = round % settings_.search_memory_every == settings_.search_memory_every / 2;
        const bool search_files = search_memory || draw(settings_.search_files_every) == 0;
        if (cycle == Cycle::calm) {
            // Both hosts have followed what was closed before, so that what they count is of the next session only.
            std::this_thread::sleep_for(std::chrono::nanoseconds(settings_.follow));
        }
        for (HostPage& host : hosts_.page().host) {
            host.certain = 0;
            host.burst = cycle == Cycle::heavy ? kHeavyBurst : cycle == Cycle::calm ? 60 : draw(12);
            host.pause_us = cycle == Cycle::calm ? 5'000 : 400;
        }
        look_for_captures();
        open();
        stay_open(cycle);
        close(search_files, search_memory);
        result_.toggles += 2;
        toggles += 2;
        if (draw(settings_.crash_every) == 0) {
            crash(static_cast<int>(draw(kHostsPerApp)));
        }
        pause_ms(draw(4) == 0 ? 12 : 3);
    }
}

void App::open() {
    const std::uint32_t way = draw(100);
    const int who = static_cast<int>(draw(kHostsPerApp));
    AppPage& page = hosts_.page();
    // In both cases the phase turns even before anything allows.
    if (tenant_is_off_) {
        page.phase.fetch_add(page.phase.load() % 2);
        if (!result_.closings.empty()) {
            result_.closings.back().reopened = wall_clock();
        }
        endpoint_.allow(settings_.hosts.tenant, true);
        tenant_is_off_ = false;
        return;
    }
    if (way < 98) {
        if (!result_.closings.empty()) {
            result_.closings.back().reopened = wall_clock();
        }
        const auto report = hosts_.order(who, Word::yes);
        if (!report || report->status != SIL_OK) {
            not_taken(who, "yes", report);
        }
        return;
    }
    page.phase.fetch_add(page.phase.load() % 2);
    if (!result_.closings.empty()) {
        result_.closings.back().reopened = wall_clock();
    }
    ++result_.by_command;
    Child({settings_.command, "consent", "on", "--app", settings_.hosts.app}, {},
          {"XDG_STATE_HOME=" + (settings_.hosts.folder / "state").string()}, "/dev/null")
        .wait();
}

void App::stay_open(Cycle cycle) {
    switch (cycle) {
        case Cycle::light:
            pause_ms(6);
            break;
        case Cycle::heavy: {
            const auto until = std::chrono::steady_clock::now() + std::max(300ms, slow() * 300ms);
            while (!proxy_.upload_runs_now(settings_.first_host) && !proxy_.upload_runs_now(settings_.first_host + 1) &&
                   std::chrono::steady_clock::now() < until) {
                std::this_thread::sleep_for(500us);
            }
            pause_ms(2);
            break;
        }
        case Cycle::calm:
            deliver_everything();
            break;
    }
    if (draw(50) == 0) {
        const int who = static_cast<int>(draw(kHostsPerApp));
        ++result_.pauses;
        hosts_.order(who, Word::pause);
        pause_ms(3);
        hosts_.order(who, Word::resume);
    }
    if (draw(settings_.crash_every) == 0) {
        crash(static_cast<int>(draw(kHostsPerApp)));
    }
}

// No more clicks, and all that were made are at the endpoint.
void App::deliver_everything() {
    const auto until = std::chrono::steady_clock::now() + std::max(5s, slow() * 5s);
    for (int who = 0; who < kHostsPerApp; ++who) {
        HostPage& host = hosts_.page().host[who];
        while (host.certain < 60 && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(5ms);
        }
        host.pause_us = 0;
        std::this_thread::sleep_for(10ms);  // a click that is under way
        const std::uint32_t clicks = host.certain;
        const auto begun = hosts_.order(who, Word::session);
        const std::string session = host.session;
        ++result_.calm_tries;
        for (;;) {
            const auto report = hosts_.order(who, Word::stats);
            if (!begun || begun->status != SIL_OK || !report) {
                break;
            }
            look_at_books(who, *report);
            // The state is told a moment after the gate has opened.
            if (report->pending == 0 && report->state == SIL_STATE_RECORDING) {
                // The one that was asked for, still: a tenant's "no" that was long on its way may have ended it.
                const auto asked_again = hosts_.order(who, Word::session);
                if (asked_again && asked_again->status == SIL_OK && session == host.session) {
                    result_.calm.push_back({session, clicks, *begun, *report});
                }
                break;
            }
            if (std::chrono::steady_clock::now() > until) {
                // The network was too bad: these are not among those that have to arrive.
                break;
            }
            std::this_thread::sleep_for(5ms);
        }
    }
}

void App::not_taken(int who, const std::string& what, const std::optional<Report>& report) {
    if (report) {
        problem(what + " was not taken: " + std::to_string(report->status));
        return;
    }
    problem(what + " was not taken: host " + std::to_string(who) + " ended with " + hosts_.how_it_ended(who));
    crash(who);
}

void App::crash(int who) {
    ++result_.crashes;
    HostPage& host = hosts_.page().host[who];
    result_.issued_open += host.issued_open.exchange(0);
    result_.issued_closed += host.issued_closed.exchange(0);
    hosts_.kill(who);
    hosts_.start(who);
    if (!hosts_.order(who, Word::stats)) {
        problem("a host did not start again");
    }
}

AppResult App::take_result() {
    for (HostPage& host : hosts_.page().host) {
        result_.issued_open += host.issued_open;
        result_.issued_closed += host.issued_closed;
    }
    result_.exceptions = hosts_.exceptions();
    return std::move(result_);
}

}  // namespace silhouette::stress
