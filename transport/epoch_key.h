// The key of an epoch: <state>/<app>/epoch.key. Everything that the recorder leaves on disk is encrypted with it, so
// that destroying it makes all of that unreadable at once, before a single file is gone.
//
// One key for all processes of a user's app. It is made by the first that opens, and lives until an explicit "no".
// Made and read here; who works with it: key_use.h; its end: destroyed_key.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <system_error>

#include "platform/secure_memory.h"
#include "transport/key_bytes.h"
#include "transport/key_use.h"

namespace silhouette::transport {

class EpochKey {
  public:
    static constexpr std::size_t kBytes = key_bytes::kKey;
    static constexpr std::size_t kFileBytes = key_bytes::kFile;

    // The key on disk, to look at. Empty with `error` when there is none or it is damaged.
    static std::optional<EpochKey> read(const std::filesystem::path& file, std::error_code& error);
    // The key on disk, or a new one, put there in one step: of two processes that create at once both get the same key.
    // A damaged file is replaced: what was encrypted with it is lost either way.
    //
    // It is of one yes of the tenant's: one that was made under another is not taken (operation_canceled).
    //
    // A new one is made only while `wanted` says so, which may take its time: it is asked before the file appears and
    // once more afterwards. Who destroys a key of this process first makes `still` false, which is asked, too, with no
    // destroy_epoch_key() of this process between the question and the file: no key is left (operation_canceled).
    static std::optional<EpochKey> read_or_create(const std::filesystem::path& file, std::error_code& error,
                                                  const std::function<bool()>& wanted = {},
                                                  const std::function<bool()>& still = {},
                                                  std::uint64_t allowed_since = 0);
    // A key that is nowhere but in this memory. Empty without memory or randomness.
    static std::optional<EpochKey> in_memory();

    std::span<const std::byte, kBytes> bytes() const noexcept {
        return std::span<const std::byte, kBytes>(key_.bytes());
    }
    EpochMark mark() const;
    // Since when the tenant allowed it, as the verdict said under which it was made.
    std::uint64_t allowed_since() const noexcept { return allowed_since_; }

  private:
    EpochKey() = default;

    platform::SecureBuffer key_;
    std::uint64_t allowed_since_ = 0;
    KeyUse use_;
};

// <state>/<app>/epoch.key, where `state` is the app's folder.
std::filesystem::path epoch_key_file(const std::filesystem::path& state);

}  // namespace silhouette::transport
