// The key of an epoch: <state>/<app>/epoch.key. Everything that the recorder leaves on disk is encrypted with it, so
// that destroying it makes all of that unreadable at once, before a single file is gone.
//
// One key for all processes of a user's app. It is made by the first that opens, and lives until an explicit "no".
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <system_error>

#include "platform/secure_memory.h"

namespace silhouette::transport {

class EpochKey {
  public:
    static constexpr std::size_t kBytes = 32;      // AES-256
    static constexpr std::size_t kFileBytes = 40;  // on disk: a mark, and the key

    // The key on disk. Empty with `error` when there is none or it is damaged.
    static std::optional<EpochKey> read(const std::filesystem::path& file, std::error_code& error);
    // The key on disk, or a new one, put there in one step: of two processes that create at once both get the same key.
    // A damaged file is replaced: what was encrypted with it is lost either way.
    //
    // A new one is made only while `wanted` says so: it is asked before the file appears and once more afterwards, and
    // no destroy_epoch_key() of this process comes between the first question and the file. Who first makes `wanted`
    // false and then destroys leaves no key (operation_canceled).
    static std::optional<EpochKey> read_or_create(const std::filesystem::path& file, std::error_code& error,
                                                  const std::function<bool()>& wanted = {});
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

// A key that is gone for every process, and not yet for the disk.
class DestroyedKey {
  public:
    DestroyedKey() = default;
    ~DestroyedKey();
    DestroyedKey(DestroyedKey&& other) noexcept;
    DestroyedKey& operator=(DestroyedKey&& other) noexcept;
    DestroyedKey(const DestroyedKey&) = delete;
    DestroyedKey& operator=(const DestroyedKey&) = delete;

    // Waits for the disk.
    void make_durable() noexcept;

  private:
    friend DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path& file, std::error_code& error) noexcept;
    int folder_ = -1, file_ = -1;
};

// Overwrites and unlinks: some system calls, no waiting for the disk. Any thread, any process; no error when there is
// none.
DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path& file, std::error_code& error) noexcept;

// Overwrites, unlinks, makes it durable. Any thread, any process; no error when there is none. What snapshots of the
// file system or worn flash cells retain is beyond it (docs/transport.md).
std::error_code destroy_epoch_key(const std::filesystem::path& file) noexcept;

}  // namespace silhouette::transport
