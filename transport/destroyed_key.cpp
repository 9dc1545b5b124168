#include "transport/destroyed_key.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include "platform/last_error.h"
#include "platform/own_thread.h"
#include "platform/secure_memory.h"
#include "transport/key_locks.h"
#include "transport/key_use.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

using platform::Descriptor;
using platform::last_error;

// The folder that a file lies in, opened without an allocation; none with errno.
Descriptor open_folder_of(const char* file) noexcept {
    std::array<char, PATH_MAX> folder{'.', '\0'};
    if (const char* const slash = std::strrchr(file, '/')) {
        const auto length = std::max<std::size_t>(static_cast<std::size_t>(slash - file), 1);
        if (length >= folder.size()) {
            errno = ENAMETOOLONG;
            return {};
        }
        std::memcpy(folder.data(), file, length);
        folder[length] = '\0';
    }
    return Descriptor(::open(folder.data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

const char* name_of(const char* file) noexcept {
    const char* const slash = std::strrchr(file, '/');
    return slash != nullptr ? slash + 1 : file;
}

// Held by who destroys a key, so that nobody else does meanwhile: until it is gone no other can come in its place.
// Where it is not to be had in time, it is done without.
class DestroyersLock {
  public:
    explicit DestroyersLock(int folder) noexcept : folder_(folder) {
        for (int attempt = 0; attempt < policy::kDestroyersAttempts && !is_held_; ++attempt) {
            is_held_ = ::flock(folder_, LOCK_EX | LOCK_NB) == 0;
            if (!is_held_ && errno != EWOULDBLOCK) {
                return;
            }
            if (!is_held_) {
                std::this_thread::sleep_for(policy::kLockPause);
            }
        }
    }
    ~DestroyersLock() {
        if (is_held_) {
            ::flock(folder_, LOCK_UN);
        }
    }
    DestroyersLock(const DestroyersLock&) = delete;
    DestroyersLock& operator=(const DestroyersLock&) = delete;

  private:
    int folder_;
    bool is_held_ = false;
};

std::optional<EpochMark> read_mark(int descriptor) noexcept {
    std::array<std::byte, key_bytes::kFile + 1> content{};
    const platform::CleansedAtEnd content_goes(content);
    const ssize_t taken = ::pread(descriptor, content.data(), content.size(), 0);
    const auto file = std::span(content).first(static_cast<std::size_t>(std::max<ssize_t>(taken, 0)));
    return key_bytes::is_one(file) ? std::optional(key_bytes::mark_of(key_bytes::key_in(file))) : std::nullopt;
}

bool is_meant(const WhichKey& which, int descriptor) noexcept {
    try {
        return !which.is_it || which.is_it(read_mark(descriptor));
    } catch (...) {
        return true;  // no memory to tell: rather gone than left
    }
}

// A file of ours that may be overwritten; `is_there` for whatever has that name, or may have.
Descriptor open_to_destroy(int folder, const char* name, bool& is_there) noexcept {
    Descriptor descriptor(::openat(folder, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    is_there = descriptor || errno != ENOENT;
    struct stat status {};
    const bool is_ours = descriptor && ::fstat(descriptor.get(), &status) == 0 && S_ISREG(status.st_mode) &&
                         status.st_uid == ::geteuid();
    return is_ours ? std::move(descriptor) : Descriptor();
}

// Nobody makes a key of it, nor works with that which it is a second name of.
bool is_abandoned(int descriptor) noexcept {
    return lock(descriptor, F_WRLCK) || !is_held_by_another();
}

// What is not a regular file of ours (none) is not overwritten, only unlinked.
void overwrite_and_unlink(const Descriptor& descriptor, int folder, const char* name, bool& unlinked,
                          std::error_code& error) noexcept {
    if (descriptor) {
        const std::array<char, key_bytes::kFile> nothing{};
        // Where it fails the key is only unlinked.
        [[maybe_unused]] const ssize_t written = ::pwrite(descriptor.get(), nothing.data(), nothing.size(), 0);
    }
    if (::unlinkat(folder, name, 0) == 0) {
        unlinked = true;
    } else if (errno != ENOENT) {
        error = last_error();
    }
}

}  // namespace

WhichKey key_of(const EpochMark& mark, bool unless_others_use_it) {
    return {[mark](const std::optional<EpochMark>& found) { return found == mark; }, unless_others_use_it};
}

void DestroyedKey::make_durable() noexcept {
    const platform::Away away;
    // The zeros too: the blocks of an unlinked file would keep the key.
    for (const Descriptor& file : files_) {
        if (file) {
            ::fdatasync(file.get());
        }
    }
    if (folder_) {
        ::fsync(folder_.get());
    }
}

// Who was killed while making a key left a second name of it, or a key that never became one. Who is still at it holds
// a lock, and may be making the next epoch's.
void DestroyedKey::destroy_unfinished(const WhichKey& which, bool& unlinked, std::error_code& error) noexcept {
    Descriptor listed(::fcntl(folder_.get(), F_DUPFD_CLOEXEC, 0));
    DIR* const entries = listed ? ::fdopendir(listed.get()) : nullptr;
    if (entries == nullptr) {
        error = last_error();
        return;
    }
    static_cast<void>(listed.release());                      // the entries' from now on
    while (const dirent* const entry = ::readdir(entries)) {  // NOLINT(concurrency-mt-unsafe): of this thread alone
        if (std::strncmp(entry->d_name, key_bytes::kTemporaryPrefix, std::strlen(key_bytes::kTemporaryPrefix)) == 0) {
            bool is_there = false;
            Descriptor other = open_to_destroy(folder_.get(), entry->d_name, is_there);
            const bool is_to_go =
                !other || is_abandoned(other.get()) || (is_meant(which, other.get()) && !which.unless_others_use_it);
            if (!is_there || !is_to_go) {
                continue;
            }
            overwrite_and_unlink(other, folder_.get(), entry->d_name, unlinked, error);
            // Where more processes were killed in this moment than there is room for, the disk has the rest when it
            // will.
            const auto room =
                std::find_if(files_.begin() + 1, files_.end(), [](const Descriptor& one) { return !one; });
            if (room != files_.end()) {
                *room = std::move(other);
            }
        }
    }
    ::closedir(entries);
}

DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path& file, std::error_code& error,
                                       const WhichKey& which) noexcept {
    DestroyedKey destroyed;
    const std::lock_guard names_lock(names_mutex());
    destroyed.folder_ = open_folder_of(file.c_str());
    if (!destroyed.folder_) {
        error = errno == ENOENT ? std::error_code() : last_error();
        destroyed.is_gone_ = errno == ENOENT;
        return destroyed;
    }
    const int folder = destroyed.folder_.get();
    bool unlinked = false;
    {
        const DestroyersLock destroyers_lock(folder);
        const char* const name = name_of(file.c_str());
        bool is_there = false;
        destroyed.files_[0] = open_to_destroy(folder, name, is_there);
        const Descriptor& key = destroyed.files_[0];
        if (!key || (is_meant(which, key.get()) && (!which.unless_others_use_it || is_ours_alone(key.get())))) {
            // Nothing is unlinked that was not seen: another process may make the next epoch's key at this moment.
            if (is_there) {
                overwrite_and_unlink(key, folder, name, unlinked, error);
            }
            destroyed.is_gone_ = !error;
            destroyed.destroy_unfinished(which, unlinked, error);
        }
    }
    if (!unlinked) {
        destroyed.folder_ = {};
    }
    return destroyed;
}

std::error_code destroy_epoch_key(const std::filesystem::path& file, const WhichKey& which) noexcept {
    std::error_code error;
    destroy_epoch_key_at_once(file, error, which).make_durable();
    return error;
}

}  // namespace silhouette::transport
