// A bounded queue: many producers, one consumer. Both ends are lock-free; push() and pop() neither allocate nor enter
// the kernel. Full means "no": the producer drops and counts.
//
// The memory must be zero at the start and may become zero in a forked child (then the child sees an empty queue). Each
// slot counts its turns: 2 × lap when free, 2 × lap + 1 when filled, so zero is the initial state of all of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "platform/secure_memory.h"
#include "sdk/boundary/event.h"

namespace silhouette::boundary {

class Queue {
  public:
    static constexpr std::uint32_t kCapacityMin = 64;
    static constexpr std::uint32_t kCapacityMax = 65'536;

    // `capacity`: a power of two. Without memory the queue is always full: see operator bool.
    explicit Queue(std::uint32_t capacity)
        : memory_(capacity * sizeof(Slot)),
          slots_(reinterpret_cast<Slot*>(memory_.bytes().data())),
          mask_(capacity - 1),
          shift_(static_cast<unsigned>(__builtin_ctz(capacity))) {}
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    explicit operator bool() const noexcept { return slots_ != nullptr; }
    std::uint32_t capacity() const noexcept { return static_cast<std::uint32_t>(mask_ + 1); }

    // Any thread. False when full.
    bool push(const Event& event) noexcept {
        std::uint64_t position = tail_.load(std::memory_order_relaxed);
        for (;;) {
            Slot& slot = slots_[position & mask_];
            const std::uint64_t free_turn = (position >> shift_) * 2;
            const std::uint64_t turn = slot.turn.load(std::memory_order_acquire);
            if (turn == free_turn) {
                if (tail_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
                    slot.event = event;
                    // Sequentially consistent: the producer asks next whether the consumer sleeps.
                    slot.turn.store(free_turn + 1, std::memory_order_seq_cst);
                    return true;
                }
            } else if (turn < free_turn) {
                return false;
            } else {
                position = tail_.load(std::memory_order_relaxed);
            }
        }
    }

    // The consumer's thread only. False when empty. What was taken is cleansed.
    bool pop(Event& event) noexcept {
        Slot& slot = slots_[head_ & mask_];
        const std::uint64_t filled_turn = (head_ >> shift_) * 2 + 1;
        if (slot.turn.load(std::memory_order_acquire) != filled_turn) {
            return false;
        }
        event = slot.event;
        platform::cleanse({reinterpret_cast<std::byte*>(&slot.event), sizeof slot.event});
        slot.turn.store(filled_turn + 1, std::memory_order_release);
        ++head_;
        return true;
    }

    // The consumer's thread only.
    bool empty() const noexcept {
        return slots_[head_ & mask_].turn.load(std::memory_order_seq_cst) != (head_ >> shift_) * 2 + 1;
    }

  private:
    struct Slot {
        std::atomic<std::uint64_t> turn;
        Event event;
    };

    platform::SecureBuffer memory_;
    Slot* slots_;
    std::uint64_t mask_;
    unsigned shift_;
    // Producers and the consumer on cache lines of their own.
    alignas(64) std::atomic<std::uint64_t> tail_{0};
    alignas(64) std::uint64_t head_ = 0;
};

}  // namespace silhouette::boundary
