// Tells that a file appeared, was replaced, changed or went, without polling. The folder may not exist yet: then the
// nearest one above it is watched. Any folder on the way, or link to one, may be moved, removed or replaced; one that
// this user may not read is not watched itself.
#pragma once

#include <filesystem>
#include <vector>

#include "platform/descriptor.h"

namespace silhouette::platform {

class FileWatch {
  public:
    explicit FileWatch(const std::filesystem::path& file);

    // Readable when something happened; for select, poll or Asio's stream_descriptor. -1 when the system has no more
    // watches to give. Stays owned by this object.
    int descriptor() const noexcept { return descriptor_.get(); }

    // Takes what is readable, moves the watch down when a folder appeared. True when the file itself may have changed.
    bool take_changes();

  private:
    void watch_nearest();
    // False when a part of it is not there.
    bool watch_the_way();
    // The part of the file's path that comes below a folder on its way.
    std::filesystem::path next_below(const std::filesystem::path& folder) const;

    std::filesystem::path file_;
    Descriptor descriptor_;
    int watch_ = -1;
    std::filesystem::path watched_;
    std::vector<int> way_;  // the folders above it, and links among them: told only when they themselves go
};

}  // namespace silhouette::platform
