#include "privacy/consent/gate.h"

#include "tests/catch.h"

using silhouette::privacy::Gate;

TEST_CASE("the gate starts closed and never opens with a generation that was used before") {
    Gate gate;
    CHECK_FALSE(gate.is_open());
    const auto first = gate.open();
    CHECK(gate.generation() == first);
    gate.close();
    CHECK_FALSE(gate.is_open());
    CHECK(gate.open() != first);
}
