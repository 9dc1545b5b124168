// A few buffers for the facts of layouts. The toolkit's thread fills a free one and hands its number over by the queue;
// the recorder thread reads it and gives it back. None free means "no": the layout is dropped and counted.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include <silhouette/adapter.h>

#include "platform/secure_memory.h"

namespace silhouette::boundary {

class LayoutPool {
  public:
    // A window, its dialog, a menu and a page change within one drain; more at once is not what a person does.
    static constexpr std::uint32_t kBuffers = 6;
    static constexpr std::uint32_t kNone = kBuffers;

    LayoutPool() : memory_(kBuffers * kBufferBytes) {}
    explicit operator bool() const noexcept { return static_cast<bool>(memory_); }

    // Any thread. Copies; kNone when no buffer is free.
    std::uint32_t fill(std::span<const sil_layout_node> nodes) noexcept {
        for (std::uint32_t number = 0; number < kBuffers; ++number) {
            std::uint32_t expected = kFree;
            if (states_[number].compare_exchange_strong(expected, kFilled, std::memory_order_acquire,
                                                        std::memory_order_relaxed)) {
                std::memcpy(buffer(number), nodes.data(), nodes.size_bytes());
                counts_[number] = static_cast<std::uint32_t>(nodes.size());
                return number;
            }
        }
        return kNone;
    }

    // The recorder thread, after the number came by the queue. Valid until give_back().
    std::span<const sil_layout_node> nodes(std::uint32_t number) const noexcept {
        return {buffer(number), counts_[number]};
    }

    void give_back(std::uint32_t number) noexcept {
        platform::cleanse({reinterpret_cast<std::byte*>(buffer(number)), counts_[number] * sizeof(sil_layout_node)});
        counts_[number] = 0;
        states_[number].store(kFree, std::memory_order_release);
    }

  private:
    static constexpr std::size_t kBufferBytes = SIL_LAYOUT_NODES_MAX * sizeof(sil_layout_node);
    static constexpr std::uint32_t kFree = 0, kFilled = 1;

    sil_layout_node* buffer(std::uint32_t number) const noexcept {
        return reinterpret_cast<sil_layout_node*>(memory_.bytes().data() + number * kBufferBytes);
    }

    platform::SecureBuffer memory_;
    std::array<std::atomic<std::uint32_t>, kBuffers> states_{};
    std::array<std::uint32_t, kBuffers> counts_{};
};

}  // namespace silhouette::boundary
