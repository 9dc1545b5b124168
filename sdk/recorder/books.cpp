#include "sdk/recorder/books.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace silhouette::recorder {

Books::Books(boundary::Page& page, int descriptor) : words_(page.own_words.data()) {
    if (descriptor >= 0) {
        // Never unmapped: a host thread may add to it until the process ends.
        static auto* const mapped = new platform::MappedWords();
        auto inherited = platform::MappedWords::from_descriptor(descriptor, kCounterWords);
        if (inherited.words().size() >= kCounterWords && mapped->words().empty()) {
            *mapped = std::move(inherited);
            words_ = mapped->words().data();
        }
    }
    for (std::size_t word = 0; word < kCounterWords; ++word) {
        words_[word].store(0, std::memory_order_relaxed);
    }
    words_[kWordMagic].store(kCounterMagic, std::memory_order_relaxed);
    page.words.store(words_, std::memory_order_release);
}

void Books::drop(std::uint32_t reason, std::uint64_t items) {
    reason = std::min<std::uint32_t>(reason, kDropReasons - 1);
    add(kWordDropped + reason, items);
    own_drops_[reason] += items;
    session_dropped_[reason] += items;
}

void Books::transport_dropped(std::uint32_t reason, std::uint64_t items, transport::Whose whose) {
    if (whose == transport::Whose::dead_process) {
        add(kWordTakenOverDropped, items);
        return;
    }
    reason = std::min<std::uint32_t>(reason, kDropReasons - 1);
    add(kWordDropped + reason, items);
    own_drops_[reason] += items;
    if (whose == transport::Whose::earlier_session) {
        return;
    }
    // These items are in frames already: the session's captured has them.
    session_dropped_[reason] += items;
    framed_ -= std::min(framed_, items);
}

void Books::end_session() {
    framed_ = 0;
    session_dropped_ = {};
}

std::uint64_t Books::fresh_host_drops() {
    std::uint64_t fresh = 0;
    for (std::size_t reason = 0; reason < kDropReasons; ++reason) {
        const std::uint64_t host = words_[kWordDropped + reason].load(std::memory_order_relaxed) - own_drops_[reason];
        const std::uint64_t items = host - host_drops_seen_[reason];
        host_drops_seen_[reason] = host;
        session_dropped_[reason] += items;
        fresh += items;
    }
    return fresh;
}

transport::Books Books::of_session() const {
    transport::Books books;
    books.captured = framed_;
    for (std::uint32_t reason = 0; reason < kDropReasons; ++reason) {
        if (session_dropped_[reason] != 0) {
            books.dropped.push_back({reason, session_dropped_[reason]});
            books.captured += session_dropped_[reason];
        }
    }
    return books;
}

void Books::read(sil_network_status& status) const noexcept {
    sil_network_status now{};
    now.upload = static_cast<sil_network>(words_[kWordUpload].load(std::memory_order_relaxed));
    now.verdict = static_cast<sil_network>(words_[kWordVerdict].load(std::memory_order_relaxed));
    now.size = status.size;
    std::memcpy(&status, &now, std::min(status.size, sizeof now));
}

void Books::read(sil_stats& stats) const noexcept {
    sil_stats now{};
    now.sent = words_[kWordSent].load(std::memory_order_relaxed);
    now.wiped = words_[kWordWiped].load(std::memory_order_relaxed);
    for (std::size_t reason = 0; reason < kDropReasons; ++reason) {
        now.dropped_by_reason[reason] = words_[kWordDropped + reason].load(std::memory_order_relaxed);
        now.dropped += now.dropped_by_reason[reason];
    }
    now.captured = words_[kWordCaptured].load(std::memory_order_relaxed);
    const std::uint64_t gone = now.sent + now.dropped + now.wiped;
    now.pending = now.captured > gone ? now.captured - gone : 0;
    now.size = stats.size;
    std::memcpy(&stats, &now, std::min(stats.size, sizeof now));
}

}  // namespace silhouette::recorder
