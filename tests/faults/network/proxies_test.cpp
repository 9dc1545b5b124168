// HTTP CONNECT proxies: the way they are asked, and that there is no way past them.
#include "tests/catch.h"
#include "tests/faults/network/faulty.h"
#include "tests/integration/transport/tunnel.h"

namespace silhouette::transport {
namespace {

FakeEndpoint::Script acknowledging() {
    return [](const Received& request, std::size_t) { return acknowledge(request); };
}

TEST_CASE("a proxy that demands a password gets it, and nothing else of us") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    Tunnel tunnel("Proxy-Authorization: Basic bWFyaWE6cEBzcw==");
    RecorderThread recorder(folder.path(), endpoint.url("localhost"), [&](Options& options) {
        be_quick(options);
        options.proxy.https_proxy = "http://maria:p%40ss@127.0.0.1:" + std::to_string(tunnel.port());
    });
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    const std::string head = tunnel.head();
    CHECK(head == "CONNECT localhost:" + std::to_string(endpoint.port()) +
                      " HTTP/1.1\r\nHost: localhost:" + std::to_string(endpoint.port()) +
                      "\r\nUser-Agent: silhouette/0.1.0\r\nProxy-Authorization: Basic bWFyaWE6cEBzcw==\r\n\r\n");
    for (const auto& request : endpoint.received()) {
        CHECK(request.headers.count("proxy-authorization") == 0);
    }
}

TEST_CASE("a proxy that demands a password which we do not have: nothing is sent, the reason is told") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    Tunnel tunnel("Proxy-Authorization: Basic bWFyaWE6cEBzcw==");
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        be_quick(options);
        options.proxy.https_proxy = tunnel.url();
    });
    record_something(recorder);
    recorder.transport().ask_verdict(true);
    REQUIRE(recorder.run_until(
        [&] { return recorder.upload_ended(Failure::proxy_password) && !recorder.questions.empty(); }));
    CHECK(recorder.questions.back() == Failure::proxy_password);
    CHECK(endpoint.connections() == 0);
    CHECK(tunnel.head().find("Bearer") == std::string::npos);
    CHECK(recorder.transport().pending_items() == 3);
}

TEST_CASE("any success of a proxy is a tunnel, which begins behind the head whatever that says of a body") {
    const std::string consent =
        GENERATE("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n",
                 "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                 "HTTP/1.0 299 \r\nContent-Length: 1\r\nContent-Length: much\r\n\r\n",
                 "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    INFO(consent);
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    Tunnel tunnel("", {}, consent);
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        be_quick(options);
        options.proxy.https_proxy = tunnel.url();
    });
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
}

TEST_CASE("a proxy that announces its answer without end is given up") {
    std::string announcements;
    while (announcements.size() < 100'000) {
        announcements += "HTTP/1.1 103 Early Hints\r\n\r\n";
    }
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    Tunnel tunnel("", {}, announcements + "HTTP/1.1 200 OK\r\n\r\n");
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        be_quick(options);
        options.proxy.https_proxy = tunnel.url();
    });
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.upload_ended(Failure::proxy); }));
}

TEST_CASE("a proxy that refuses, or does not speak HTTP") {
    const std::string answer =
        GENERATE("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                 "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n<html>",
                 "SSH-2.0-OpenSSH_9.2\r\n\r\n", "", "HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\n<html>",
                 "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n");
    INFO(answer);
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    Tunnel tunnel("", answer);
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        be_quick(options);
        options.proxy.https_proxy = tunnel.url();
    });
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::proxy); }));
    CHECK(endpoint.connections() == 0);
    CHECK(recorder.transport().pending_items() == 3);
}

TEST_CASE("a proxy whose address cannot be used is told: nothing goes past it") {
    const std::string url = GENERATE("socks5://127.0.0.1:1080", "https://127.0.0.1:3128", "http://127.0.0.1:port");
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        be_quick(options);
        options.proxy.https_proxy = url;
    });
    record_something(recorder);
    recorder.transport().ask_verdict(true);
    REQUIRE(recorder.run_until(
        [&] { return recorder.upload_ended(Failure::proxy_setting) && !recorder.questions.empty(); }));
    recorder.run_for(300ms);
    CHECK(endpoint.connections() == 0);
    CHECK(recorder.transport().pending_items() == 3);
}

TEST_CASE("what no_proxy names is reached without it") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        options.proxy = {"socks5://127.0.0.1:1", "10.0.0.0/8, 127.0.0.0/8"};
    });
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
}

}  // namespace
}  // namespace silhouette::transport
