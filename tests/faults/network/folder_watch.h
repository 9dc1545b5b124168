// How many bytes lie in a folder, looked at after each write of this program, by the thread that writes: nothing that
// is there for a moment only is missed. A program that links folder_watch.cpp has its own pwrite(); the code under test
// knows nothing of it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace silhouette::tests {

// One at a time.
class FolderWatch {
  public:
    explicit FolderWatch(const std::filesystem::path& folder);
    ~FolderWatch();
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    std::uint64_t writes() const;
    // Most bytes that the folder's files had together, by their sizes.
    std::uint64_t largest() const;
};

}  // namespace silhouette::tests
