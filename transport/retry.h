// Full-jitter exponential back-off (policy.h).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "platform/process.h"
#include "transport/policy.h"

namespace silhouette::transport {

class Retry {
  public:
    explicit Retry(const Policy& policy = {}) : first_(policy.retry), longest_(policy.retry_longest) {}
    Retry(const Policy& policy, std::chrono::milliseconds longest) : first_(policy.retry), longest_(longest) {}

    // The wait after one more failure.
    std::chrono::milliseconds next() {
        const auto window = std::min(longest_, first_ * (std::int64_t{1} << std::min(failures_, 20u)));
        ++failures_;
        return std::max(policy::kRetryFloor, jitter(window));
    }
    void succeeded() noexcept { failures_ = 0; }
    // In a row.
    unsigned failures() const noexcept { return failures_; }

    // Evenly from 0 to `window`.
    static std::chrono::milliseconds jitter(std::chrono::milliseconds window) {
        std::uint64_t random = 0;
        platform::random_bytes(std::as_writable_bytes(std::span(&random, 1)));
        return std::chrono::milliseconds(
            static_cast<std::int64_t>(random % (static_cast<std::uint64_t>(window.count()) + 1)));
    }

  private:
    std::chrono::milliseconds first_, longest_;
    unsigned failures_ = 0;
};

}  // namespace silhouette::transport
