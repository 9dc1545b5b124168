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

// The folder that the variable names, or the one below the home; relative values do not count (XDG base directories).
std::filesystem::path base_folder(const char* variable, const char* below_home) {
    const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
    if (value != nullptr && value[0] == '/') {
        return value;
    }
    const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
    if (home == nullptr || home[0] != '/') {
        return {};
    }
    return std::filesystem::path(home) / below_home;
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
    const std::filesystem::path base = base_folder("XDG_STATE_HOME", ".local/state");
    return base.empty() ? base : base / "silhouette";
}

std::filesystem::path default_cache_folder() {
    const std::filesystem::path base = base_folder("XDG_CACHE_HOME", ".cache");
    return base.empty() ? base : base / "silhouette";
}

void prepare_own_thread(const char* name) noexcept {
    ::pthread_setname_np(::pthread_self(), name);
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace silhouette::platform
