// The gate: one atomic word. 0 is closed; anything else is the generation of the session that is being recorded.
#pragma once

#include <atomic>
#include <cstdint>

namespace silhouette::privacy {

class Gate {
  public:
    // Hot. 0: closed. Sequentially consistent, as close() is: a caller that announced itself before it asks here, and a
    // closer that counts callers after it has shut, cannot miss each other. Costs no more than an acquiring load.
    std::uint32_t generation() const noexcept { return word_.load(std::memory_order_seq_cst); }
    bool is_open() const noexcept { return generation() != 0; }

    // Shuts the gate; nothing captured afterwards passes. Any thread.
    void close() noexcept { word_.store(0, std::memory_order_seq_cst); }

    // Opens with a generation that was never used before in this process.
    std::uint32_t open() noexcept {
        const std::uint32_t next = ++last_;
        word_.store(next, std::memory_order_seq_cst);
        return next;
    }

  private:
    std::atomic<std::uint32_t> word_{0};
    std::atomic<std::uint32_t> last_{0};
};

}  // namespace silhouette::privacy
