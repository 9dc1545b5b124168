// The hook that is attached, and whether it is installed. Follows the gate: whatever order calls come in from different
// threads, the last one sees the gate as it is.
#pragma once

#include <mutex>

#include <silhouette/adapter.h>

#include "privacy/consent/gate.h"

namespace silhouette::recorder {

class Hooks {
  public:
    explicit Hooks(const privacy::Gate& gate) : gate_(gate) {}

    // False when one is attached already. Installs it when the gate is open.
    bool attach(const sil_adapter_options& options) {
        const std::lock_guard lock(mutex_);
        if (attached_) {
            return false;
        }
        attached_ = true;
        toolkit_ = options.toolkit;
        on_switch_ = options.on_switch;
        context_ = options.context;
        installed_ = false;
        follow();
        return true;
    }

    // Waits for a call that is under way; after it there is none.
    void detach() {
        const std::lock_guard lock(mutex_);
        attached_ = false;
        on_switch_ = nullptr;
        context_ = nullptr;
    }

    void follow_gate() {
        const std::lock_guard lock(mutex_);
        follow();
    }

    bool attached() const {
        const std::lock_guard lock(mutex_);
        return attached_;
    }
    // 0 when none was ever attached.
    std::uint32_t toolkit() const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::uint32_t>(toolkit_);
    }

  private:
    void follow() {
        const bool open = gate_.is_open();
        if (attached_ && open != installed_) {
            installed_ = open;
            if (on_switch_ != nullptr) {
                on_switch_(open ? 1 : 0, context_);
            }
        }
    }

    const privacy::Gate& gate_;
    mutable std::mutex mutex_;
    bool attached_ = false, installed_ = false;
    sil_toolkit toolkit_ = SIL_TOOLKIT_OTHER;
    sil_adapter_switch on_switch_ = nullptr;
    void* context_ = nullptr;
};

}  // namespace silhouette::recorder
