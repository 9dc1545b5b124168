// The one page that the host's threads and the recorder thread share. It lies in memory that a forked child finds
// zeroed: there the gate is closed and nothing is recorded, without a question to the kernel on the hot path.
//
// Made by the first sil_start() of a process and kept to its end, so that no host thread ever reads freed memory.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "privacy/consent/gate.h"
#include "privacy/provenance/names.h"
#include "privacy/provenance/route_table.h"
#include "sdk/boundary/layout_pool.h"
#include "sdk/boundary/queue.h"
#include "sdk/recorder/counter_words.h"

namespace silhouette::boundary {

// What exists only while the gate is open. Freed when the gate is shut and no host thread is inside.
struct Buffers {
    Buffers(std::uint32_t events, std::shared_ptr<const privacy::RouteTable> table)
        : queue(events), routes(std::move(table)) {}
    explicit operator bool() const noexcept { return queue && layouts; }
    Queue queue;
    LayoutPool layouts;
    std::shared_ptr<const privacy::RouteTable> routes;
};

struct Page {
    static constexpr std::uint64_t kAlive = 0x534c484554544531u;

    // kAlive in the process that made the page, 0 in its forked children.
    std::uint64_t alive;
    privacy::Gate gate;
    std::atomic<std::uint32_t> pauses;  // depth of sil_pause()
    // Host threads between the gate and the end of their call.
    std::atomic<std::uint32_t> inside;
    // The recorder thread sleeps without a timer: whoever pushes first wakes it.
    std::atomic<std::uint32_t> asleep;
    // It sleeps for long, expecting little: whoever brings the books to so many captured items wakes it. 0: nobody.
    std::atomic<std::uint64_t> many;
    std::atomic<int> wake_descriptor;
    std::atomic<Buffers*> buffers;
    // Generation << 32 | last number given out.
    std::atomic<std::uint64_t> elements, views;
    // Counts routes, which have no limit: only what belongs to one route has to find together.
    std::atomic<std::uint32_t> routes;
    // The books (sdk/recorder/counter_words.h).
    std::atomic<std::atomic<std::uint64_t>*> words;
    privacy::HashKey hash_key;
    // Last generation of the gate.
    std::atomic<std::uint32_t> last_generation;
    // The books when nobody handed in a mapped file.
    std::array<std::atomic<std::uint64_t>, recorder::kCounterWords> own_words;
};

// Makes the page on first use; nullptr without memory.
Page* make_page() noexcept;

// nullptr before the first sil_start().
inline std::atomic<Page*> g_page{nullptr};

// Numbers that adapters see carry the low bits of their generation, so that a number of an ended session is recognised.
inline constexpr unsigned kNumberBits = 17;
inline constexpr std::uint32_t kNumberMask = (1u << kNumberBits) - 1;
inline constexpr std::uint32_t kNumberMax = 65'536;

inline std::uint32_t tagged(std::uint32_t generation, std::uint32_t number) noexcept {
    return generation << kNumberBits | number;
}
inline bool is_of(std::uint32_t generation, std::uint32_t tagged_number) noexcept {
    return (tagged_number & kNumberMask) != 0 &&
           tagged_number >> kNumberBits == (generation << kNumberBits) >> kNumberBits;
}
inline std::uint32_t untagged(std::uint32_t tagged_number) noexcept {
    return tagged_number & kNumberMask;
}

}  // namespace silhouette::boundary
