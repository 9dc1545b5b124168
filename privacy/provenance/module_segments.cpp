#include "privacy/provenance/module_segments.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "platform/loaded_modules.h"
#include "privacy/provenance/segment_byte.h"

namespace silhouette::privacy {
namespace {

// Looked at, and copied with the loader's lock held, at a time: some ten microseconds. Even, so that no UTF-16 unit
// belongs to two windows.
constexpr std::size_t kPiece = std::size_t{64} << 10;

}  // namespace

ModuleSegments::ModuleSegments(std::span<const std::span<const std::byte>> of_file) {
    const auto before = [](const auto& a, const auto& b) { return std::less<>()(a.data(), b.data()); };
    const auto lowest = std::ranges::min_element(of_file, before);
    for (const auto& segment : of_file) {
        base_ = lowest->data();
        segments_.push_back({static_cast<std::size_t>(segment.data() - base_), segment.size()});
    }
}

ModuleSegments::ModuleSegments(std::string_view path, const void* base)
    : base_(static_cast<const std::byte*>(base)), path_(path) {
    platform::for_each_module([&](const platform::LoadedModule& loaded) {
        if (loaded.base != base || loaded.path != path) {
            return true;
        }
        for (const auto& segment : loaded.read_only) {
            segments_.push_back({static_cast<std::size_t>(segment.data() - base_), segment.size()});
        }
        // Never unloaded: read where it is.
        stays_ = loaded.is_executable;
        return false;
    });
}

std::span<const std::byte> ModuleSegments::read(const Segment& segment, std::size_t at, std::size_t size,
                                                std::vector<std::byte>& storage) const {
    if (stays_ && kReadsInPlace) {
        return {base_ + segment.place + at, size};
    }
    storage.resize(size);
    for (std::size_t done = 0; done < size; done += kPiece) {
        if (!copy(segment, at + done, std::span(storage).subspan(done, std::min(kPiece, size - done)))) {
            return {};
        }
    }
    return storage;
}

// Whether the module is there.
bool ModuleSegments::copy(const Segment& segment, std::size_t at, std::span<std::byte> piece) const {
    const std::byte* const begin = base_ + segment.place;
    if (stays_) {
        copy_segment({begin, segment.size}, at, piece);
        return true;
    }
    bool is_there = false;
    // Of what is loaded the loader tells again for each piece, since it may have gone, and another file of this path
    // may have been loaded to its place.
    platform::for_each_module([&](const platform::LoadedModule& loaded) {
        if (loaded.base != base_ || loaded.path != path_) {
            return true;
        }
        is_there = std::ranges::any_of(
            loaded.read_only, [&](const auto& one) { return one.data() == begin && one.size() == segment.size; });
        if (is_there) {
            copy_segment({begin, segment.size}, at, piece);
        }
        return false;
    });
    return is_there;
}

bool ModuleSegments::for_each_window(const Segment& segment,
                                     const std::function<void(const SegmentWindow&)>& visit) const {
    std::vector<std::byte> storage;
    for (std::size_t begin = 0; begin < segment.size; begin += kPiece) {
        SegmentWindow window;
        window.begin = std::min(begin, kBefore);
        window.end = window.begin + std::min(kPiece, segment.size - begin);
        window.place = begin - window.begin;
        window.segment_size = segment.size;
        window.is_odd = (segment.place + window.place) % 2 != 0;
        window.bytes = read(segment, window.place, std::min(window.end + kAfter, segment.size - window.place), storage);
        if (window.bytes.empty()) {
            return false;
        }
        visit(window);
    }
    return true;
}

}  // namespace silhouette::privacy
