#include "ingest/rate_limit.h"

#include "tests/catch.h"

using silhouette::ingest::RateLimit;
using namespace std::chrono_literals;

TEST_CASE("A tenant may save up a burst, and then has its rate; others are not touched") {
    RateLimit limit(10, 5);
    const auto begin = RateLimit::Clock::time_point(1h);
    for (int i = 0; i < 5; ++i) {
        CHECK(limit.take("acme", begin));
    }
    CHECK_FALSE(limit.take("acme", begin));
    CHECK(limit.take("globex", begin));
    CHECK_FALSE(limit.take("acme", begin + 50ms));
    CHECK(limit.take("acme", begin + 160ms));
    CHECK_FALSE(limit.take("acme", begin + 160ms));
    for (int i = 0; i < 5; ++i) {
        CHECK(limit.take("acme", begin + 1h));
    }
    CHECK_FALSE(limit.take("acme", begin + 1h));
}
