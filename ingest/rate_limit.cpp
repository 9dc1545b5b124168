#include "ingest/rate_limit.h"

#include <algorithm>

#include "ingest/limits.h"

namespace silhouette::ingest {

double RateLimit::tokens_at(const Bucket& bucket, Clock::time_point now) const {
    const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
    return std::min(burst_, bucket.tokens + seconds * per_second_);
}

RateLimit::Bucket& RateLimit::bucket_of(const std::string& whose, Clock::time_point now) {
    if (const auto known = buckets_.find(whose); known != buckets_.end()) {
        return known->second;
    }
    if (buckets_.size() >= limits::kRatesMax) {
        std::erase_if(buckets_, [this, now](const auto& one) { return tokens_at(one.second, now) >= burst_; });
    }
    return buckets_.try_emplace(buckets_.size() < limits::kRatesMax ? whose : std::string(), Bucket{burst_, now})
        .first->second;
}

bool RateLimit::take(const std::string& whose, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    Bucket& bucket = bucket_of(whose, now);
    bucket.tokens = tokens_at(bucket, now);
    bucket.filled = now;
    if (bucket.tokens < 1) {
        return false;
    }
    bucket.tokens -= 1;
    return true;
}

}  // namespace silhouette::ingest
