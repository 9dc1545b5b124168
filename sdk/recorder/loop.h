// The recorder thread's event loop: what the recorder needs of Asio, behind a small door.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace silhouette::recorder {

class Loop {
  public:
    enum Timer : std::size_t { drain, session, verdict, look_again, timers };

    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    boost::asio::io_context& io() noexcept;

    // Any thread.
    void post(std::function<void()> work);
    void stop() noexcept;

    // The recorder thread: until stop().
    void run();
    // After it: lets cancelled waits come to their end here, so that what they hold is freed on this thread.
    void run_leftovers();

    // Calls each time the descriptor is readable. The descriptor stays the caller's.
    void watch(int descriptor, std::function<void()> readable);
    // Before the descriptor is closed.
    void unwatch(int descriptor);
    void unwatch_all();

    // One call after `delay`; takes the place of the one that was set before.
    void set_timer(Timer timer, std::chrono::nanoseconds delay, std::function<void()> due);
    void cancel_timer(Timer timer);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace silhouette::recorder
