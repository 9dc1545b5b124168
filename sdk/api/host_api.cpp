// The doors of silhouette.h.
#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

#include <cstring>
#include <string>
#include <string_view>

#include "platform/process.h"
#include "sdk/api/guard.h"
#include "sdk/api/handle.h"
#include "sdk/capture/capture.h"
#include "sdk/recorder/host_limits.h"

using silhouette::api::find;
using silhouette::api::guarded;
using silhouette::api::is_forked_child;
using silhouette::api::process_ends;

namespace {

sil_status unknown_handle() noexcept {
    return is_forked_child() ? SIL_ERROR_FORKED : process_ends() ? SIL_ERROR_CLOSED : SIL_ERROR_ARGUMENT;
}

// Finds the recorder and calls with it.
template <typename Call>
sil_status with(const sil_recorder* handle, Call&& call) noexcept {
    return guarded([&]() -> sil_status {
        const auto recorder = find(handle);
        return recorder ? call(*recorder) : unknown_handle();
    });
}

// The same, for what writes files on the host's thread.
template <typename Call>
sil_status with_files(const sil_recorder* handle, Call&& call) noexcept {
    const silhouette::platform::SizeSignalHeld held;
    return with(handle, std::forward<Call>(call));
}

// A string of the host's, as far as one can be of any use: no more of it is read. None is an empty one.
std::string_view begin_of(const char* text) noexcept {
    return text == nullptr ? std::string_view()
                           : std::string_view(text, ::strnlen(text, silhouette::recorder::kTextMax + 1));
}

}  // namespace

