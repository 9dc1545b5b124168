// A token bucket for each tenant. Any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace silhouette::ingest {

class RateLimit {
  public:
    using Clock = std::chrono::steady_clock;
    RateLimit(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

    // Whether one more is within the limit now. Tenants are few and known, so the map stays small.
    bool take(const std::string& tenant, Clock::time_point now);

  private:
    struct Bucket {
        double tokens;
        Clock::time_point filled;
    };
    double per_second_, burst_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace silhouette::ingest
