// The end of an epoch's key. What was encrypted with it is unreadable from then on, before a single file is gone.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <system_error>

#include "platform/descriptor.h"
#include "transport/key_bytes.h"

namespace silhouette::transport {

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
    // Waits for the disk.
    void make_durable() noexcept;
    // No key was left there, whoever destroyed it.
    bool is_gone() const noexcept { return is_gone_; }

  private:
    friend DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path&, std::error_code&,
                                                  const WhichKey&) noexcept;
    void destroy_unfinished(const WhichKey& which, bool& unlinked, std::error_code& error) noexcept;

    static constexpr std::size_t kFiles = 4;
    platform::Descriptor folder_;
    std::array<platform::Descriptor, kFiles> files_;
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
