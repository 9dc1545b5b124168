// Facts that no toolkit makes: harmless.
#include "tests/catch.h"
#include "tests/unit/shape/window_of_facts.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>

using namespace silhouette::privacy::shape;
using silhouette::tests::FactWindow;

TEST_CASE("facts of any bytes are taken without harm, and no told number leaves the wire's range") {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Fact> facts(random() % 60);
        for (Fact& fact : facts) {
            for (std::size_t i = 0; i < sizeof fact; ++i) {
                reinterpret_cast<unsigned char*>(&fact)[i] = static_cast<unsigned char>(random());
            }
            fact.is_private = random() % 2 == 0;
            fact.is_cluster = random() % 2 == 0;
            if (random() % 4 != 0) {
                fact.parent = static_cast<std::int32_t>(random() % 60) - 1;
                fact.flow = static_cast<std::uint8_t>(random() % 12);
            }
        }
        for (const StrictElement& element : make_strict(facts).elements) {
            for (const std::int32_t number : {element.x, element.y, element.width, element.height}) {
                REQUIRE(number >= -32768);
                REQUIRE(number <= 32767);
            }
            REQUIRE(element.fill < 1u << 24);
            REQUIRE(element.cell < 1u << 24);
        }
    }
}

TEST_CASE("a node whose parent does not stand before it belongs to nobody and tells no number") {
    FactWindow window(Flow::kRow);
    window.add(5, Role::kUnspecified, 0, 0, 10, 10);
    window.add(2, Role::kUnspecified, 0, 0, 10, 10);
    CHECK(window.told(1).known == 0);
    CHECK(window.told(2).known == 0);
}

TEST_CASE("a box beyond the wire's numbers is not told") {
    FactWindow window(Flow::kRow, std::numeric_limits<std::int32_t>::max(), 600);
    window.add(0, Role::kUnspecified, 0, 0, std::numeric_limits<std::int32_t>::max(), 600);
    CHECK((window.told(1).known & kKnownWidth) == 0);
    CHECK((window.told(1).known & kKnownHeight) != 0);
}

TEST_CASE("two thousand buttons in one stripe are searched in bounded time") {
    FactWindow window(Flow::kFree);
    while (window.facts.size() < 1999) {
        window.add(0, Role::kButton, static_cast<int>(window.facts.size() % 7), 0, 20, 20).flags = kButton;
    }
    const auto begin = std::chrono::steady_clock::now();
    make_strict(window.facts);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}
