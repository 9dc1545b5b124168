#include "ingest/access_key.h"

#include <openssl/crypto.h>

#include <fstream>
#include <sstream>

#include "ingest/identifier.h"
#include "tests/catch.h"

using namespace silhouette::ingest;

TEST_CASE("A key is taken apart into what it was made of, and only its own secret matches") {
    const AccessKey key = make_access_key("ingest");
    const auto parts = split_access_key(key.text);
    REQUIRE(parts);
    CHECK(parts->id == key.id);
    CHECK(secret_matches(parts->secret, key.hash));
    CHECK(key.hash != parts->secret);
    const AccessKey other = make_access_key("ingest");
    CHECK(other.text != key.text);
    CHECK_FALSE(secret_matches(split_access_key(other.text)->secret, key.hash));
    CHECK_FALSE(secret_matches(parts->secret, ""));
    CHECK_FALSE(secret_matches(parts->secret, key.hash.substr(1)));
}

TEST_CASE("What is no key is none") {
    const std::string key = make_access_key("viewer").text;
    CHECK_FALSE(split_access_key(""));
    CHECK_FALSE(split_access_key("sil_viewer"));
    CHECK_FALSE(split_access_key(key.substr(1)));
    CHECK_FALSE(split_access_key(key.substr(0, key.size() - 1)));
    CHECK_FALSE(split_access_key(key + "00"));
    CHECK_FALSE(split_access_key("SIL" + key.substr(3)));
    CHECK_FALSE(split_access_key(std::string(10'000, 'a')));
    std::string upper = key;
    upper.back() = 'A';
    CHECK_FALSE(split_access_key(upper));
}

TEST_CASE("One wrong byte anywhere in a secret is enough, and none is closer than another") {
    const AccessKey key = make_access_key("admin");
    const std::string secret = split_access_key(key.text)->secret;
    for (std::size_t i = 0; i < secret.size(); ++i) {
        std::string wrong = secret;
        wrong[i] = static_cast<char>(wrong[i] ^ 1);
        CHECK_FALSE(secret_matches(wrong, key.hash));
    }
}

TEST_CASE("Ids are read from lower-case hex of the exact length") {
    const std::string text = "000102030405060708090a0b0c0d0eff";
    REQUIRE(BatchId::from_text(text));
    CHECK(BatchId::from_text(text)->text() == text);
    CHECK_FALSE(BatchId::from_text(text.substr(1)));
    CHECK_FALSE(BatchId::from_text(text + "0"));
    CHECK_FALSE(BatchId::from_text("000102030405060708090A0B0C0D0EFF"));
    CHECK_FALSE(BatchId::from_text("g00102030405060708090a0b0c0d0eff"));
    CHECK_FALSE(SessionId::from_bytes("short"));
}
