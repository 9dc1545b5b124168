// The books that a recorded process leaves behind, in words.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>

#include "sdk/recorder/counter_words.h"
#include "transport/failure.h"

namespace silhouette::cli {

// Items. captured = sent + dropped + wiped + pending; all 0 when the hook never ran.
struct Counters {
    bool begun = false;  // whether a recorder ran in the app at all
    std::uint64_t captured = 0, sent = 0, dropped = 0, wiped = 0, pending = 0;
    std::array<std::uint64_t, recorder::kDropReasons> dropped_by_reason{};
    // How the app's last tries ended.
    transport::Failure upload = transport::Failure::untried, verdict = transport::Failure::untried;
};

// `words` as in sdk/recorder/counter_words.h; too few are read as zeros.
Counters read_counters(std::span<std::atomic<std::uint64_t>> words);

}  // namespace silhouette::cli
