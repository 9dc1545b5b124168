// The read-only segments of a module, piece by piece. Of a library, which the host may unload at any time, each piece
// is a copy, since as long as the loader is kept from that the host waits for it.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/provenance/segment_window.h"

namespace silhouette::privacy {

class ModuleSegments {
  public:
    struct Segment {
        std::size_t place = 0;  // of its first byte, from the module's base
        std::size_t size = 0;
    };

    // Those of a program file, which stay where they are.
    explicit ModuleSegments(std::span<const std::span<const std::byte>> of_file);
    // Those of a module that is loaded in this process, as platform::LoadedModule names it. None when it is gone.
    ModuleSegments(std::string_view path, const void* base);
    ModuleSegments(const ModuleSegments&) = delete;
    ModuleSegments& operator=(const ModuleSegments&) = delete;

    std::span<const Segment> all() const { return segments_; }

    // So many bytes of a segment, and none when the module is gone. Valid as long as `storage`, where they may be.
    std::span<const std::byte> read(const Segment& segment, std::size_t at, std::size_t size,
                                    std::vector<std::byte>& storage) const;

    // Visits the segment in windows, each byte once as one of the window's own. Whether the module is still there.
    bool for_each_window(const Segment& segment, const std::function<void(const SegmentWindow&)>& visit) const;

  private:
    bool copy(const Segment& segment, std::size_t at, std::span<std::byte> piece) const;

    std::vector<Segment> segments_;
    const std::byte* base_ = nullptr;
    std::string path_;
    bool stays_ = true;
};

}  // namespace silhouette::privacy
