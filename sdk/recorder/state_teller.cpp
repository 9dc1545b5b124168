#include "sdk/recorder/state_teller.h"

#include "platform/own_thread.h"
#include "platform/process.h"

namespace silhouette::recorder {

void StateTeller::change_to(sil_state next) {
    const std::lock_guard lock(mutex_);
    if (state_.exchange(next) != next) {
        ++changes_;
    }
}

void StateTeller::change() {
    const std::lock_guard lock(mutex_);
    ++changes_;
}

void StateTeller::tell(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (telling_ != std::thread::id()) {
        if (telling_ != std::this_thread::get_id()) {
            const std::uint64_t last = changes_;
            heard_.wait_for(lock, patience, [&] { return telling_ == std::thread::id() || told_ >= last; });
        }
        return;
    }
    telling_ = std::this_thread::get_id();
    // Also where the host's code throws.
    struct End {
        StateTeller& teller;
        std::unique_lock<std::mutex>& lock;
        ~End() {
            if (!lock.owns_lock()) {
                lock.lock();
            }
            teller.telling_ = {};
            teller.heard_.notify_all();
        }
    } const end{*this, lock};
    while (told_ != changes_) {
        const std::uint64_t last = changes_;
        const sil_state now = state_;
        const auto function = function_;
        void* const context = context_;
        lock.unlock();
        if (function != nullptr && !platform::process_ends()) {
            const platform::Away away;
            function(now, context);
        }
        lock.lock();
        told_ = last;
        heard_.notify_all();
    }
}

void StateTeller::call(sil_state_function function, void* context) {
    std::unique_lock lock(mutex_);
    function_ = function;
    context_ = context;
    const std::uint64_t rounds = told_;
    heard_.wait(lock, [&] {
        return telling_ == std::thread::id() || telling_ == std::this_thread::get_id() || told_ != rounds;
    });
}

}  // namespace silhouette::recorder
