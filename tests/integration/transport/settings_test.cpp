// The tenant's verdict: asked once, and followed.
#include "tests/catch.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/verdict_client.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Options options_for(const std::string& endpoint) {
    Options options;
    options.endpoint = endpoint;
    options.key = "test-key";
    options.sdk_version = "0.1.0";
    options.trust.ca_file = (certificates() / "ca.pem").string();
    return options;
}

// How late a busy machine may be; a question by itself is given up after minutes.
constexpr auto kLate = 20s;

TEST_CASE("asked once, answered once") {
    FakeEndpoint endpoint([](const Received&, std::size_t) { return settings_answer(3, true); });
    Failure why{};
    const auto verdict = ask_once(options_for(endpoint.url()), 60s, why);
    REQUIRE(verdict);
    CHECK(verdict->allowed);
    CHECK(verdict->version == 3);
    const auto received = endpoint.received();
    REQUIRE(received.size() == 1);
    CHECK(received[0].method == "GET");
    CHECK(received[0].target == "/v1/settings");
    CHECK(received[0].headers.at("authorization") == "Bearer test-key");
    CHECK(received[0].headers.count("prefer") == 0);
}

// Why there is none, asked for as long as a busy machine takes until it has heard of any reason.
Failure reason_of_none(const std::string& endpoint) {
    Failure why{};
    for (auto time = 400ms; time < 60s; time *= 2) {
        const auto begun = Clock::now();
        CHECK_FALSE(ask_once(options_for(endpoint), time, why));
        CHECK(Clock::now() - begun < time + kLate);
        if (why != Failure::deadline) {
            break;
        }
    }
    return why;
}

TEST_CASE("no verdict within the time: empty, with the reason, in time") {
    CHECK(reason_of_none("https://127.0.0.1:1") == Failure::connect);

    FakeEndpoint silent([](const Received&, std::size_t) { return settings_answer(3, true); });
    silent.stall();
    Failure why{};
    const auto begun = Clock::now();
    CHECK_FALSE(ask_once(options_for(silent.url()), 400ms, why));
    CHECK(Clock::now() - begun < kLate);
    CHECK(why == Failure::deadline);

    FakeEndpoint stranger([](const Received&, std::size_t) { return settings_answer(3, true); }, "stranger");
    CHECK(reason_of_none(stranger.url()) == Failure::untrusted);

    FakeEndpoint refusing([](const Received&, std::size_t) { return answer(401); });
    CHECK(reason_of_none(refusing.url()) == Failure::key);

    FakeEndpoint captive(
        [](const Received&, std::size_t) { return answer(200, "Content-Type: text/html\r\n", "<html>"); });
    CHECK(reason_of_none(captive.url()) == Failure::foreign);

    CHECK(reason_of_none("http://127.0.0.1:1") == Failure::untried);
}

TEST_CASE("a change reaches a client that follows at once, over one connection") {
    const TemporaryFolder folder;
    std::atomic<int> version{1};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        // Holds the poll until the version differs.
        const auto known = request.headers.find("if-none-match");
        if (known != request.headers.end()) {
            while (known->second == "\"" + std::to_string(version) + "\"" && version != 9) {
                std::this_thread::sleep_for(5ms);
            }
        }
        return settings_answer(static_cast<std::uint64_t>(version), version != 2);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().ask_verdict(true);
    REQUIRE(recorder.run_until([&] { return recorder.verdicts.size() == 1; }));
    CHECK(recorder.verdicts[0].allowed);
    recorder.run_for(100ms);
    CHECK(recorder.verdicts.size() == 1);
    const auto changed = Clock::now();
    version = 2;
    REQUIRE(recorder.run_until([&] { return recorder.verdicts.size() == 2; }));
    CHECK(Clock::now() - changed < 1s);
    CHECK_FALSE(recorder.verdicts[1].allowed);
    REQUIRE(recorder.run_until([&] { return endpoint.received().size() == 3; }));
    const auto received = endpoint.received();
    CHECK(received[1].headers.at("prefer") == "wait=240");
    CHECK(received[2].headers.at("if-none-match") == "\"2\"");
    CHECK(endpoint.connections() == 1);
    recorder.transport().stop_asking();
    version = 9;
}

TEST_CASE("who stops asking in the middle of a poll is not connected again") {
    const TemporaryFolder folder;
    std::atomic<bool> ended{false};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        while (request.headers.count("if-none-match") && !ended) {
            std::this_thread::sleep_for(5ms);
        }
        return settings_answer(1, true);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().ask_verdict(true);
    REQUIRE(recorder.run_until([&] { return endpoint.received().size() == 2; }));
    recorder.transport().stop_asking();
    recorder.run_for(300ms);
    CHECK(endpoint.connections() == 1);
    ended = true;
}

TEST_CASE("an endpoint that does not hold the poll is not asked without end") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) {
        return request.headers.count("if-none-match") ? answer(304, "ETag: \"1\"\r\n") : settings_answer(1, true);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().ask_verdict(true);
    REQUIRE(recorder.run_until([&] { return recorder.verdicts.size() == 2; }));
    recorder.run_for(1s);
    CHECK(endpoint.received().size() == 2);
    CHECK(recorder.verdicts.size() == 2);  // the 304 confirms
    CHECK(recorder.verdicts[1].received > recorder.verdicts[0].received);
}

TEST_CASE("while nothing happens the recorder thread sleeps") {
    const TemporaryFolder folder;
    std::atomic<bool> ended{false};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        if (request.method == "POST") {
            return acknowledge(request);
        }
        while (request.headers.count("if-none-match") && !ended) {
            std::this_thread::sleep_for(5ms);
        }
        return settings_answer(1, true);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().ask_verdict(true);
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(1);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 1 && endpoint.received().size() == 3; }));
    // Once what the answer leaves to do is done.
    REQUIRE(recorder.run_until([&] { return recorder.wakeups_in(300ms) == 0; }));
    CHECK(recorder.wakeups_in(1'500ms) == 0);
    ended = true;
}

TEST_CASE("asking creates no file, and a cut ends it") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received&, std::size_t) { return settings_answer(1, true); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().ask_verdict(false);
    REQUIRE(recorder.run_until([&] { return recorder.verdicts.size() == 1; }));
    CHECK(files_below(folder.path()).empty());
    const auto seen = recorder.transport().cuts();
    recorder.transport().cut();
    recorder.transport().ask_verdict(false, seen);
    recorder.run_for(200ms);
    CHECK(endpoint.received().size() == 1);
}

}  // namespace
}  // namespace silhouette::transport
