#include "sdk/epoch/epoch.h"

#include "platform/fault_point.h"

namespace silhouette::epoch {

using platform::fault_point;

std::error_code Epoch::silence(const std::function<std::error_code()>& tell, Disk disk, Whose whose) {
    // Before the gate is shut: a finish() that sees the closing waits for all of its first half.
    std::shared_lock first_half(first_half_);
    {
        const std::lock_guard lock(mutex_);
        parts_.shut_gate();
        open_ = false;
        closing_ = true;
        ++silences_;
    }
    fault_point(1);
    parts_.cut_network();
    fault_point(2);
    std::error_code error = tell ? tell() : std::error_code{};
    fault_point(31);
    parts_.destroy_keys(whose);
    fault_point(3);
    if (disk == Disk::wait) {
        const std::error_code refused = parts_.make_durable();
        error = error ? error : refused;
        fault_point(4);
    }
    first_half.unlock();
    parts_.set_hooks();
    fault_point(5);
    return error;
}

void Epoch::finish(Whose whose) {
    if (!is_closing()) {
        silence({}, Disk::later, whose);
    }
    std::uint64_t before = 0;
    {
        // The recorder thread may come here before the call that said "no" has told it and destroyed the keys. Who says
        // it from here on is not counted.
        const std::lock_guard first_half(first_half_);
        const std::lock_guard lock(mutex_);
        before = silences_;
    }
    static_cast<void>(parts_.make_durable());
    parts_.cleanse_memory();
    fault_point(6);
    parts_.wipe_transport();
    fault_point(7);
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

bool Epoch::unless_closing(const std::function<void()>& act) const {
    const std::lock_guard lock(mutex_);
    if (!closing_) {
        act();
    }
    return !closing_;
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
