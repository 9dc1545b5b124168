// The key of an epoch: <state>/<app>/epoch.key. Everything that the recorder leaves on disk is encrypted with it, so
// that destroying it makes all of that unreadable at once, before a single file is gone.
//
// One key for all processes of a user's app. It is made by the first that opens, and lives until an explicit "no".
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <system_error>

#include "platform/secure_memory.h"

namespace silhouette::transport {

class EpochKey {
  public:
    static constexpr std::size_t kBytes = 32;  // AES-256

    // The key on disk. Empty with `error` when there is none or it is damaged.
    static std::optional<EpochKey> read(const std::filesystem::path& file, std::error_code& error);
    // The key on disk, or a new one, put there in one step: of two processes that create at once both get the same key.
    // A damaged file is replaced: what was encrypted with it is lost either way.
    static std::optional<EpochKey> read_or_create(const std::filesystem::path& file, std::error_code& error);
    // A key that is nowhere but in this memory. Empty without memory or randomness.
    static std::optional<EpochKey> in_memory();

    std::span<const std::byte, kBytes> bytes() const noexcept {
        return std::span<const std::byte, kBytes>(key_.bytes());
    }
    // Tells the files of this epoch from those of another; reveals nothing of the key.
    std::array<std::byte, 8> mark() const;

  private:
    EpochKey() = default;
    platform::SecureBuffer key_;
};

// <state>/<app>/epoch.key, where `state` is the app's folder.
std::filesystem::path epoch_key_file(const std::filesystem::path& state);

// Overwrites, unlinks, makes it durable. Any thread, any process; no error when there is none. What snapshots of the
// file system or worn flash cells retain is beyond it (docs/transport.md).
std::error_code destroy_epoch_key(const std::filesystem::path& file) noexcept;

}  // namespace silhouette::transport
