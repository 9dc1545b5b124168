// A part of a module's segment, with some bytes around it: what ends (a literal) or begins (a resource) in the part
// itself is this window's to find, so that windows that lie side by side find everything once.
#pragma once

#include <cstddef>
#include <span>

namespace silhouette::privacy {

struct SegmentWindow {
    std::span<const std::byte> bytes;
    std::size_t place = 0;  // of the first of them, in the segment
    // The window's own, as places in `bytes`. Before them lie kBefore bytes and behind them kAfter, as far as the
    // segment goes.
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t segment_size = 0;
    bool is_odd = false;  // whether the first byte was loaded to an odd address
};

// Longer than a name in UTF-16 and what tells where it begins.
inline constexpr std::size_t kBefore = 512;
// Longer than a placeholder in UTF-16, and what of a compressed resource tells of which kind it is.
inline constexpr std::size_t kAfter = std::size_t{8} << 10;

}  // namespace silhouette::privacy
