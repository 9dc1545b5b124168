// The key that this process works with, and whether it is still the one of all others.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "transport/epoch_key.h"

namespace silhouette::transport {

class OpenEpoch {
  public:
    // `state`: the app's folder, that the key lies in. Empty: none, every epoch lives in memory only.
    explicit OpenEpoch(std::filesystem::path state) : state_(std::move(state)) {}

    enum class Opened { on_disk, in_memory, called_off };
    // As EpochKey::read_or_create(). In memory where the disk refuses; called off by a "no", or since it is of another
    // yes.
    Opened open(const std::function<bool()>& wanted, const std::function<bool()>& still, std::uint64_t allowed_since);
    void close() noexcept { key_.reset(); }

    // Empty where none is open, or there was no memory for one.
    explicit operator bool() const noexcept { return key_.has_value(); }
    const EpochKey& operator*() const noexcept { return *key_; }

    // Of a key that lies on disk.
    std::optional<EpochMark> mark() const;
    // False when another key lies there, or none. `if_unreadable`: the answer where the disk does not let it be read.
    bool lasts(bool if_unreadable) const;
    // Where it lies; empty: nowhere.
    std::filesystem::path file() const { return state_.empty() ? std::filesystem::path() : epoch_key_file(state_); }

  private:
    std::filesystem::path state_;
    std::optional<EpochKey> key_;
    bool is_on_disk_ = false;
};

}  // namespace silhouette::transport
