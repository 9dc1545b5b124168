#include "transport/endpoint.h"

#include <initializer_list>
#include <map>
#include <string>

#include "tests/catch.h"
#include "transport/route.h"

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
    CHECK(without_password("http://user:w%40@rd@proxy.example:3128/") == "http://proxy.example:3128/");
    CHECK(without_password("user@proxy.example") == "http://proxy.example");
    CHECK(without_password("proxy.example:8080") == "proxy.example:8080");
    CHECK(without_password("") == "");
    const auto proxy = parse_proxy("http://user:word@proxy.example:3128/");
    REQUIRE(proxy);
    CHECK(proxy->host == "proxy.example");
    CHECK(proxy->port == 3128);
    CHECK(proxy->authorization == "Basic dXNlcjp3b3Jk");
    CHECK(parse_proxy("proxy.example:8080")->authorization.empty());
    CHECK_FALSE(parse_proxy("socks5://proxy.example"));
    CHECK_FALSE(parse_proxy(""));
}

TEST_CASE("user and password of a proxy may be percent-encoded") {
    // maria with "p@ss word"; maria without a password.
    CHECK(parse_proxy("http://maria:p%40ss%20word@proxy.example")->authorization == "Basic bWFyaWE6cEBzcyB3b3Jk");
    CHECK(parse_proxy("http://maria@proxy.example")->authorization == "Basic bWFyaWE6");
    for (const char* url : {"http://m%4@proxy.example", "http://m%zz@proxy.example", "http://m:%0d%0a@proxy.example"}) {
        INFO(url);
        CHECK_FALSE(parse_proxy(url));
    }
}

Endpoint endpoint_at(const std::string& authority) {
    return parse_endpoint("https://" + authority).value();
}

TEST_CASE("no_proxy in all usual spellings") {
    struct Case {
        const char *list, *authority;
        bool excepted;
    };
    for (const Case& one : std::initializer_list<Case>{{"*", "a.example", true},
                                                       {"localhost, .corp.example", "ingest.corp.example", true},
                                                       {"localhost .corp.example", "ingest.corp.example", true},
                                                       {".corp.example", "corp.example", true},
                                                       {"*.corp.example", "ingest.corp.example", true},
                                                       {"corp.example", "ingest.corp.example", true},
                                                       {"CORP.Example.", "ingest.corp.example", true},
                                                       {"corp.example", "notcorp.example", false},
                                                       {"ingest.corp.example", "corp.example", false},
                                                       {"corp.example:443", "corp.example", true},
                                                       {"corp.example:8443", "corp.example:8443", true},
                                                       {"corp.example:8443", "corp.example", false},
                                                       {"127.0.0.1", "127.0.0.1", true},
                                                       {"127.0.0.1:9", "127.0.0.1:9", true},
                                                       {"127.0.0.1", "127.0.0.11", false},
                                                       {"0.0.1", "127.0.0.1", false},
                                                       {"10.0.0.0/8", "10.200.3.4", true},
                                                       {"10.0.0.0/8", "11.0.0.1", false},
                                                       {"10.0.0.0/8:443", "10.200.3.4", true},
                                                       {"10.0.0.0/8:443", "10.200.3.4:8443", false},
                                                       {"10.0.0.0/33", "10.0.0.0", false},
                                                       {"10.0.0.0/", "10.0.0.0", false},
                                                       {"10.0.0.0/8", "ten.example", false},
                                                       {"192.168.4.0/22", "192.168.7.255", true},
                                                       {"192.168.4.0/22", "192.168.8.0", false},
                                                       {"::1", "[::1]", true},
                                                       {"[::1]", "[::1]:9", true},
                                                       {"[::1]:9", "[::1]:9", true},
                                                       {"[::1]:9", "[::1]:8", false},
                                                       {"0:0::0:1", "[::1]", true},
                                                       {"fd00::/8", "[fd12::5]", true},
                                                       {"fd00::/8", "[fe80::5]", false},
                                                       {"10.0.0.0/8", "[::1]", false},
                                                       {"", "a.example", false},
                                                       {", ,,", "a.example", false},
                                                       {".", "a.example", false},
                                                       {":", "a.example", false},
                                                       {"[", "a.example", false}}) {
        INFO(one.list << " and " << one.authority);
        CHECK(excepts(one.list, endpoint_at(one.authority)) == one.excepted);
    }
}

TEST_CASE("the environment's variables, in the order in which others ask for them") {
    std::map<std::string, std::string> variables;
    const auto chosen = [&] { return proxy_choice_of([&](const char* name) { return variables[name]; }); };
    CHECK(chosen().https_proxy.empty());
    variables["ALL_PROXY"] = "http://four";
    CHECK(chosen().https_proxy == "http://four");
    variables["all_proxy"] = "http://three";
    CHECK(chosen().https_proxy == "http://three");
    variables["HTTPS_PROXY"] = "http://two";
    CHECK(chosen().https_proxy == "http://two");
    variables["https_proxy"] = "http://one";
    CHECK(chosen().https_proxy == "http://one");
    variables["NO_PROXY"] = "b";
    CHECK(chosen().no_proxy == "b");
    variables["no_proxy"] = "a";
    CHECK(chosen().no_proxy == "a");
}

TEST_CASE("a proxy that cannot be used is no reason to go without") {
    for (const char* url : {"socks5://proxy.example:1080", "https://proxy.example", "http://proxy.example:port",
                            "http://", "http://a b", "ftp://x"}) {
        INFO(url);
        CHECK(way_to(endpoint_at("a.example"), {url, ""}).unusable);
        CHECK_FALSE(way_to(endpoint_at("a.example"), {url, "a.example"}).unusable);
    }
    CHECK(way_to(endpoint_at("a.example"), {"http://p", ""}).proxy->host == "p");
    CHECK_FALSE(way_to(endpoint_at("a.example"), {"", ""}).proxy);
}

TEST_CASE("pins: at least two, so that one is in reserve") {
    const std::string one = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    const std::string two = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    REQUIRE(parse_pins(one + ";" + two));
    CHECK(parse_pins(one + ";" + two)->size() == 2);
    CHECK(parse_pins(one + ";" + two)->front()[0] == std::byte{0xe3});
    CHECK(parse_pins("")->empty());
    for (const std::string& bad : {one, one + ";" + one, one + ";", ";" + one, one + ";" + two + ";",
                                   one + ";sha256//AA==", one + ";sha1//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                                   one + ";sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA===", one + " " + two}) {
        INFO(bad);
        CHECK_FALSE(parse_pins(bad));
    }
}

}  // namespace
}  // namespace silhouette::transport
