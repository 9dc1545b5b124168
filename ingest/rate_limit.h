// A token bucket for each tenant, or each peer. Any thread.
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

    // Whether one more is within the limit now. Who has saved up all is forgotten when there are limits::kRatesMax;
    // where nobody is to be forgotten, all who are new share one bucket.
    bool take(const std::string& whose, Clock::time_point now);

  private:
    struct Bucket {
        double tokens;
        Clock::time_point filled;
    };
    double tokens_at(const Bucket& bucket, Clock::time_point now) const;
    // The mutex is held.
    Bucket& bucket_of(const std::string& whose, Clock::time_point now);

    double per_second_, burst_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace silhouette::ingest
