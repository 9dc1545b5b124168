// Names and locks in the spool's folder, for those who write there and those who take over.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platform/file_lock.h"

namespace silhouette::transport::spool_names {

inline constexpr char kLockSuffix[] = ".lock";
inline constexpr char kSegmentSuffix[] = ".segment";
inline constexpr std::size_t kRunLength = 16;

// The name of the process that a file belongs to; empty when it is no file of ours.
std::string run_of(const std::filesystem::path& file);
bool is_segment(const std::filesystem::path& file);
// Our files in the folder, sorted: a process's segments are in their order.
std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder);
// Held by this process alone: a child of fork() that outlives it must not keep others from what it left.
std::optional<platform::FileLock> lock(const std::filesystem::path& file);
std::optional<platform::FileLock> lock_folder(const std::filesystem::path& folder);

}  // namespace silhouette::transport::spool_names
