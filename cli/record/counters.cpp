#include "cli/record/counters.h"

namespace silhouette::cli {

Counters read_counters(std::span<std::atomic<std::uint64_t>> words) {
    Counters counters;
    if (words.size() < recorder::kWordCount || words[recorder::kWordMagic].load() != recorder::kCounterMagic) {
        return counters;
    }
    counters.begun = true;
    counters.captured = words[recorder::kWordCaptured].load();
    counters.sent = words[recorder::kWordSent].load();
    counters.wiped = words[recorder::kWordWiped].load();
    for (std::size_t reason = 0; reason < recorder::kDropReasons; ++reason) {
        counters.dropped_by_reason[reason] = words[recorder::kWordDropped + reason].load();
        counters.dropped += counters.dropped_by_reason[reason];
    }
    counters.upload = static_cast<transport::Failure>(words[recorder::kWordUpload].load());
    counters.verdict = static_cast<transport::Failure>(words[recorder::kWordVerdict].load());
    counters.pending = counters.captured - counters.sent - counters.wiped - counters.dropped;
    return counters;
}

}  // namespace silhouette::cli
