#include "platform/own_thread.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace silhouette::platform {
namespace {

// Trivial ones: they are used while static objects go.
std::atomic<int> g_running{0};
std::atomic<bool> g_ends{false}, g_stops{false};
std::atomic<void (*)()> g_action{nullptr};
thread_local bool t_is_own = false;

void call_action() {
    if (void (*const action)() = g_action.exchange(nullptr)) {
        action();
    }
}

[[noreturn]] void stand_still() noexcept {
    --g_running;
    for (;;) {
        ::pause();
    }
}

}  // namespace

OwnThread::OwnThread() noexcept {
    t_is_own = true;
    ++g_running;
}

OwnThread::~OwnThread() {
    if (g_ends) {
        stand_still();  // what the thread's end would take down may be gone
    }
    t_is_own = false;
    --g_running;
}

bool OwnThread::is_this_one() noexcept {
    return t_is_own;
}

Away::Away() noexcept {
    if (t_is_own) {
        --g_running;
    }
}

Away::~Away() {
    if (t_is_own) {
        // Counted first: who stops us either sees us run or has said so before we look.
        ++g_running;
        stop_here_at_process_end();
    }
}

void set_exit_action(void (*action)()) noexcept {
    g_action = action;
}

void call_first_at_exit() noexcept {
    static_cast<void>(std::atexit(call_action));  // without memory for it exit() is as it was
}

void begin_process_end() noexcept {
    g_ends = true;
}

bool process_ends() noexcept {
    return g_ends;
}

bool stop_own_threads(std::chrono::milliseconds patience) noexcept {
    g_stops = true;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (g_running > (t_is_own ? 1 : 0)) {
        if (std::chrono::steady_clock::now() >= until) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    return true;
}

void stop_here_at_process_end() noexcept {
    if (t_is_own && g_stops) {
        stand_still();
    }
}

}  // namespace silhouette::platform
