// Files of one user: mode 0600 in folders of mode 0700, never through a symbolic link, never owned by somebody else.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include "platform/descriptor.h"

namespace silhouette::platform {

// Makes the folder and those above it that are missing (mode 0700). Fails where the last one is a link or foreign.
std::error_code make_private_folder(const std::filesystem::path& folder);

// A folder (no link) of this user with mode 0700.
bool is_private_folder(const std::filesystem::path& folder) noexcept;

// Something else stands in its place: a link, a file, or a folder of somebody else. False when nothing does.
bool is_no_own_folder(const std::filesystem::path& folder) noexcept;

// Whole file, at most `limit` bytes. Empty optional and `error` set when it is missing, a link, foreign, not a regular
// file, or longer.
std::optional<std::vector<std::byte>> read_private_file(const std::filesystem::path& file, std::size_t limit,
                                                        std::error_code& error);

// Replaces the file in one step: temporary file, fsync, rename, fsync of the folder.
std::error_code replace_private_file(const std::filesystem::path& file, std::span<const std::byte> content);

// A file that was replaced for every process, and not yet for the disk: killing this process takes nothing of it, a
// loss of power may. What was there before is freed at the end of this object, since that may wait for the disk, too.
class ReplacedFile {
  public:
    const std::filesystem::path& file() const { return file_; }
    // Waits for the disk: for what the file holds by then, and its name.
    std::error_code make_durable() const;

  private:
    friend std::error_code replace_private_file_at_once(const std::filesystem::path& file,
                                                        std::span<const std::byte> content, ReplacedFile& replaced);
    std::filesystem::path file_;
    Descriptor before_;
};

// As replace_private_file(), but some system calls only: no waiting for the disk.
std::error_code replace_private_file_at_once(const std::filesystem::path& file, std::span<const std::byte> content,
                                             ReplacedFile& replaced);

// Unlinks what processes left that were killed while they replaced a file of this folder.
void remove_abandoned_files(const std::filesystem::path& folder) noexcept;

// Unlinks and makes the folder durable. No error when it is not there.
std::error_code remove_private_file(const std::filesystem::path& file);

}  // namespace silhouette::platform
