// What the recorder does for its part when sdk/epoch opens, closes or suspends.
#include <utility>

#include "platform/process.h"
#include "platform/secure_memory.h"
#include "transport/epoch_key.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using boundary::Buffers;
using boundary::Event;
using boundary::EventKind;
using namespace std::chrono_literals;

std::filesystem::path Recorder::State::key_file() const {
    return transport::epoch_key_file(settings.state / settings.app);
}

epoch::Parts Recorder::State::parts() {
    epoch::Parts parts;
    parts.shut_gate = [this] { page.gate.close(); };
    parts.cut_network = [this] {
        const std::lock_guard lock(outlet_mutex);
        if (outlet) {
            outlet->cut();
        }
    };
    parts.destroy_key = [this] {
        if (!settings.state.empty()) {
            static_cast<void>(transport::destroy_epoch_key(key_file()));
        }
    };
    parts.set_hooks = [this] { hooks.follow_gate(); };
    parts.cleanse_memory = [this] { cleanse_memory(); };
    parts.wipe_transport = [this] { wipe_transport(); };
    parts.prepare = [this] { return prepare(); };
    parts.open_gate = [this] { open_gate(); };
    return parts;
}

bool Recorder::State::prepare() {
    if (!platform::random_bytes(std::as_writable_bytes(std::span(page.hash_key.words)))) {
        return false;
    }
    buffers = std::make_unique<Buffers>(settings.queue_events);
    if (!*buffers) {
        buffers.reset();
        return false;
    }
    names = std::make_unique<IndexNames>(page.hash_key);
    Outlet& out = need_outlet();
    // A "no" from here on cannot be undone by what follows; one from before is seen by the question.
    const std::uint64_t cuts = out.cuts();
    if (epoch.is_closing()) {
        return false;
    }
    if (suspended) {
        out.resume(cuts);
    }
    if (!epoch_is_open) {
        out.open_epoch(cuts);
        epoch_is_open = true;
    }
    suspended = false;
    may_lie_on_disk = true;
    return true;
}

void Recorder::State::open_gate() {
    page.buffers.store(buffers.get(), std::memory_order_release);
    // No timer runs: the first event is to wake the thread, whatever it did when the gate was shut.
    page.asleep.store(1, std::memory_order_seq_cst);
    begin_generation();
    loop.post([this] {
        // Off the host's threads, and before the first name is asked for.
        if (names) {
            names->refresh();
        }
    });
}

bool Recorder::State::wait_until_nobody_is_inside() {
    const auto until = std::chrono::steady_clock::now() + kInsideWait;
    while (page.inside.load(std::memory_order_seq_cst) != 0) {
        if (std::chrono::steady_clock::now() >= until) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

void Recorder::State::cleanse_memory() {
    page.buffers.store(nullptr, std::memory_order_release);
    const bool nobody_is_inside = wait_until_nobody_is_inside();
    std::uint64_t items = 0;
    if (session) {
        items += session->wipe();
        session.reset();
    }
    if (buffers) {
        Event event;
        while (buffers->queue.pop(event)) {
            items += event.kind == EventKind::click || event.kind == EventKind::navigation ? 1 : 0;
        }
        platform::cleanse(std::as_writable_bytes(std::span(&event, 1)));
        retired.push_back(std::move(buffers));
    }
    if (nobody_is_inside) {
        retired.clear();
    }
    books.wipe(items);
    names.reset();
    page.hash_key = {};
    loop.cancel_timer(Loop::drain);
    loop.cancel_timer(Loop::session);
    const std::lock_guard lock(id_mutex);
    has_session = false;
    session_number = {};
}

void Recorder::State::wipe_transport() {
    std::error_code error;
    const auto app_cache = settings.cache / settings.app;
    if (outlet || (!settings.cache.empty() &&
                   (std::filesystem::exists(key_file(), error) || std::filesystem::exists(app_cache, error)))) {
        Outlet& out = need_outlet();
        books.wipe(out.wipe());
    }
    drop_outlet();
    suspended = false;
    may_lie_on_disk = false;
}

void Recorder::State::seal() {
    wait_until_nobody_is_inside();
    drain();
    end_session();
    page.buffers.store(nullptr, std::memory_order_release);
    if (wait_until_nobody_is_inside()) {
        buffers.reset();
    } else {
        retired.push_back(std::move(buffers));
    }
    loop.cancel_timer(Loop::drain);
    loop.cancel_timer(Loop::session);
}

}  // namespace silhouette::recorder
