#include "ingest/rate_limit.h"

#include <algorithm>

namespace silhouette::ingest {

bool RateLimit::take(const std::string& tenant, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    Bucket& bucket = buckets_.try_emplace(tenant, Bucket{burst_, now}).first->second;
    const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
    bucket.tokens = std::min(burst_, bucket.tokens + seconds * per_second_);
    bucket.filled = now;
    if (bucket.tokens < 1) {
        return false;
    }
    bucket.tokens -= 1;
    return true;
}

}  // namespace silhouette::ingest
