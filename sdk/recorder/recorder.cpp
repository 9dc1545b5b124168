// The recorder thread: its beginning and its end.
#include <sys/eventfd.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "platform/last_error.h"
#include "platform/own_thread.h"
#include "platform/process.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using namespace std::chrono_literals;

Recorder::State::State(Settings given, boundary::Page& shared, OutletFactory factory)
    : settings(std::move(given)),
      page(shared),
      outlets(std::move(factory)),
      wake_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      books(shared, settings.counters_descriptor),
      hooks(shared.gate),
      epoch(parts()) {
    if (wake_descriptor < 0) {
        throw std::system_error(platform::last_error());
    }
    page.wake_descriptor.store(wake_descriptor, std::memory_order_relaxed);
    page.pauses.store(0, std::memory_order_relaxed);
    page.asleep.store(1, std::memory_order_relaxed);
    yes_for_this_run = settings.yes_for_this_run;
    chosen_scope = epoch_scope = privacy::scope_of(settings.app, settings.account);
    if (chosen_scope.empty() && !settings.account.empty()) {
        throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
    }
    if (settings.choice != nullptr) {
        held = settings.held;
        settle_answer();
    }
    if (settings.verdict) {
        keep_verdict(*settings.verdict);
    }
    tenant_allows = tenant() == privacy::TenantState::allowed;
    teller.change_to(closed_state());
}

Recorder::State::~State() {
    page.gate.close();
    page.asleep.store(0, std::memory_order_relaxed);
    page.many.store(0, std::memory_order_relaxed);
    page.wake_descriptor.store(-1, std::memory_order_relaxed);
    ::close(wake_descriptor);
}

void Recorder::State::run() {
    platform::prepare_own_thread("silhouette");
    const platform::OwnThread own;
    try {
        loop.watch(wake_descriptor, [this] { woken(); });
        settings.routes.pack();
        watch_choice();
        platform::remove_abandoned_files(app_state());
        read_policy();
        read_stored_choice(true);
        // Behind the reading, so that it is told.
        privacy::set_damaged_aside(settings.state, scope());
        reconsider();
        erase_what_was_left();
        loop.run();
        platform::stop_here_at_process_end();
    } catch (...) {
        // Memory ran out, most likely. The host lives on without us.
        page.gate.close();
        try {
            epoch.silence({}, epoch::Disk::wait, epoch::Whose::own);
            announce(SIL_STATE_STOPPED);
            message(SIL_LOG_ERROR, "The recorder thread ended early.");
        } catch (...) {  // nor is there any to say so; the gate is shut
        }
    }
    page.gate.close();
    try {
        session.reset();
        page.buffers.store(nullptr, std::memory_order_release);
        if (!wait_until_nobody_is_inside()) {
            // Rather lost than read by a host thread after it is gone.
            static_cast<void>(buffers.release());
            for (auto& one : retired) {
                static_cast<void>(one.release());
            }
        }
        buffers.reset();
        retired.clear();
        drop_outlet();
        for (const auto& [of_scope, eraser] : erasers) {
            eraser->stop();
        }
        // A host's thread that waits for us does not pay for OpenSSL's trust stores.
        loop.run_leftovers();
        drop_outlet();
        // Before what they watch is closed: its numbers may be the host's a moment later.
        loop.unwatch_all();
        choice_watch.reset();
        policy_watch.reset();
        verdict_alarm.reset();
        erasers.clear();
        names.reset();
    } catch (...) {
        message(SIL_LOG_ERROR, "The recorder could not clean up.");
    }
    const std::lock_guard lock(end_mutex);
    has_ended = true;
    ended.notify_all();
}

// What was captured goes to transport, and nothing follows.
void Recorder::State::end_capturing() {
    loop.cancel_timer(Loop::drain);
    loop.cancel_timer(Loop::session);
    loop.cancel_timer(Loop::look_again);
    // An opening that was under way may have come in between.
    page.gate.close();
    if (epoch.is_closing()) {
        finish();
    }
    if (page.buffers.load() != nullptr) {
        wait_until_nobody_is_inside();
        drain();
        end_session();
    }
}

std::shared_ptr<Recorder> Recorder::start(Settings settings, boundary::Page& page, OutletFactory outlets) {
    auto state = std::make_unique<State>(std::move(settings), page, std::move(outlets));
    std::shared_ptr<Recorder> recorder(new Recorder(std::move(state)));
    const platform::SignalsBlocked blocked;  // a host's handler never runs on our thread
    // The thread keeps the recorder alive until it has ended.
    recorder->state_->thread = std::thread([recorder] { recorder->state_->run(); });
    return recorder;
}

Recorder::Recorder(std::unique_ptr<State> state) : state_(std::move(state)) {}

Recorder::~Recorder() {
    if (state_->thread.joinable()) {
        state_->thread.detach();
    }
}

void Recorder::shut_down(std::chrono::milliseconds deadline) {
    if (platform::process_ends()) {
        return;  // stop_at_exit() was here
    }
    State& state = *state_;
    const auto until = std::chrono::steady_clock::now() + deadline;
    state.ending = true;
    state.page.gate.close();
    state.hooks.follow_gate();
    state.hooks.detach();
    state.loop.post([&state, until] {
        state.end_capturing();
        if (state.outlet && state.epoch_is_open) {
            state.outlet->flush(until, [&state] { state.loop.stop(); });
        } else {
            state.loop.stop();
        }
    });
    std::unique_lock lock(state.end_mutex);
    if (state.ended.wait_until(lock, until + kShutdownSlack, [&state] { return state.has_ended; }) &&
        !platform::process_ends()) {
        lock.unlock();
        state.books.end();
        state.thread.join();
    } else {
        lock.unlock();
        const std::lock_guard outlet_lock(state.outlet_mutex);
        if (state.outlet) {
            state.outlet->cut();
        }
        state.loop.stop();
        state.thread.detach();
    }
    state.announce(SIL_STATE_STOPPED);
}

void Recorder::stop_left_thread_at_exit() {
    platform::begin_process_end();
    platform::stop_own_threads(kExitPatience);
}

void Recorder::stop_at_exit() {
    State& state = *state_;
    platform::begin_process_end();
    state.ending = true;
    state.page.gate.close();
    state.loop.post([&state] {
        state.end_capturing();
        state.loop.stop();
    });
    if (!platform::OwnThread::is_this_one()) {
        std::unique_lock lock(state.end_mutex);
        if (state.ended.wait_for(lock, kShutdownSlack, [&state] { return state.has_ended; })) {
            state.books.end();
        }
    }
    state.loop.stop();
    stop_left_thread_at_exit();
}

}  // namespace silhouette::recorder
