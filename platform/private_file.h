// Files of one user: mode 0600 in folders of mode 0700, never through a symbolic link, never owned by somebody else.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace silhouette::platform {

// Makes the folder and those above it that are missing (mode 0700). Fails where the last one is a link or foreign.
std::error_code make_private_folder(const std::filesystem::path& folder);

// Whole file, at most `limit` bytes. Empty optional and `error` set when it is missing, a link, foreign, not a regular
// file, or longer.
std::optional<std::vector<std::byte>> read_private_file(const std::filesystem::path& file, std::size_t limit,
                                                        std::error_code& error);

// Replaces the file in one step: temporary file, fsync, rename, fsync of the folder.
std::error_code replace_private_file(const std::filesystem::path& file, std::span<const std::byte> content);

// Unlinks and makes the folder durable. No error when it is not there.
std::error_code remove_private_file(const std::filesystem::path& file);

}  // namespace silhouette::platform
