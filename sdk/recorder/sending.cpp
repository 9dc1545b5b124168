// From the session to transport.
#include <algorithm>
#include <utility>

#include "platform/own_thread.h"
#include "platform/secure_memory.h"
#include "sdk/capture/capture.h"
#include "transport/erasure.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using namespace std::chrono_literals;

namespace {

std::string sdk_version() {
    return std::to_string(SIL_VERSION_MAJOR) + '.' + std::to_string(SIL_VERSION_MINOR) + '.' +
           std::to_string(SIL_VERSION_PATCH);
}

}  // namespace

Outlet& Recorder::State::need_outlet() {
    if (outlet) {
        return *outlet;
    }
    transport::Options options;
    options.endpoint = settings.endpoint;
    options.tenant = settings.tenant;
    options.key = settings.key;
    options.app = settings.app;
    options.app_version = settings.app_version;
    options.sdk_version = sdk_version();
    options.trust = settings.trust;
    options.proxy = settings.proxy;
    options.metered = settings.metered;
    options.policy = settings.policy_of_transport;
    options.clocks = settings.clocks;
    options.toolkit = outlet_toolkit = hooks.toolkit();
    options.level = settings.level;
    options.state = app_state();
    options.cache = app_cache();
    options.batch_bytes = settings.batch_bytes;
    options.batch_interval = settings.batch_interval;
    options.spool_bytes = settings.spool_bytes;
    options.spool_age = settings.spool_age;
    options.verdict_valid = settings.verdict_valid;
    transport::Events events;
    events.on_verdict = [this](const privacy::Verdict& fresh) { take_verdict(fresh); };
    events.on_sent = [this](std::uint64_t items, bool taken_over) { books.sent(items, taken_over); };
    events.on_dropped = [this](std::uint32_t reason, std::uint64_t items, transport::Whose whose) {
        books.transport_dropped(reason, items, whose);
    };
    events.on_wiped = [this](std::uint64_t items) { books.wipe(items); };
    events.on_session_over = [this](const transport::SessionId& over) {
        // Not from within transport's own call.
        loop.post([this, over] {
            if (const std::lock_guard lock(id_mutex); over != session_number) {
                return;
            }
            begin_another_session();
        });
    };
    events.erasures_asked = [this] { return erasures_asked.load(); };
    events.may_make_key = [this] { return may_make_key(); };
    events.on_epoch_over = [this] {
        end_epoch_of_before();
        loop.post([this] { reconsider(); });
    };
    events.on_upload_try = [this](transport::Failure how) { books.tried(kWordUpload, how); };
    events.on_verdict_try = [this](transport::Failure how) { books.tried(kWordVerdict, how); };
    events.on_key_refused = [this] {
        if (settings.key_refused != nullptr && !platform::process_ends()) {
            const platform::Away away;
            settings.key_refused(settings.key_context);
        }
    };
    events.books = [this] { return books.of_session(); };
    events.on_message = [this](int severity, const std::string& text) { message(severity, text); };
    auto made = outlets(loop.io(), std::move(options), std::move(events));
    const std::lock_guard lock(outlet_mutex);
    outlet = std::move(made);
    return *outlet;
}

void Recorder::State::erase_what_was_left() {
    erase_what_was_asked();
    std::error_code error;
    std::vector<std::string> scopes{settings.app};
    for (std::filesystem::directory_iterator one(settings.state / settings.app, error), end; !error && one != end;
         one.increment(error)) {
        scopes.push_back(settings.app + '/' + one->path().filename().string());
    }
    for (const std::string& one : scopes) {
        if (privacy::is_scope(one) && one != epoch_scope) {
            erase_what_was_asked(one);
        }
    }
}

void Recorder::State::erase_what_was_asked(const std::string& of_scope) {
    if (ending || settings.state.empty()) {
        return;
    }
    auto eraser = erasers.find(of_scope);
    if (eraser == erasers.end()) {
        const auto folder = settings.state / of_scope;
        transport::forget_old_erasure_secrets(folder);
        const auto secrets = transport::list_erasure_secrets(folder);
        if (std::none_of(secrets.begin(), secrets.end(), [](const auto& one) { return one.asked != 0; })) {
            return;
        }
        auto made = std::make_shared<transport::Eraser>(
            loop.io(), folder,
            transport::Eraser::Base{sdk_version(), settings.endpoint, settings.proxy, settings.trust,
                                    settings.policy_of_transport},
            transport::Eraser::Reports{[this, of_scope](std::uint32_t pending) {
                                           if (of_scope == epoch_scope) {
                                               erasures = pending;
                                           }
                                       },
                                       [this](int severity, const std::string& text) { message(severity, text); }});
        eraser = erasers.emplace(of_scope, std::move(made)).first;
    }
    eraser->second->start();
}

void Recorder::State::suspend_uploads() {
    if (outlet && outlet->has_epoch() && !std::exchange(uploads_rest, true)) {
        outlet->suspend();
        suspended = true;
    }
}

void Recorder::State::resume_uploads() {
    if (!uploads_rest) {
        return;
    }
    // Before it is asked whether somebody says "no": one that comes behind is not undone.
    const std::uint64_t cuts = outlet->cuts();
    if (!epoch.is_closing()) {
        uploads_rest = false;
        outlet->resume(cuts);
    }
}

void Recorder::State::drop_outlet() {
    std::unique_ptr<Outlet> gone;
    {
        // Cut before it is out of sight: a "no" that comes now returns without waiting for the end of it.
        const std::lock_guard lock(outlet_mutex);
        if (outlet) {
            outlet->cut();
        }
        gone = std::move(outlet);
    }
    following = false;
    uploads_rest = false;
    epoch_is_open = false;
}

void Recorder::State::message(int severity, const std::string& text) {
    // What the host logs with may be gone when its process ends.
    if (settings.log != nullptr && !platform::process_ends()) {
        const platform::Away away;
        settings.log(static_cast<sil_log_severity>(std::clamp(severity, 0, 3)), text.c_str(), settings.log_context);
    }
}

std::array<std::byte, 32> Recorder::State::begin() {
    if (epoch.is_closing()) {
        return {};  // its first frame goes nowhere: no secret of it is kept
    }
    is_erased = session_generation == erased_generation;
    if (is_erased) {
        return {};
    }
    transport::Session begun;
    begun.id = of_session.id;
    begun.secret = std::exchange(of_session.secret, {});  // asked for once
    const auto age = std::chrono::nanoseconds(capture::now() - session->started());
    begun.allowed_since = opened_under;
    begun.started =
        std::chrono::duration_cast<std::chrono::seconds>((std::chrono::system_clock::now() - age).time_since_epoch())
            .count();
    const auto hash = need_outlet().begin_session(begun);
    if (session_generation == erased_generation) {
        // Asked for meanwhile, without this one perhaps.
        is_erased = true;
        if (const auto folder = app_state(); !folder.empty()) {
            static_cast<void>(transport::remove_erasure_secret(folder, begun.id));
        }
    }
    return hash;
}

void Recorder::State::frame(std::string bytes, std::uint64_t items) {
    if (epoch.is_closing() || is_erased) {
        // Somebody said "no" while it was being encoded, or it is to be erased and nothing of it was sent.
        books.wipe(items);
        platform::cleanse(std::as_writable_bytes(std::span(bytes)));
        return;
    }
    if (!outlet) {
        books.drop(number(wire::DropReason::memory), items);
        return;
    }
    books.framed(items);
    outlet->add_frame(std::as_bytes(std::span(bytes)), items);
    platform::cleanse(std::as_writable_bytes(std::span(bytes)));
}

}  // namespace silhouette::recorder
