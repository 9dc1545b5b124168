// What the file of an epoch's key holds: a mark of its kind, since when the tenant allows it, and the key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace silhouette::transport {

// Tells the files of an epoch from those of another; reveals nothing of the key.
using EpochMark = std::array<std::byte, 8>;

namespace key_bytes {

inline constexpr std::size_t kKey = 32;  // AES-256
inline constexpr std::size_t kFile = 48;

using Key = std::span<const std::byte, kKey>;

// Who was killed while making a key left a file with such a name beside it.
inline constexpr char kTemporaryPrefix[] = ".epoch-";

EpochMark mark_of(Key key) noexcept;

// To be cleansed by the caller.
std::array<std::byte, kFile> encode(Key key, std::uint64_t allowed_since) noexcept;

// Of a whole file.
bool is_one(std::span<const std::byte> file) noexcept;
// Of one that is.
Key key_in(std::span<const std::byte> file) noexcept;
// As this machine writes numbers: a file of another one is of no use here.
std::uint64_t allowed_since_in(std::span<const std::byte> file) noexcept;

}  // namespace key_bytes
}  // namespace silhouette::transport
