#include "transport/endpoint.h"

#include "tests/catch.h"

namespace silhouette::transport {
namespace {

TEST_CASE("an endpoint is https, a host and perhaps a port") {
    const auto plain = parse_endpoint("https://Ingest.Example.com");
    REQUIRE(plain);
    CHECK(plain->host == "ingest.example.com");
    CHECK(plain->port == 443);
    CHECK_FALSE(plain->is_address);
    CHECK(plain->authority() == "ingest.example.com");
    CHECK(parse_endpoint("https://a.example:8443/")->authority() == "a.example:8443");
    const auto four = parse_endpoint("https://127.0.0.1:8443");
    REQUIRE(four);
    CHECK(four->is_address);
    const auto six = parse_endpoint("https://[::1]:9");
    REQUIRE(six);
    CHECK(six->host == "::1");
    CHECK(six->is_address);
    CHECK(six->authority() == "[::1]:9");
}

TEST_CASE("nothing else is an endpoint") {
    for (const char* url :
         {"", "https://", "http://a.example", "ftp://a", "a.example", "https://a.example/path", "https://a?q",
          "https://user@a.example", "https://a.example:0", "https://a.example:65536", "https://a.example:x",
          "https://a b", "https://[::1", "https://[a.example]", "https://a.example:", "https://a\r\nb"}) {
        INFO(url);
        CHECK_FALSE(parse_endpoint(url));
    }
}

TEST_CASE("a proxy is http, perhaps with a user") {
    const auto proxy = parse_proxy("http://user:word@proxy.example:3128/");
    REQUIRE(proxy);
    CHECK(proxy->host == "proxy.example");
    CHECK(proxy->port == 3128);
    CHECK(proxy->authorization == "Basic dXNlcjp3b3Jk");
    CHECK(parse_proxy("proxy.example:8080")->authorization.empty());
    CHECK_FALSE(parse_proxy("socks5://proxy.example"));
    CHECK_FALSE(parse_proxy(""));
}

TEST_CASE("no_proxy excepts names, subdomains and addresses") {
    CHECK(excepts("*", "a.example"));
    CHECK(excepts("localhost, .corp.example", "ingest.corp.example"));
    CHECK(excepts("corp.example", "ingest.corp.example"));
    CHECK(excepts("127.0.0.1", "127.0.0.1"));
    CHECK_FALSE(excepts("corp.example", "notcorp.example"));
    CHECK_FALSE(excepts("", "a.example"));
    CHECK_FALSE(excepts(",,", "a.example"));
}

}  // namespace
}  // namespace silhouette::transport
