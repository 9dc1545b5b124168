// One byte of a module's read-only segment. AddressSanitizer puts forbidden zones between the literals of a program
// that is built with it, and a scan of whole segments walks over them: there, reading is exempt, and the bounds are
// checked here.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SILHOUETTE_ADDRESS_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SILHOUETTE_ADDRESS_SANITIZER 1
#endif

namespace silhouette::privacy {

#ifdef SILHOUETTE_ADDRESS_SANITIZER
__attribute__((no_sanitize("address"), noinline)) inline std::byte segment_byte(std::span<const std::byte> segment,
                                                                                std::size_t at) {
    if (at >= segment.size()) {
        __builtin_trap();
    }
    const std::byte* first = segment.data();
    return first[at];
}
// The whole segment for functions that know nothing of this: a copy in `storage` where reading in place is watched.
inline std::span<const std::byte> readable(std::span<const std::byte> segment, std::vector<std::byte>& storage) {
    storage.resize(segment.size());
    for (std::size_t at = 0; at < segment.size(); ++at) {
        storage[at] = segment_byte(segment, at);
    }
    return storage;
}
#else
inline std::byte segment_byte(std::span<const std::byte> segment, std::size_t at) {
    return segment[at];
}
inline std::span<const std::byte> readable(std::span<const std::byte> segment, std::vector<std::byte>&) {
    return segment;
}
#endif

}  // namespace silhouette::privacy
