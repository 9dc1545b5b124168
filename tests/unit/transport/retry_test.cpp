#include "transport/retry.h"

#include "tests/catch.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

TEST_CASE("waits stay within a window that doubles from a second to five minutes") {
    for (int run = 0; run < 200; ++run) {
        Retry retry;
        for (int failure = 0; failure < 40; ++failure) {
            const auto wait = retry.next();
            REQUIRE(wait >= policy::kRetryFloor);
            REQUIRE(wait <= 5min);
            if (failure < 8) {
                REQUIRE(wait <= 1s * (1 << failure));
            }
        }
    }
}

TEST_CASE("waits are spread over the whole window") {
    int low = 0;
    int high = 0;
    for (int run = 0; run < 300; ++run) {
        const auto wait = Retry::jitter(1'000ms);
        low += wait < 250ms;
        high += wait > 750ms;
    }
    CHECK(low > 30);
    CHECK(high > 30);
}

TEST_CASE("a success begins anew") {
    Retry retry;
    for (int i = 0; i < 20; ++i) {
        retry.next();
    }
    retry.succeeded();
    CHECK(retry.next() <= 1s);
}

}  // namespace
}  // namespace silhouette::transport
