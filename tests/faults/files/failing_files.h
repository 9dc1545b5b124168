// A disk that fails by order: stands in front of the C library's file functions, for paths below one folder.
#pragma once

#include <cstdint>
#include <filesystem>

namespace silhouette::failing_files {

enum class Fault {
    none,
    no_space,        // half of each write, then ENOSPC
    io_error,        // writing and synchronising: EIO
    unreadable,      // reading: EIO
    read_only,       // opening to write, making, removing: EROFS
    no_locks,        // ENOLCK, as on some network homes
    no_descriptors,  // opening: EMFILE
    slow,            // synchronising takes 10 ms
    now_and_then     // each call fails with a chance of 1 in 4, with one of these errors
};

void watch(const std::filesystem::path& folder);
// Any thread, at any time.
void set(Fault fault);
// How often a call was made to fail since the last set().
std::uint64_t failed_calls();

}  // namespace silhouette::failing_files
