// A heap in a mapping of its own that memory.py finds by its name, and reads Head of. What was freed stays as it was as
// long as there is room.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

namespace silhouette::own_heap {

constexpr std::size_t kHeap = std::size_t{256} << 20;  // reserved only; what is touched counts
constexpr std::size_t kSmallest = 16, kKinds = 100;
// As long as less was asked for in all, no freed block is used again, save large ones (buffers of zstd); then the one
// that was freed first is. More would take long to search.
constexpr std::size_t kKeep = std::size_t{6} << 20, kLarge = 16 << 10;
constexpr std::uint64_t kMagic = 0x70616568'6e776f21;

struct Head {
    std::uint64_t magic = kMagic;
    std::atomic<std::uint64_t> used{4096};  // bytes of the heap that ever held anything
    std::atomic<std::uint64_t> outside{0};  // allocations of ours that found no room here
};

class Lock {
  public:
    explicit Lock(std::atomic_flag& flag) : flag_(flag) {
        while (flag_.test_and_set(std::memory_order_acquire)) {
        }
    }
    ~Lock() { flag_.clear(std::memory_order_release); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

  private:
    std::atomic_flag& flag_;
};

// Four sizes for each doubling.
std::size_t size_of(std::uint32_t kind) {
    return (kSmallest << (kind / 4)) + (kSmallest << (kind / 4)) / 4 * (kind % 4);
}

std::uint32_t kind_of(std::size_t size) {
    std::uint32_t kind = size <= kSmallest ? 0 : 4 * (static_cast<std::uint32_t>(std::bit_width(size / kSmallest)) - 1);
    while (size_of(kind) < size) {
        ++kind;
    }
    return kind;
}

class Heap {
  public:
    void* take(std::size_t size) {
        std::byte* const begin = place();
        if (begin == nullptr || size > kHeap) {
            return nullptr;
        }
        Head& head = *reinterpret_cast<Head*>(begin);
        const std::uint32_t kind = kind_of(size);
        const std::size_t whole = (size_of(kind) + sizeof(Around) + 15) / 16 * 16;
        const Lock lock(busy_);
        Freed& freed = freed_[kind];
        std::byte* block = nullptr;
        if (freed.first != nullptr && (whole > kLarge || head.used + whole > kKeep)) {
            block = freed.first;
            freed.first = around(block).next;
        } else if (head.used + whole <= kHeap) {
            block = begin + head.used + sizeof(Around);
            head.used += whole;
        } else {
            ++head.outside;
            return nullptr;
        }
        around(block).kind = kind;
        return block;
    }
    void give_back(void* given) {
        auto* const block = static_cast<std::byte*>(given);
        const Lock lock(busy_);
        around(block).next = nullptr;
        Freed& freed = freed_[around(block).kind];
        (freed.first != nullptr ? around(freed.last).next : freed.first) = block;
        freed.last = block;
    }
    bool has(const void* block) const {
        const auto* const begin = begin_.load(std::memory_order_acquire);
        return begin != nullptr && block >= begin && block < begin + kHeap;
    }
    static std::size_t length(void* block) { return size_of(around(static_cast<std::byte*>(block)).kind); }

  private:
    // Stands before each block, so that what was in a freed one stays.
    struct Around {
        std::byte* next;  // the block that was freed after it
        std::uint32_t kind;
    };
    static_assert(sizeof(Around) == 16);
    struct Freed {
        std::byte *first = nullptr, *last = nullptr;  // of one size: freed before all others, after all others
    };

    static Around& around(std::byte* block) { return *reinterpret_cast<Around*>(block - sizeof(Around)); }

    std::byte* place() {
        std::byte* begin = begin_.load(std::memory_order_acquire);
        if (begin != nullptr) {
            return begin;
        }
        const Lock lock(busy_);
        begin = begin_.load(std::memory_order_relaxed);
        if (begin != nullptr) {
            return begin;
        }
        const int file = ::memfd_create("own_heap", MFD_CLOEXEC);
        if (file < 0 || ::ftruncate(file, kHeap) != 0) {
            return nullptr;
        }
        void* const mapped = ::mmap(nullptr, kHeap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0);
        ::close(file);
        if (mapped == MAP_FAILED) {
            return nullptr;
        }
        begin = static_cast<std::byte*>(mapped);
        new (begin) Head();
        begin_.store(begin, std::memory_order_release);
        return begin;
    }

    std::atomic<std::byte*> begin_{nullptr};
    std::atomic_flag busy_{};
    std::array<Freed, kKinds> freed_{};
};

}  // namespace silhouette::own_heap
