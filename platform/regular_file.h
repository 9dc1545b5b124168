// The one way of opening a file whose path somebody else gave, or in whose place somebody may have put something else:
// it never waits and never reads without end, whatever is there (a pipe, a device, a folder, a file that grows).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>

#include "platform/descriptor.h"

namespace silhouette::platform {

enum class Links { followed, refused };

// For reading. Empty, and errno says why: EINVAL when it is there and no regular file. `folder`: what a relative path
// starts from, AT_FDCWD for the current one.
Descriptor open_regular(int folder, const char* file, Links links) noexcept;

// Why a file is not read. shortage: the system is short of descriptors or memory, which says nothing about the file.
enum class FileRefusal { missing, not_a_file, others_can_change_it, too_large, unreadable, shortage };

// Whose file may be read: anybody's (what the user of a command names), or only one that nobody but root and the
// effective user can change.
enum class FileOwners { any, trusted };

// Whole file, at most `limit` bytes; a link is followed, and what it leads to is judged.
std::variant<std::string, FileRefusal> read_file(const std::filesystem::path& file, std::size_t limit,
                                                 FileOwners owners);

}  // namespace silhouette::platform
