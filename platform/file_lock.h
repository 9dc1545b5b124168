// An advisory lock on a file, held until destruction or the death of the process.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "platform/descriptor.h"

namespace silhouette::platform {

class FileLock {
  public:
    enum class Holder {
        description,  // of the open file; children of fork() hold it too, as long as they live
        process       // this one alone; lost when the process closes another descriptor of the same file
    };
    // Creates the file (mode 0600) when it is missing. Empty when somebody else holds the lock or there are no locks.
    static std::optional<FileLock> try_acquire(const std::filesystem::path& file, Holder holder = Holder::description);

  private:
    explicit FileLock(Descriptor descriptor) noexcept : descriptor_(std::move(descriptor)) {}
    Descriptor descriptor_;
};

}  // namespace silhouette::platform
