// An advisory lock on a file, held until destruction or the death of the process.
#pragma once

#include <filesystem>
#include <optional>

namespace silhouette::platform {

class FileLock {
  public:
    enum class Holder {
        description,  // of the open file; children of fork() hold it too, as long as they live
        process       // this one alone; lost when the process closes another descriptor of the same file
    };
    // Creates the file (mode 0600) when it is missing. Empty when somebody else holds the lock or there are no locks.
    static std::optional<FileLock> try_acquire(const std::filesystem::path& file, Holder holder = Holder::description);
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
