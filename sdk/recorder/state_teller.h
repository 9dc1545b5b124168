// Tells the host of changes of the recorder's state: in their order, one call at a time, and below no lock of ours, so
// that a host may take its time, or say "no" from within.
//
// Who changes the state tells it, unless another thread is telling: that one goes on until the host has heard the last.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include <silhouette/silhouette.h>

namespace silhouette::recorder {

// Any thread.
class StateTeller {
  public:
    explicit StateTeller(sil_state state) : state_(state) {}

    sil_state state() const noexcept { return state_; }

    // The state from here on. The host hears of it with tell().
    void change_to(sil_state next);
    // Something else that the host looks at changed.
    void change();

    // Calls the host for what changed. Waits at most so long for a call that is under way on another thread.
    void tell(std::chrono::milliseconds patience = {});

    // Whom to call; nobody is called with what was given before when it returns.
    void call(sil_state_function function, void* context);

  private:
    std::atomic<sil_state> state_;
    std::mutex mutex_;  // of what follows, and of changing the state; never while the host is called
    std::condition_variable heard_;
    std::uint64_t changes_ = 0, told_ = 0;
    std::thread::id telling_;  // none: nobody
    sil_state_function function_ = nullptr;
    void* context_ = nullptr;
};

}  // namespace silhouette::recorder
