#include "privacy/consent/verdict.h"

#include "tests/catch.h"

using namespace silhouette::privacy;
using namespace std::chrono_literals;

TEST_CASE("no verdict is unknown, a no never ages, a yes does") {
    const auto now = std::chrono::steady_clock::time_point(1000s);
    CHECK(judge(std::nullopt, now) == TenantState::unknown);
    Verdict verdict;
    verdict.received = now;
    CHECK(judge(verdict, now + 100'000h) == TenantState::off);
    verdict.allowed = true;
    verdict.valid_for = 60s;
    CHECK(judge(verdict, now) == TenantState::allowed);
    CHECK(judge(verdict, now + 59s) == TenantState::allowed);
    CHECK(judge(verdict, now + 60s) == TenantState::expired);
}
