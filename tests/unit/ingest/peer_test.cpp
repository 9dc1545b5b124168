#include "ingest/peer.h"

#include "tests/catch.h"

using boost::asio::ip::make_address;
using silhouette::ingest::peer_of;

TEST_CASE("An address stands for itself, and an IPv6 address for its network") {
    const auto peer = [](const char* text) { return peer_of(make_address(text)); };
    CHECK(peer("192.0.2.1") == peer("192.0.2.1"));
    CHECK(peer("192.0.2.1") != peer("192.0.2.2"));
    CHECK(peer("::ffff:192.0.2.1") == peer("192.0.2.1"));
    CHECK(peer("2001:db8:1:2::1") == peer("2001:db8:1:2:ffff::9"));
    CHECK(peer("2001:db8:1:2::1") != peer("2001:db8:1:3::1"));
    CHECK(peer("192.0.2.1").find("192") == std::string::npos);
}
