// Who works with an epoch's key holds a shared lock on its file, so that a process without a yes of its own can tell
// whether others do.
#pragma once

#include <filesystem>
#include <utility>

#include "transport/key_locks.h"

namespace silhouette::transport {

// A descriptor, with the lock on it. Listed, so that a child of fork() closes it: the lock is its parent's, and ends
// with it.
class KeyUse {
  public:
    // Nothing where there is no file, or somebody destroys it. `only_sure`: nothing either when a fork came between its
    // opening and the list.
    static KeyUse begin(const std::filesystem::path& file, bool only_sure) noexcept;

    KeyUse() = default;
    // Of a file that this process just made.
    explicit KeyUse(const Listed& made) noexcept : descriptor_(made.descriptor), is_listed_(made.is_listed) {}
    ~KeyUse();
    KeyUse(KeyUse&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), is_listed_(std::exchange(other.is_listed_, false)) {}
    KeyUse& operator=(KeyUse&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        std::swap(is_listed_, other.is_listed_);
        return *this;
    }

    // The file is there yet: what was read by its name since then is what the lock is on.
    bool lasts() const noexcept;

  private:
    int descriptor_ = -1;
    bool is_listed_ = false;
};

// Whether another process works with the key that lies there. Any thread.
bool is_used_by_others(const std::filesystem::path& file) noexcept;

// Whether this process alone works with the file. names_mutex() is held.
bool is_ours_alone(int descriptor) noexcept;

}  // namespace silhouette::transport
