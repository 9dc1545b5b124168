// A host's thread between the gate and the end of its call. While any is inside, the recorder does not cleanse or free
// what the call may touch; once the gate is shut and nobody is inside, nothing captured can appear any more.
#pragma once

#include <atomic>
#include <cstdint>

#include "sdk/boundary/page.h"

namespace silhouette::capture {

class Passage {
  public:
    // Costs a load and a branch while the gate is closed.
    explicit Passage(boundary::Page* page) noexcept {
        if (page == nullptr || !page->gate.is_open()) {
            return;
        }
        page->inside.fetch_add(1, std::memory_order_seq_cst);
        // Asked once more: the closer shuts the gate first and counts who is inside afterwards.
        generation_ = page->gate.generation();
        boundary::Buffers* const buffers = page->buffers.load(std::memory_order_acquire);
        if (generation_ == 0 || buffers == nullptr || page->pauses.load(std::memory_order_relaxed) != 0) {
            page->inside.fetch_sub(1, std::memory_order_release);
            return;
        }
        page_ = page;
        buffers_ = buffers;
    }
    ~Passage() {
        if (page_ != nullptr) {
            page_->inside.fetch_sub(1, std::memory_order_release);
        }
    }
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;

    explicit operator bool() const noexcept { return page_ != nullptr; }
    std::uint32_t generation() const noexcept { return generation_; }
    boundary::Page& page() const noexcept { return *page_; }
    boundary::Buffers& buffers() const noexcept { return *buffers_; }

  private:
    boundary::Page* page_ = nullptr;
    boundary::Buffers* buffers_ = nullptr;
    std::uint32_t generation_ = 0;
};

}  // namespace silhouette::capture
