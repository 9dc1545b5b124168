#include "privacy/consent/verdict.h"

#include "tests/catch.h"

using namespace silhouette::privacy;
using namespace std::chrono_literals;

TEST_CASE("no verdict is unknown, a no never ages, a yes does") {
    const auto now = std::chrono::steady_clock::time_point(1000s);
    CHECK(judge(std::nullopt, {now, {}}) == TenantState::unknown);
    Verdict verdict;
    verdict.received = now;
    CHECK(judge(verdict, {now + 100'000h, {}}) == TenantState::off);
    verdict.allowed = true;
    verdict.valid_for = 60s;
    CHECK(judge(verdict, {now, {}}) == TenantState::allowed);
    CHECK(judge(verdict, {now + 59s, {}}) == TenantState::allowed);
    CHECK(judge(verdict, {now + 60s, {}}) == TenantState::expired);
}

TEST_CASE("no clock that jumps lengthens a verdict, and a clock that was set back is not relied on") {
    const auto boot = std::chrono::steady_clock::time_point(1000s);
    const auto wall = std::chrono::system_clock::time_point(1'700'000'000s);
    Verdict verdict;
    verdict.allowed = true;
    verdict.received = boot;
    verdict.received_wall = wall;
    verdict.valid_for = 1h;
    CHECK(judge(verdict, {boot + 59min, wall + 59min}) == TenantState::allowed);
    // Forward: as old as it looks. The machine stood still while the world went on, or somebody set the clock.
    CHECK(judge(verdict, {boot + 1s, wall + 61min}) == TenantState::expired);
    CHECK(judge(verdict, {boot + 1s, wall + 24h * 365}) == TenantState::expired);
    // Back: by a time server's step, and by more.
    CHECK(judge(verdict, {boot + 30min, wall + 30min - 59s}) == TenantState::allowed);
    CHECK(judge(verdict, {boot + 30min, wall + 30min - 61s}) == TenantState::out_of_order);
    CHECK(judge(verdict, {boot + 61min, wall + 1s}) == TenantState::out_of_order);
    CHECK(judge(verdict, {boot + 1s, wall - 24h}) == TenantState::out_of_order);
    // The clock of a machine that was started again: none of ours.
    CHECK(judge(verdict, {boot - 1s, wall + 1s}) == TenantState::out_of_order);
    // An explicit no needs no clock.
    verdict.allowed = false;
    CHECK(judge(verdict, {boot + 1s, wall - 24h}) == TenantState::off);
}
