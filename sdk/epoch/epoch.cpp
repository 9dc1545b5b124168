#include "sdk/epoch/epoch.h"

namespace silhouette::epoch {

std::error_code Epoch::silence(const std::function<std::error_code()>& store) {
    {
        const std::lock_guard lock(mutex_);
        parts_.shut_gate();
        open_ = false;
        closing_ = true;
        ++silences_;
    }
    parts_.cut_network();
    parts_.destroy_key();
    std::error_code error;
    if (store) {
        error = store();
        // A process that read the old choice may have made a key meanwhile.
        parts_.destroy_key();
    }
    parts_.set_hooks();
    return error;
}

void Epoch::finish() {
    if (!is_closing()) {
        silence({});
    }
    std::uint64_t before = 0;
    {
        const std::lock_guard lock(mutex_);
        before = silences_;
    }
    parts_.cleanse_memory();
    parts_.wipe_transport();
    const std::lock_guard lock(mutex_);
    // Another "no" meanwhile has a finish() of its own to come.
    closing_ = silences_ != before;
}

void Epoch::suspend(const std::function<void()>& seal) {
    {
        const std::lock_guard lock(mutex_);
        parts_.shut_gate();
        open_ = false;
    }
    parts_.set_hooks();
    seal();
}

bool Epoch::open() {
    {
        const std::lock_guard lock(mutex_);
        if (open_ || closing_) {
            return open_;
        }
    }
    if (!parts_.prepare()) {
        return false;
    }
    {
        const std::lock_guard lock(mutex_);
        // Somebody said "no" while we prepared: what was prepared goes with finish().
        if (closing_) {
            return false;
        }
        parts_.open_gate();
        open_ = true;
    }
    parts_.set_hooks();
    return true;
}

bool Epoch::while_open(const std::function<void()>& act) {
    const std::lock_guard lock(mutex_);
    if (open_) {
        act();
    }
    return open_;
}

bool Epoch::is_open() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

bool Epoch::is_closing() const {
    const std::lock_guard lock(mutex_);
    return closing_;
}

}  // namespace silhouette::epoch
