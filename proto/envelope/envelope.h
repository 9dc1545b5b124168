// The envelope of a batch: one zstd frame, with the dictionary that ships in the SDK. Both ends use it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace silhouette::envelope {

// Largest uncompressed batch that either end accepts: 16 times the default batch, far above what 4,096 events need.
inline constexpr std::size_t kUncompressedMax = std::size_t{1} << 20;
// Largest body. A batch that does not compress at all still fits.
inline constexpr std::size_t kCompressedMax = kUncompressedMax + (std::size_t{1} << 12);
// zstd level: 3 costs 10-20 µs for a batch of 100 clicks; more gains less than 2 %.
inline constexpr int kLevel = 3;

enum class Error { none, too_large, not_zstd, unknown_dictionary, damaged };

// Empty on lack of memory or when `plain` is larger than kUncompressedMax.
std::vector<std::byte> seal(std::span<const std::byte> plain);

// Bounded before work is done: the size in the frame's header is checked first, streams without one are refused,
// and so are trailing bytes.
std::optional<std::vector<std::byte>> open(std::span<const std::byte> sealed, Error& error);

}  // namespace silhouette::envelope
