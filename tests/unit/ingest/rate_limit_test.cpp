#include "ingest/rate_limit.h"

#include "ingest/limits.h"
#include "tests/catch.h"

namespace limits = silhouette::ingest::limits;
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

TEST_CASE("However many come, no more are remembered than there is room for") {
    RateLimit limit(10, 5);
    const auto begin = RateLimit::Clock::time_point(1h);
    CHECK(limit.take("first", begin));
    for (std::size_t i = 1; i < limits::kRatesMax; ++i) {
        CHECK(limit.take(std::to_string(i), begin));
    }
    // Nobody is to be forgotten yet: those who are new share what one has.
    for (int i = 0; i < 5; ++i) {
        CHECK(limit.take("late " + std::to_string(i), begin));
    }
    CHECK_FALSE(limit.take("late 5", begin));
    CHECK(limit.take("first", begin));
    // Who came long ago has all saved up again, and is forgotten.
    for (int i = 0; i < 5; ++i) {
        CHECK(limit.take("late 5", begin + 1h));
    }
    CHECK_FALSE(limit.take("late 5", begin + 1h));
    CHECK(limit.take("late 6", begin + 1h));
}
