// The number that each click of the stress test carries. It travels in what the wire carries anyway: the point, the
// button, the count and the trigger. So every stored click tells when it was issued, and whether that was allowed.
//
//   bit 23       issued while the host knew for sure that nothing may be captured
//   bits 13-22   the opening it was issued in (page.h), modulo 1,024
//   bits 0-12    running number within that opening
#pragma once

#include <cstdint>

namespace silhouette::stress {

inline constexpr std::uint32_t kSequenceBits = 13, kOpeningBits = 10;
inline constexpr std::uint32_t kSequenceMask = (1u << kSequenceBits) - 1, kOpeningMask = (1u << kOpeningBits) - 1;

struct ClickNumber {
    std::uint32_t sequence = 0, opening = 0;
    bool closed = false;

    std::uint32_t packed() const {
        return (closed ? 1u << (kSequenceBits + kOpeningBits) : 0u) | (opening & kOpeningMask) << kSequenceBits |
               (sequence & kSequenceMask);
    }
    static ClickNumber unpacked(std::uint32_t number) {
        return {number & kSequenceMask, number >> kSequenceBits & kOpeningMask,
                (number >> (kSequenceBits + kOpeningBits)) != 0};
    }
};

// As sil_adapter_click() takes it, and as ClickColumns carries it (points plus 1; kinds: button, count, trigger).
struct ClickParts {
    std::uint32_t x = 0, y = 0;                         // 0 … 1,000
    std::uint32_t button = 0, second = 0, trigger = 0;  // 2, 1 and 2 bits
};
inline constexpr std::uint32_t kPoints = 1'001, kNumbers = 1u << 24;

// One to one, so that neighbours look nothing like each other and bodies do not compress to nothing.
inline constexpr std::uint32_t kScatter = 0x3779b1, kGather = 0x8b2f51;
static_assert((kScatter * kGather) % kNumbers == 1);

inline ClickParts parts_of(std::uint32_t packed) {
    const std::uint32_t scattered = packed * kScatter % kNumbers;
    const std::uint32_t rest = scattered / (kPoints * kPoints);
    return {scattered % kPoints, scattered / kPoints % kPoints, rest & 3u, rest >> 2 & 1u, rest >> 3 & 3u};
}
inline std::uint32_t packed_of(std::uint32_t wire_kinds, std::uint32_t wire_x, std::uint32_t wire_y) {
    // The wire's kinds have the same three fields at the same places.
    const std::uint32_t scattered = ((wire_kinds & 31u) * kPoints + (wire_y - 1)) * kPoints + (wire_x - 1);
    return scattered * kGather % kNumbers;
}

}  // namespace silhouette::stress
