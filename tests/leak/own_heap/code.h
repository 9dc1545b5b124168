// Where the code of some libraries lies.
#pragma once

#include <link.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace silhouette::own_heap {

constexpr std::size_t kLibraries = 32;

class Code {
  public:
    bool has(std::uintptr_t address) const {
        const std::size_t count = count_.load(std::memory_order_acquire);
        return std::any_of(ranges_.begin(), ranges_.begin() + count,
                           [address](const Range& one) { return address >= one.begin && address < one.end; });
    }
    void add(const dl_phdr_info& library) {
        for (int i = 0; i < library.dlpi_phnum; ++i) {
            const auto& segment = library.dlpi_phdr[i];
            const std::uintptr_t begin = library.dlpi_addr + segment.p_vaddr;
            const std::size_t count = count_.load(std::memory_order_relaxed);
            if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0 && !has(begin) && count < kLibraries) {
                ranges_[count] = {begin, begin + segment.p_memsz};
                count_.store(count + 1, std::memory_order_release);
            }
        }
    }

  private:
    struct Range {
        std::uintptr_t begin = 0, end = 0;
    };
    std::array<Range, kLibraries> ranges_{};
    std::atomic<std::size_t> count_{0};
};

}  // namespace silhouette::own_heap
