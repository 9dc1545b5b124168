#include "transport/key_locks.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <thread>
#include <type_traits>

#include "platform/fault_point.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

// The descriptors of this process that a lock on a key's file is on, plus one; 0: free. Changed with names_mutex()
// held, and by a child of fork(), which has no other thread.
std::array<std::atomic<int>, 16> g_uses{};

// Forks of this process: that began, and that are over in the parent.
std::atomic<unsigned> g_forks_begun{0}, g_forks_done{0};

void fork_begins() noexcept {
    ++g_forks_begun;
}
void fork_is_done() noexcept {
    ++g_forks_done;
}

// Its copies only, which would hold the parent's locks as long as the child lives. The locks themselves stay.
void close_uses_in_child() noexcept {
    g_forks_done = g_forks_begun.load();
    for (auto& use : g_uses) {
        if (const int listed = use.exchange(0); listed != 0) {
            ::close(listed - 1);
        }
    }
}

}  // namespace

std::mutex& names_mutex() noexcept {
    // Never destroyed: threads may ask while the process ends.
    static_assert(std::is_trivially_destructible_v<std::mutex>);
    static std::mutex one;
    return one;
}

bool lock(int descriptor, short kind) noexcept {
    struct flock whole {};
    whole.l_type = kind;
    whole.l_whence = SEEK_SET;
    return ::fcntl(descriptor, F_OFD_SETLK, &whole) == 0;
}

bool is_held_by_another() noexcept {
    return errno == EAGAIN || errno == EACCES;
}

Listed open_listed(const char* path, int flags) noexcept {
    static const bool is_watched = ::pthread_atfork(fork_begins, fork_is_done, close_uses_in_child) == 0;
    Listed file;
    const unsigned begun = g_forks_begun;
    const bool is_quiet = begun == g_forks_done;
    file.descriptor = ::open(path, flags, 0600);
    if (file.descriptor < 0) {
        return file;
    }
    platform::fault_point(61);
    const auto free = std::find(g_uses.begin(), g_uses.end(), 0);
    if (is_watched && free != g_uses.end()) {
        *free = file.descriptor + 1;
        file.is_listed = true;
    }
    file.is_sure = !file.is_listed || (is_quiet && begun == g_forks_begun);
    return file;
}

void close_listed(const Listed& file) noexcept {
    // A child that begins between the two has a copy without a lock.
    static_cast<void>(lock(file.descriptor, F_UNLCK));
    if (const auto mine = std::find(g_uses.begin(), g_uses.end(), file.descriptor + 1);
        file.is_listed && mine != g_uses.end()) {
        *mine = 0;
    }
    platform::fault_point(62);
    ::close(file.descriptor);
}

bool is_in_list(int descriptor) noexcept {
    return std::find(g_uses.begin(), g_uses.end(), descriptor + 1) != g_uses.end();
}

void wait_until_no_fork_is_under_way() noexcept {
    for (int attempt = 0; attempt < policy::kForkAttempts && g_forks_begun != g_forks_done; ++attempt) {
        std::this_thread::sleep_for(policy::kLockPause);
    }
}

int own_use_of(int descriptor) noexcept {
    struct stat file {};
    if (::fstat(descriptor, &file) == 0) {
        for (const auto& one : g_uses) {
            const int use = one - 1;
            struct stat used {};
            if (use >= 0 && ::fstat(use, &used) == 0 && used.st_dev == file.st_dev && used.st_ino == file.st_ino) {
                return use;
            }
        }
    }
    return descriptor;
}

}  // namespace silhouette::transport