extern "C" {

sil_status sil_start(const sil_options* options, sil_recorder** recorder) {
    if (recorder == nullptr) {
        return SIL_ERROR_ARGUMENT;
    }
    *recorder = nullptr;
    return guarded([&] {
        silhouette::recorder::Settings settings;
        const sil_status status =
            silhouette::recorder::read_options(options, silhouette::recorder::surroundings_of_environment(), settings);
        return status == SIL_OK ? silhouette::api::start(std::move(settings), recorder) : status;
    });
}

sil_status sil_shutdown(sil_recorder* recorder, uint32_t deadline_ms) {
    return guarded([&]() -> sil_status {
        const auto taken = silhouette::api::take(recorder);
        if (!taken) {
            // Stopped by exit(): what was captured lies in the spool.
            return recorder != nullptr && process_ends() ? SIL_OK : unknown_handle();
        }
        taken->shut_down(std::chrono::milliseconds(deadline_ms));
        return SIL_OK;
    });
}

sil_status sil_consent_set(sil_recorder* recorder, sil_choice choice, uint32_t notice_version) {
    return sil_consent_change(recorder, choice, notice_version, 0);
}

sil_status sil_consent_change(sil_recorder* recorder, sil_choice choice, uint32_t notice_version, uint32_t flags) {
    constexpr uint32_t kWithYes = SIL_CONSENT_BY_SWITCH | SIL_CONSENT_DO_NOT_WAIT;
    constexpr uint32_t kWithNo = kWithYes | SIL_CONSENT_ERASE | SIL_CONSENT_KEEP_RECORD;
    if ((choice != SIL_CHOICE_NO && choice != SIL_CHOICE_YES) || (choice == SIL_CHOICE_YES && notice_version == 0) ||
        (flags & ~(choice == SIL_CHOICE_YES ? kWithYes : kWithNo)) != 0) {
        return SIL_ERROR_ARGUMENT;
    }
    return with_files(recorder, [&](auto& one) { return one.set_choice(choice, notice_version, flags); });
}

sil_status sil_choice_changed(sil_recorder* recorder) {
    return with_files(recorder, [](auto& one) { return one.choice_changed(); });
}

sil_status sil_account_set(sil_recorder* recorder, const char* account) {
    return with_files(recorder, [&](auto& one) { return one.set_account(begin_of(account)); });
}

sil_status sil_erase_sent(sil_recorder* recorder) {
    return with_files(recorder, [](auto& one) { return one.erase_sent(); });
}

uint32_t sil_erasures_pending(const sil_recorder* recorder) {
    uint32_t pending = 0;
    with(recorder, [&](auto& one) {
        pending = one.erasures_pending();
        return SIL_OK;
    });
    return pending;
}

sil_status sil_consent_for_this_run(sil_recorder* recorder) {
    return with(recorder, [](auto& one) {
        one.allow_this_run();
        return SIL_OK;
    });
}

sil_choice sil_consent_choice(const sil_recorder* recorder) {
    sil_choice choice = SIL_CHOICE_UNKNOWN;
    with(recorder, [&](auto& one) {
        choice = one.choice();
        return SIL_OK;
    });
    return choice;
}

sil_state sil_state_now(const sil_recorder* recorder) {
    sil_state state = is_forked_child() ? SIL_STATE_FORKED_CHILD : SIL_STATE_STOPPED;
    with(recorder, [&](auto& one) {
        state = one.state();
        return SIL_OK;
    });
    return state;
}

sil_status sil_on_state_change(sil_recorder* recorder, sil_state_function function, void* context) {
    return with(recorder, [&](auto& one) {
        one.on_state_change(function, context);
        return SIL_OK;
    });
}

int sil_user_setting_visible(const sil_recorder* recorder) {
    int visible = 0;
    with(recorder, [&](auto& one) {
        visible = one.user_setting_visible() ? 1 : 0;
        return SIL_OK;
    });
    return visible;
}

sil_status sil_ask_verdict(sil_recorder* recorder) {
    return with(recorder, [](auto& one) {
        one.ask_verdict();
        return SIL_OK;
    });
}

sil_status sil_sent_read(const sil_recorder* recorder, sil_sent_function function, void* context) {
    if (function == nullptr) {
        return SIL_ERROR_ARGUMENT;
    }
    return with(recorder, [&](auto& one) { return one.read_sent(function, context); });
}

// Lock-free, as the doors of adapter.h: apps may navigate often.
sil_status sil_navigate(sil_recorder* recorder, const char* route) {
    if (recorder == nullptr || route == nullptr) {
        return SIL_ERROR_ARGUMENT;
    }
    // Longer ones are none, and are not read to their end.
    return silhouette::capture::navigate_route(silhouette::boundary::g_page.load(std::memory_order_acquire),
                                               {route, ::strnlen(route, silhouette::privacy::kRouteLengthMax + 1)});
}

const char* sil_limits_problem(const sil_limits* limits) {
    silhouette::transport::Policy policy;
    return silhouette::recorder::take_limits(limits, policy);
}

sil_status sil_network_now(const sil_recorder* recorder, sil_network_status* status) {
    if (status == nullptr || status->size < sizeof *status) {
        return SIL_ERROR_ARGUMENT;
    }
    return with(recorder, [&](auto& one) {
        one.network(*status);
        return SIL_OK;
    });
}

const char* sil_network_text(sil_network network) {
    return silhouette::transport::to_text(static_cast<silhouette::transport::Failure>(network));
}

const char* sil_network_word(sil_network network) {
    return silhouette::transport::to_word(static_cast<silhouette::transport::Failure>(network));
}

sil_status sil_key_set(sil_recorder* recorder, const char* key) {
    const std::string_view given = begin_of(key);
    if (!silhouette::recorder::is_key(given)) {
        return SIL_ERROR_ARGUMENT;
    }
    return with(recorder, [&](auto& one) {
        one.set_key(std::string(given));
        return SIL_OK;
    });
}

sil_status sil_metered_set(sil_recorder* recorder, int metered) {
    if (metered != 0 && metered != 1) {
        return SIL_ERROR_ARGUMENT;
    }
    return with(recorder, [&](auto& one) {
        one.set_metered(metered == 1);
        return SIL_OK;
    });
}

sil_status sil_pause(sil_recorder* recorder) {
    return with(recorder, [](auto& one) {
        one.pause();
        return SIL_OK;
    });
}

sil_status sil_resume(sil_recorder* recorder) {
    return with(recorder, [](auto& one) {
        one.resume();
        return SIL_OK;
    });
}

sil_status sil_session_id(const sil_recorder* recorder, char text[SIL_SESSION_ID_SIZE]) {
    if (text == nullptr) {
        return SIL_ERROR_ARGUMENT;
    }
    text[0] = '\0';
    return with(recorder, [&](auto& one) { return one.session_id(text); });
}

sil_status sil_stats_now(const sil_recorder* recorder, sil_stats* stats) {
    if (stats == nullptr || stats->size < sizeof(size_t) + 5 * sizeof(uint64_t)) {
        return SIL_ERROR_ARGUMENT;
    }
    return with(recorder, [&](auto& one) {
        one.stats(*stats);
        return SIL_OK;
    });
}

sil_status sil_adapter_attach(sil_recorder* recorder, const sil_adapter_options* options) {
    if (options == nullptr || options->size < sizeof *options || options->version != SIL_ADAPTER_VERSION ||
        options->toolkit < SIL_TOOLKIT_OTHER || options->toolkit > SIL_TOOLKIT_GTK4) {
        return SIL_ERROR_ARGUMENT;
    }
    return with(recorder, [&](auto& one) { return one.attach(*options); });
}

void sil_adapter_detach(sil_recorder* recorder) {
    with(recorder, [](auto& one) {
        one.detach();
        return SIL_OK;
    });
}

}  // extern "C"
