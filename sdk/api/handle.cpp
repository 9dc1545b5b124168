#include "sdk/api/handle.h"

#include <cstddef>
#include <mutex>
#include <new>
#include <utility>

#include "platform/own_thread.h"
#include "platform/process.h"

struct sil_recorder {
    std::shared_ptr<silhouette::recorder::Recorder> recorder;
};

namespace silhouette::api {
namespace {

// Never destroyed: host threads may call while the process ends. Never allocated either.
struct Current {
    std::mutex mutex;
    sil_recorder* handle = nullptr;
    bool has_exit_action = false;
};

Current& current() noexcept {
    alignas(Current) static std::byte storage[sizeof(Current)];
    static auto* const one = new (storage) Current();
    return *one;
}

// A child of fork() has none of our threads.
void stop_at_exit() {
    if (is_forked_child()) {
        return;
    }
    std::shared_ptr<recorder::Recorder> recorder;
    {
        Current& now = current();
        const std::lock_guard lock(now.mutex);
        recorder = now.handle != nullptr ? now.handle->recorder : nullptr;
    }
    if (recorder) {
        recorder->stop_at_exit();
    } else {
        recorder::Recorder::stop_left_thread_at_exit();
    }
}

}  // namespace

bool process_ends() noexcept {
    return platform::process_ends();
}

bool is_forked_child() noexcept {
    const boundary::Page* const page = boundary::g_page.load(std::memory_order_acquire);
    return page != nullptr && page->alive != boundary::Page::kAlive;
}

std::shared_ptr<recorder::Recorder> find(const sil_recorder* handle) noexcept {
    if (handle == nullptr || is_forked_child() || process_ends()) {
        return nullptr;
    }
    Current& now = current();
    const std::lock_guard lock(now.mutex);
    return now.handle == handle ? handle->recorder : nullptr;
}

std::shared_ptr<recorder::Recorder> take(const sil_recorder* handle) noexcept {
    if (handle == nullptr || is_forked_child() || process_ends()) {
        return nullptr;
    }
    Current& now = current();
    const std::lock_guard lock(now.mutex);
    if (now.handle != handle) {
        return nullptr;
    }
    const std::unique_ptr<sil_recorder> gone(std::exchange(now.handle, nullptr));
    return std::move(gone->recorder);
}

sil_status start(recorder::Settings settings, sil_recorder** handle) {
    if (platform::is_set_id()) {
        return SIL_ERROR_DISABLED;
    }
    if (is_forked_child()) {
        return SIL_ERROR_FORKED;
    }
    boundary::Page* const page = boundary::make_page();
    if (page == nullptr) {
        return SIL_ERROR_MEMORY;
    }
    Current& now = current();
    std::unique_lock lock(now.mutex);
    // A wake-up descriptor that is still there belongs to a thread that sil_shutdown() had to leave alone.
    const auto is_taken = [&] { return now.handle != nullptr || page->wake_descriptor.load() > 0; };
    if (settings.choice != nullptr && !is_taken()) {
        // Host code, which may take its time or come back in.
        lock.unlock();
        settings.held = recorder::ask_host(settings);
        lock.lock();
    }
    if (is_taken()) {
        return SIL_ERROR_ALREADY_STARTED;
    }
    auto made = std::make_unique<sil_recorder>();
    made->recorder = recorder::Recorder::start(std::move(settings), *page);
    *handle = now.handle = made.release();
    if (!std::exchange(now.has_exit_action, true)) {
        platform::set_exit_action(stop_at_exit);
        platform::call_first_at_exit();
    }
    return SIL_OK;
}

}  // namespace silhouette::api
