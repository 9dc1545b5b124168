// The tenant's verdict and how long it may be relied on.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace silhouette::privacy {

inline constexpr std::chrono::seconds kVerdictValidDefault{86'400};

struct Verdict {
    bool allowed = false;
    std::uint32_t sampling = 1000;
    std::uint64_t version = 0;
    // Tells this "yes" from those before it; 0: the endpoint does not tell. Another number than an epoch began under:
    // the tenant said "no" in between, heard or not.
    std::uint64_t allowed_since = 0;
    std::chrono::seconds valid_for = kVerdictValidDefault;
    // When it was received: by the clock that runs while the machine sleeps (CLOCK_BOOTTIME).
    std::chrono::steady_clock::time_point received;
    // And by the clock on the wall, which people and time servers set.
    std::optional<std::chrono::system_clock::time_point> received_wall;
};

struct Clocks {
    std::chrono::steady_clock::time_point boot;  // CLOCK_BOOTTIME
    std::optional<std::chrono::system_clock::time_point> wall;
};

enum class TenantState { unknown, off, allowed, expired, out_of_order };

// A clock that was set back by more than this is not relied on; time servers step by less.
inline constexpr std::chrono::seconds kSetBackMax{60};

// The older of the two ages counts, so that no clock that jumps can lengthen a verdict.
inline TenantState judge(const std::optional<Verdict>& verdict, const Clocks& now) {
    if (!verdict) {
        return TenantState::unknown;
    }
    if (!verdict->allowed) {
        return TenantState::off;
    }
    std::chrono::nanoseconds age = now.boot - verdict->received;
    if (age < std::chrono::nanoseconds::zero()) {
        return TenantState::out_of_order;
    }
    if (now.wall && verdict->received_wall) {
        const std::chrono::nanoseconds wall_age = *now.wall - *verdict->received_wall;
        if (wall_age < age - kSetBackMax) {
            return TenantState::out_of_order;
        }
        age = std::max(age, wall_age);
    }
    return age < verdict->valid_for ? TenantState::allowed : TenantState::expired;
}

}  // namespace silhouette::privacy
