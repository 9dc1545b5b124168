// The tenant's verdict and how long it may be relied on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace silhouette::privacy {

inline constexpr std::chrono::seconds kVerdictValidDefault{86'400};

struct Verdict {
    bool allowed = false;
    std::uint32_t sampling = 1000;
    std::uint64_t version = 0;
    std::chrono::seconds valid_for = kVerdictValidDefault;
    // When it was received: by the clock that runs while the machine sleeps (CLOCK_BOOTTIME).
    std::chrono::steady_clock::time_point received;
};

enum class TenantState { unknown, off, allowed, expired };

inline TenantState judge(const std::optional<Verdict>& verdict, std::chrono::steady_clock::time_point now) {
    if (!verdict) {
        return TenantState::unknown;
    }
    if (!verdict->allowed) {
        return TenantState::off;
    }
    return now - verdict->received < verdict->valid_for ? TenantState::allowed : TenantState::expired;
}

}  // namespace silhouette::privacy
