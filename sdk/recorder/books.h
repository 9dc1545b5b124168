// The books (law 4): captured = sent + dropped + wiped + pending, in words that may outlive the process; and those of
// the session, for the header of its batches.
//
// Host threads add to the words themselves (sdk/capture). All functions here are the recorder thread's, but read().
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <silhouette/silhouette.h>

#include "platform/mapped_words.h"
#include "sdk/boundary/page.h"
#include "sdk/recorder/counter_words.h"
#include "transport/transport.h"

namespace silhouette::recorder {

class Books {
  public:
    // `descriptor`: an inherited memfd, or -1. Begins at zero.
    Books(boundary::Page& page, int descriptor);

    void capture(std::uint64_t items) { add(kWordCaptured, items); }
    std::uint64_t captured() const { return words_[kWordCaptured].load(std::memory_order_relaxed); }
    // One item that is not to have been one.
    void take_back() { words_[kWordCaptured].fetch_sub(1, std::memory_order_relaxed); }
    void drop(std::uint32_t reason, std::uint64_t items);
    void wipe(std::uint64_t items) { add(kWordWiped, items); }
    void sent(std::uint64_t items, bool taken_over) { add(taken_over ? kWordTakenOverSent : kWordSent, items); }
    void transport_dropped(std::uint32_t reason, std::uint64_t items, transport::Whose whose);
    // Put into a frame of the session.
    void framed(std::uint64_t items) { framed_ += items; }
    void end_session();
    // How a try to reach the endpoint ended.
    void tried(CounterWord word, transport::Failure how) {
        words_[word].store(static_cast<std::uint64_t>(how), std::memory_order_relaxed);
    }
    // The recorder ended by sil_shutdown().
    void end() { words_[kWordEnded].store(1, std::memory_order_relaxed); }

    // What host threads dropped since the last call.
    std::uint64_t fresh_host_drops();

    // Only what is in frames or dropped: how often a private region was used shows in no number.
    transport::Books of_session() const;

    // Any thread.
    void read(sil_stats& stats) const noexcept;
    void read(sil_network_status& status) const noexcept;

  private:
    void add(std::size_t word, std::uint64_t items) { words_[word].fetch_add(items, std::memory_order_relaxed); }

    std::atomic<std::uint64_t>* words_;
    std::uint64_t framed_ = 0;
    std::array<std::uint64_t, kDropReasons> session_dropped_{};
    std::array<std::uint64_t, kDropReasons> host_drops_seen_{};
    // Drops that the recorder counted itself, so that the host's can be told from them.
    std::array<std::uint64_t, kDropReasons> own_drops_{};
};

}  // namespace silhouette::recorder
