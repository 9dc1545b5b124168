// What hosts ask the recorder for, from any thread.
#include <utility>

#include "proto/hex.h"
#include "sdk/capture/capture.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using boundary::Buffers;
using boundary::Event;
using boundary::EventKind;
using namespace std::chrono_literals;

sil_status Recorder::set_choice(sil_choice choice, std::uint32_t notice_version) {
    State& state = *state_;
    privacy::Choice stored;
    stored.answer = choice == SIL_CHOICE_YES ? privacy::Answer::yes : privacy::Answer::no;
    stored.notice_version = notice_version;
    stored.since =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    stored.how = "host";
    const auto store = [&]() -> std::error_code {
        if (state.settings.state.empty()) {
            return std::make_error_code(std::errc::no_such_file_or_directory);
        }
        return privacy::write_choice(state.settings.state, state.settings.app, stored);
    };
    std::error_code error;
    if (choice == SIL_CHOICE_NO) {
        {
            const std::lock_guard lock(state.choice_mutex);
            ++state.host_answers;
            state.refused = true;
            state.answer = privacy::Answer::no;
            state.yes_for_this_run = false;
        }
        error = state.epoch.silence(store);
        const std::lock_guard lock(state.choice_mutex);
        ++state.host_answers;
        if (!error) {
            state.stored = privacy::Answer::no;
            state.refused = false;
        }
    } else {
        error = store();
        if (!error) {
            const std::lock_guard lock(state.choice_mutex);
            ++state.host_answers;
            state.stored = privacy::Answer::yes;
            state.refused = false;
            state.answer = privacy::Answer::yes;
        }
    }
    if (choice == SIL_CHOICE_NO) {
        state.announce(state.closed_state());
    }
    state.loop.post([&state] { state.reconsider(); });
    return error ? SIL_ERROR_STORAGE : SIL_OK;
}

void Recorder::allow_this_run() {
    State& state = *state_;
    state.yes_for_this_run = true;
    state.loop.post([&state] { state.reconsider(); });
}

sil_choice Recorder::choice() const noexcept {
    switch (state_->stored.load()) {
        case privacy::Answer::yes:
            return SIL_CHOICE_YES;
        case privacy::Answer::no:
            return SIL_CHOICE_NO;
        default:
            return SIL_CHOICE_UNKNOWN;
    }
}

sil_state Recorder::state() const noexcept {
    const sil_state now = state_->now_state;
    return now == SIL_STATE_RECORDING && state_->page.pauses.load() != 0 ? SIL_STATE_PAUSED : now;
}

void Recorder::on_state_change(sil_state_function function, void* context) {
    const std::lock_guard lock(state_->callback_mutex);
    state_->callback = function;
    state_->callback_context = context;
}

bool Recorder::user_setting_visible() const noexcept {
    return state_->tenant_allows && !state_->settings.vetoed;
}

void Recorder::ask_verdict() {
    State& state = *state_;
    state.loop.post([&state] {
        if (!state.following && !state.ending) {
            Outlet& out = state.need_outlet();
            out.ask_verdict(false, out.cuts());
        }
    });
}

void Recorder::pause() {
    boundary::Page& page = state_->page;
    capture::tell_pause(&page, EventKind::pause);
    page.pauses.fetch_add(1);
}

void Recorder::resume() {
    boundary::Page& page = state_->page;
    std::uint32_t depth = page.pauses.load();
    while (depth != 0 && !page.pauses.compare_exchange_weak(depth, depth - 1)) {
    }
    if (depth == 1) {
        capture::tell_pause(&page, EventKind::resume);
    }
}

sil_status Recorder::session_id(char* text) const {
    const std::lock_guard lock(state_->id_mutex);
    if (!state_->has_session || !state_->page.gate.is_open()) {
        *text = '\0';
        return SIL_ERROR_CLOSED;
    }
    wire::write_hex(state_->session_number, text);
    text[2 * sizeof state_->session_number] = '\0';
    return SIL_OK;
}

void Recorder::stats(sil_stats& stats) const noexcept {
    state_->books.read(stats);
}

sil_status Recorder::attach(const sil_adapter_options& options) {
    State& state = *state_;
    if (!state.hooks.attach(options)) {
        return SIL_ERROR_ALREADY_STARTED;
    }
    state.loop.post([&state] {
        // The header of a batch tells the toolkit: what was opened without it is opened again.
        if (state.outlet && state.outlet_toolkit != state.hooks.toolkit() && !state.ending) {
            if (state.epoch.is_open()) {
                state.epoch.suspend([&state] { state.seal(); });
            }
            state.drop_outlet();
        }
        state.reconsider();
    });
    return SIL_OK;
}

void Recorder::detach() {
    state_->hooks.detach();
}

}  // namespace silhouette::recorder
