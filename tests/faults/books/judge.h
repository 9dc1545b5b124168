// The ledger, the endpoint's log and the SDK's own counters, held against each other.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sdk/recorder/counter_words.h"
#include "tests/faults/books/ledger.h"

namespace silhouette::books {

// One process of the app: what its counters said when it was gone.
struct Life {
    std::uint32_t ended = 0;  // milliseconds_now(), after its end
    std::array<std::uint64_t, recorder::kCounterWords> counters{};
};

struct Verdict {
    std::vector<std::string> problems;
    std::uint64_t issued = 0, stored = 0, stored_items = 0;
    // Clicks that were surely captured, and how many of them are stored.
    std::uint64_t certain = 0, certain_stored = 0;
    // Clicks in the memory of a process that was killed, and how long before its end the oldest of them was made, in
    // milliseconds; what is counted as dropped, by reason; of the lives' counters.
    std::uint64_t crashed = 0, oldest_crashed = 0, dropped = 0, captured = 0, sent = 0, taken_sent = 0,
                  taken_dropped = 0;
    std::array<std::uint64_t, recorder::kDropReasons> by_reason{};
};

Verdict judge(const Ledger& ledger, const std::vector<Life>& lives, const std::filesystem::path& data);

}  // namespace silhouette::books
