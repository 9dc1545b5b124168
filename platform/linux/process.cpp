#include "platform/process.h"

#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace silhouette::platform {
namespace {

std::string variable(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value != nullptr ? value : "";
}

// Our folder in the one that the variable names, or in the one below the home; relative values do not count (XDG base
// directories).
std::filesystem::path own_folder(const std::string& variable, const std::string& home, const char* below_home) {
    if (variable.starts_with('/')) {
        return std::filesystem::path(variable) / "silhouette";
    }
    return home.starts_with('/') ? std::filesystem::path(home) / below_home / "silhouette" : std::filesystem::path();
}

sigset_t size_signal() noexcept {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGXFSZ);
    return signals;
}

bool is_size_signal_waiting() noexcept {
    sigset_t waiting;
    return ::sigpending(&waiting) == 0 && ::sigismember(&waiting, SIGXFSZ) == 1;
}

}  // namespace

bool random_bytes(std::span<std::byte> bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t taken = ::getrandom(bytes.data(), bytes.size(), 0);
        if (taken < 0) {
            if (errno == EINTR) {
                continue;
            }
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
    return true;
}

std::filesystem::path executable_path() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error);
}

bool is_set_id() noexcept {
    return ::getauxval(AT_SECURE) != 0;
}

std::filesystem::path default_state_folder() {
    return state_folder(variable("XDG_STATE_HOME"), variable("HOME"));
}

std::filesystem::path default_cache_folder() {
    return cache_folder(variable("XDG_CACHE_HOME"), variable("HOME"));
}

std::filesystem::path state_folder(const std::string& xdg_state_home, const std::string& home) {
    return own_folder(xdg_state_home, home, ".local/state");
}

std::filesystem::path cache_folder(const std::string& xdg_cache_home, const std::string& home) {
    return own_folder(xdg_cache_home, home, ".cache");
}

SignalsBlocked::SignalsBlocked() noexcept {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() {
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

SizeSignalHeld::SizeSignalHeld() noexcept {
    const sigset_t held = size_signal();
    ::pthread_sigmask(SIG_BLOCK, &held, &before_);
    waited_before_ = is_size_signal_waiting();
}

SizeSignalHeld::~SizeSignalHeld() {
    if (!waited_before_) {
        // What came meanwhile is ours: the kernel sends it to the thread that writes. One that waited before has taken
        // it up: it waits once.
        const sigset_t held = size_signal();
        const timespec at_once{};
        ::sigtimedwait(&held, nullptr, &at_once);
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void prepare_own_thread(const char* name) noexcept {
    ::pthread_setname_np(::pthread_self(), name);
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace silhouette::platform
