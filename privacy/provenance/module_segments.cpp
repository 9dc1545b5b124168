#include "privacy/provenance/module_segments.h"

#include <algorithm>
#include <functional>

#include "platform/loaded_modules.h"
#include "privacy/provenance/segment_byte.h"

namespace silhouette::privacy {
namespace {

// Copied at a time, with the loader's lock held: some ten microseconds.
constexpr std::size_t kPiece = std::size_t{64} << 10;
// Of one library. Bounds what lies in memory while it is read.
constexpr std::size_t kCopiedMax = std::size_t{32} << 20;

std::size_t place_of(std::span<const std::byte> segment, const void* base) {
    return static_cast<std::size_t>(segment.data() - static_cast<const std::byte*>(base));
}

}  // namespace

ModuleSegments::ModuleSegments(std::span<const std::span<const std::byte>> of_file) {
    const auto before = [](const auto& a, const auto& b) { return std::less<>()(a.data(), b.data()); };
    const auto lowest = std::ranges::min_element(of_file, before);
    for (const auto& segment : of_file) {
        segments_.push_back({segment, place_of(segment, lowest->data())});
    }
}

ModuleSegments::ModuleSegments(std::string_view path, const void* base) {
    bool is_there = false;
    // Of what is loaded the loader tells again for each piece, since it may have gone.
    const auto visit = [&](auto&& use) {
        is_there = false;
        platform::for_each_module([&](const platform::LoadedModule& loaded) {
            if (loaded.base != base || loaded.path != path) {
                return true;
            }
            is_there = true;
            use(loaded);
            return false;
        });
    };
    std::size_t copied = 0;
    visit([&](const platform::LoadedModule& loaded) {
        for (const auto& segment : loaded.read_only) {
            if (!loaded.is_executable && (copied += segment.size()) > kCopiedMax) {
                copied -= segment.size();
                ++left_out_;
                continue;
            }
            segments_.push_back({segment, place_of(segment, base)});
        }
        // Never unloaded: read where it is.
        copied = loaded.is_executable ? 0 : copied;
    });
    if (copied == 0) {
        return;
    }
    for (Segment& segment : segments_) {
        std::vector<std::byte>& copy = copies_.emplace_back();
        copy.reserve(segment.bytes.size());
        while (is_there && copy.size() < segment.bytes.size()) {
            visit([&](const platform::LoadedModule& loaded) {
                // Another file of this path may have been loaded to this place meanwhile.
                const auto same = std::ranges::find_if(loaded.read_only, [&](const auto& one) {
                    return one.data() == segment.bytes.data() && one.size() == segment.bytes.size();
                });
                is_there = same != loaded.read_only.end();
                if (is_there) {
                    std::vector<std::byte> storage;
                    const auto piece =
                        readable(same->subspan(copy.size(), std::min(kPiece, same->size() - copy.size())), storage);
                    copy.insert(copy.end(), piece.begin(), piece.end());
                }
            });
        }
        segment.bytes = copy;
    }
    if (!is_there) {
        segments_.clear();
    }
}

}  // namespace silhouette::privacy
