// An advisory lock on a file, held until destruction or the death of the process (open file description lock).
#pragma once

#include <filesystem>
#include <optional>

namespace silhouette::platform {

class FileLock {
  public:
    // Creates the file (mode 0600) when it is missing. Empty when somebody else holds the lock or there are no locks.
    static std::optional<FileLock> try_acquire(const std::filesystem::path& file);
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

  private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace silhouette::platform
