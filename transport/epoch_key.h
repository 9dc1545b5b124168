// The key of an epoch: <state>/<app>/epoch.key. Everything that the recorder leaves on disk is encrypted with it, so
// that destroying it makes all of that unreadable at once, before a single file is gone.
//
// One key for all processes of a user's app. It is made by the first that opens, and lives until an explicit "no". Who
// works with it holds a shared lock on its file, so that a process without a yes of its own can tell whether others do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "platform/secure_memory.h"

namespace silhouette::transport {

// Tells the files of an epoch from those of another; reveals nothing of the key.
using EpochMark = std::array<std::byte, 8>;

class EpochKey {
  public:
    static constexpr std::size_t kBytes = 32;      // AES-256
    static constexpr std::size_t kFileBytes = 48;  // on disk: a mark, since when the tenant allows it, and the key

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
    // A descriptor, with the lock on it. Listed, so that a child of fork() closes it: the lock is its parent's, and
    // ends with it.
    class Use {
      public:
        Use() = default;
        Use(int descriptor, bool is_listed) noexcept : descriptor_(descriptor), is_listed_(is_listed) {}
        ~Use();
        Use(Use&& other) noexcept
            : descriptor_(std::exchange(other.descriptor_, -1)), is_listed_(std::exchange(other.is_listed_, false)) {}
        Use& operator=(Use&& other) noexcept {
            std::swap(descriptor_, other.descriptor_);
            std::swap(is_listed_, other.is_listed_);
            return *this;
        }
        int descriptor() const noexcept { return descriptor_; }
        // The file is there yet: what was read by its name since then is what the lock is on.
        bool lasts() const noexcept;

      private:
        int descriptor_ = -1;
        bool is_listed_ = false;
    };

    EpochKey() = default;
    // `only_sure`: nothing when a fork came between its opening and the list.
    static Use begin_use(const std::filesystem::path& file, bool only_sure) noexcept;

    platform::SecureBuffer key_;
    std::uint64_t allowed_since_ = 0;
    Use use_;
};

// <state>/<app>/epoch.key, where `state` is the app's folder.
std::filesystem::path epoch_key_file(const std::filesystem::path& state);

// Whether another process works with the key that lies there. Any thread.
bool is_used_by_others(const std::filesystem::path& file) noexcept;

// Which key is meant, where another one may lie at the same place by now.
struct WhichKey {
    // Whether it is the one with this mark (none: damaged). Asked when no other can come in its place until it is gone.
    // Empty: whichever lies there.
    std::function<bool(const std::optional<EpochMark>& mark)> is_it;
    // Not while other processes work with it.
    bool unless_others_use_it = false;
};
// The key of that epoch and no other.
WhichKey key_of(const EpochMark& mark, bool unless_others_use_it = false);

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
    // No key was left there, whoever destroyed it.
    bool is_gone() const noexcept { return is_gone_; }

  private:
    friend DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path&, std::error_code&,
                                                  const WhichKey&) noexcept;
    static constexpr std::size_t kFiles = 4;
    int folder_ = -1;
    std::array<int, kFiles> files_{-1, -1, -1, -1};
    bool is_gone_ = false;
};

// Overwrites and unlinks: some system calls, no waiting for the disk. Any thread, any process; no error when there is
// none, or it is not the one.
DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path& file, std::error_code& error,
                                       const WhichKey& which = {}) noexcept;

// Overwrites, unlinks, makes it durable. Any thread, any process; no error when there is none. What snapshots of the
// file system or worn flash cells retain is beyond it (docs/transport.md).
std::error_code destroy_epoch_key(const std::filesystem::path& file, const WhichKey& which = {}) noexcept;

}  // namespace silhouette::transport
