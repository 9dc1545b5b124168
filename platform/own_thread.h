// Threads of ours when the process ends. exit() takes down, while they run, what they use: libraries that clean up
// after themselves (OpenSSL does, by atexit()), static objects, the host's own. So they are brought to a stop before
// it.
//
// Where the process ends without exit()'s cleaning up (_exit, quick_exit, a signal) nothing of this is needed or done.
#pragma once

#include <chrono>

namespace silhouette::platform {

// The calling thread is ours as long as this lives. Once the process ends, it does not get past the end of it.
class OwnThread {
  public:
    OwnThread() noexcept;
    ~OwnThread();
    OwnThread(const OwnThread&) = delete;
    OwnThread& operator=(const OwnThread&) = delete;

    static bool is_this_one() noexcept;
};

// Around what may take long and touches nothing that goes when the process ends: a disk, a callback of the host's.
// Nobody waits for a thread of ours in there; when it comes out too late it goes no further. Nothing on other threads.
class Away {
  public:
    Away() noexcept;
    ~Away();
    Away(const Away&) = delete;
    Away& operator=(const Away&) = delete;
};

// What is called when exit() begins, once; by the thread that called exit().
void set_exit_action(void (*action)()) noexcept;
// Takes care that it is called before all that was registered with atexit() so far. Again behind a library that
// registers something itself.
void call_first_at_exit() noexcept;

// From the exit action's begin_process_end() on.
void begin_process_end() noexcept;
bool process_ends() noexcept;
// No thread of ours gets further than its next stop_here_at_process_end() or Away. Waits until all stand still; false
// when one did not in time.
bool stop_own_threads(std::chrono::milliseconds patience) noexcept;
void stop_here_at_process_end() noexcept;

}  // namespace silhouette::platform
