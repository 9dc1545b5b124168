#include "proto/hex.h"

#include <array>

#include "tests/catch.h"

using namespace silhouette::wire;

TEST_CASE("Every byte comes back from its two lower-case digits") {
    std::array<std::byte, 256> all{};
    for (std::size_t value = 0; value < all.size(); ++value) {
        all[value] = static_cast<std::byte>(value);
    }
    const std::string text = to_hex(all);
    CHECK(text.size() == 512);
    CHECK(text.substr(0, 6) == "000102");
    CHECK(text.substr(506) == "fdfeff");
    CHECK(text.find_first_not_of("0123456789abcdef") == std::string::npos);
    std::array<std::byte, 256> back{};
    REQUIRE(from_hex(text, back));
    CHECK(back == all);
    CHECK(to_hex(std::string_view("\x00\xff", 2)) == "00ff");
}

TEST_CASE("An id has one text: other lengths, capitals and other characters are refused") {
    std::array<std::byte, 2> bytes{};
    CHECK(from_hex("0aff", bytes));
    for (const char* text : {"", "0af", "0aff0", "0aff00", "0AFF", "0agf", "0a f", "0x0a", "-aff"}) {
        INFO(text);
        CHECK_FALSE(from_hex(text, bytes));
    }
}
