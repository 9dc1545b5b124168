// What hosts ask the recorder for, from any thread.
#include <utility>

#include "platform/secure_memory.h"
#include "proto/hex.h"
#include "sdk/capture/capture.h"

#include "sdk/recorder/recorder_state.h"
#include "sdk/sent/sent_reading.h"

namespace silhouette::recorder {

using boundary::EventKind;
using namespace std::chrono_literals;

sil_state Recorder::state() const noexcept {
    const sil_state now = state_->teller.state();
    return now == SIL_STATE_RECORDING && state_->page.pauses.load() != 0 ? SIL_STATE_PAUSED : now;
}

void Recorder::on_state_change(sil_state_function function, void* context) {
    state_->teller.call(function, context);
}

bool Recorder::user_setting_visible() const noexcept {
    return state_->user_setting_visible();
}

void Recorder::ask_verdict() {
    State& state = *state_;
    state.loop.post([&state] {
        if (!state.following && !state.ending) {
            Outlet& out = state.need_outlet();
            const std::uint64_t cuts = out.cuts();
            // A "no" that was said since ends this, too; who asks behind it is heard when the closing is done.
            if (!state.epoch.is_closing()) {
                out.ask_verdict(false, cuts);
            }
        }
    });
}

sil_status Recorder::read_sent(sil_sent_function function, void* context) const {
    const Settings& settings = state_->settings;
    if (settings.state.empty() || settings.cache.empty()) {
        return SIL_OK;
    }
    const std::string scope = state_->scope();
    const sent::SentReading reading = sent::read_sent(settings.state / scope, settings.cache / scope);
    for (const sent::SentText& one : reading.batches) {
        const sil_sent_batch batch{sizeof(sil_sent_batch), one.sent, one.items, one.text.c_str()};
        function(&batch, context);
    }
    return reading.damaged ? SIL_ERROR_STORAGE : SIL_OK;
}

void Recorder::set_key(std::string key) {
    State& state = *state_;
    state.loop.post([&state, key = std::move(key)]() mutable {
        platform::cleanse(std::as_writable_bytes(std::span(state.settings.key)));
        state.settings.key = key;
        if (state.outlet) {
            state.outlet->set_key(key);
        }
        platform::cleanse(std::as_writable_bytes(std::span(key)));
    });
}

void Recorder::set_metered(bool metered) {
    State& state = *state_;
    state.loop.post([&state, metered] {
        state.settings.metered = metered;
        if (state.outlet) {
            state.outlet->set_metered(metered);
        }
    });
}

void Recorder::network(sil_network_status& status) const noexcept {
    state_->books.read(status);
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
