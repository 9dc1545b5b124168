// The read-only segments of a module, to be read for long: of a library, which the host may unload at any time, copies,
// since as long as the loader is kept from that the host waits for it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace silhouette::privacy {

class ModuleSegments {
  public:
    struct Segment {
        std::span<const std::byte> bytes;
        std::size_t place = 0;  // of its first byte, from the module's base
    };

    // Those of a program file, which stay where they are.
    explicit ModuleSegments(std::span<const std::span<const std::byte>> of_file);
    // Those of a module that is loaded in this process, as platform::LoadedModule names it. None when it is gone.
    ModuleSegments(std::string_view path, const void* base);
    ModuleSegments(const ModuleSegments&) = delete;
    ModuleSegments& operator=(const ModuleSegments&) = delete;

    std::span<const Segment> all() const { return segments_; }
    // Segments that were too much to copy.
    std::size_t left_out() const { return left_out_; }

  private:
    std::vector<Segment> segments_;
    std::vector<std::vector<std::byte>> copies_;
    std::size_t left_out_ = 0;
};

}  // namespace silhouette::privacy
