// Bytes of a module's read-only segment. AddressSanitizer puts forbidden zones between the literals of a program
// that is built with it, and a scan of whole segments walks over them: there, reading is exempt, and the bounds are
// checked here.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SILHOUETTE_ADDRESS_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SILHOUETTE_ADDRESS_SANITIZER 1
#endif

namespace silhouette::privacy {

#ifdef SILHOUETTE_ADDRESS_SANITIZER
// Whether functions that know nothing of this may be given the segment itself: not where reading it is watched.
inline constexpr bool kReadsInPlace = false;

__attribute__((no_sanitize("address"), noinline)) inline std::byte segment_byte(std::span<const std::byte> segment,
                                                                                std::size_t at) {
    if (at >= segment.size()) {
        __builtin_trap();
    }
    const std::byte* first = segment.data();
    return first[at];
}
inline void copy_segment(std::span<const std::byte> segment, std::size_t at, std::span<std::byte> into) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        into[i] = segment_byte(segment, at + i);
    }
}
#else
inline constexpr bool kReadsInPlace = true;

inline std::byte segment_byte(std::span<const std::byte> segment, std::size_t at) {
    return segment[at];
}
inline void copy_segment(std::span<const std::byte> segment, std::size_t at, std::span<std::byte> into) {
    std::memcpy(into.data(), segment.data() + at, into.size());
}
#endif

}  // namespace silhouette::privacy
