#include "cli/record/counters.h"

#include <cctype>

#include "silhouette/v1/batch.pb.h"

namespace silhouette::cli {

Counters read_counters(std::span<std::atomic<std::uint64_t>> words) {
    Counters counters;
    if (words.size() < recorder::kWordCount || words[recorder::kWordMagic].load() != recorder::kCounterMagic) {
        return counters;
    }
    counters.captured = words[recorder::kWordCaptured].load();
    counters.sent = words[recorder::kWordSent].load();
    counters.wiped = words[recorder::kWordWiped].load();
    for (std::size_t reason = 0; reason < recorder::kDropReasons; ++reason) {
        counters.dropped_by_reason[reason] = words[recorder::kWordDropped + reason].load();
        counters.dropped += counters.dropped_by_reason[reason];
    }
    counters.pending = counters.captured - counters.sent - counters.wiped - counters.dropped;
    return counters;
}

std::string drop_reason_name(std::size_t reason) {
    constexpr std::string_view kPrefix = "DROP_REASON_";
    std::string name = silhouette::v1::DropReason_Name(static_cast<silhouette::v1::DropReason>(reason));
    if (!name.starts_with(kPrefix)) {
        return std::to_string(reason);
    }
    name.erase(0, kPrefix.size());
    for (char& character : name) {
        character = character == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    }
    return name;
}

}  // namespace silhouette::cli
