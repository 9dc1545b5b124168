// Uploads: what is sent, and what each kind of answer does.
#include <stdlib.h>

#include <algorithm>

#include "proto/fields.h"
#include "proto/hex.h"
#include "tests/catch.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/integration/transport/tunnel.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/local_record.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

TEST_CASE("batches arrive once, numbered, with nothing in their headers that tells of the user") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request, 5, true); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    for (int batch = 0; batch < 3; ++batch) {
        recorder.add(2);
        recorder.add(1);
        REQUIRE(recorder.run_until([&] { return recorder.transport().pending_items() == 0; }));
    }
    CHECK(recorder.sent == 9);
    CHECK(recorder.balanced());
    const auto received = endpoint.received();
    REQUIRE(received.size() == 3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto& request = received[i];
        CHECK(request.method == "POST");
        CHECK(request.target == "/v1/batches");
        std::map<std::string, std::string> expected{{"host", "127.0.0.1:" + std::to_string(endpoint.port())},
                                                    {"user-agent", "silhouette/0.1.0"},
                                                    {"authorization", "Bearer test-key"},
                                                    {"content-type", "application/x-protobuf"},
                                                    {"content-encoding", "zstd"},
                                                    {"content-length", std::to_string(request.body.size())}};
        const auto batch = read_batch(request);
        expected["idempotency-key"] = wire::to_hex(std::as_bytes(std::span(batch.header().batch_id())));
        CHECK(request.headers == expected);
        CHECK(batch.header().batch_number() == i);
        CHECK(batch.header().counters().captured() == 3 * (i + 1));
        CHECK(batch.frames_size() == 2);
        CHECK(request.connection == 0);  // kept alive
    }
    REQUIRE_FALSE(recorder.verdicts.empty());
    CHECK(recorder.verdicts.back().version == 5);
    const auto local = read_local_record(folder.path() / "state", folder.path() / "cache");
    CHECK(local.sent.size() == 3);
    CHECK(local.waiting.empty());
}

TEST_CASE("a session never shares a connection with another") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    for (int session = 0; session < 2; ++session) {
        recorder.begin_session(session);
        recorder.add(1);
        recorder.transport().end_session();
    }
    REQUIRE(recorder.run_until([&] { return recorder.sent == 2; }));
    CHECK(endpoint.received()[0].connection == 0);
    CHECK(endpoint.received()[1].connection == 1);
}

TEST_CASE("what is asked to come later comes later, unchanged, by the same id") {
    const unsigned status = GENERATE(408u, 425u, 429u, 500u, 503u);
    const TemporaryFolder folder;
    FakeEndpoint endpoint(
        [&](const Received& request, std::size_t index) { return index == 0 ? answer(status) : acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(2);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 2; }));
    const auto received = endpoint.received();
    REQUIRE(received.size() == 2);
    CHECK(received[0].body == received[1].body);
    CHECK(recorder.balanced());
}

TEST_CASE("Retry-After is obeyed, also by a flush") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([&](const Received& request, std::size_t index) {
        return index == 0 ? answer(503, "Retry-After: 2\r\n") : acknowledge(request);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(2);
    REQUIRE(recorder.run_until([&] { return recorder.said("later"); }));
    bool done = false;
    recorder.transport().flush(std::chrono::steady_clock::now() + 300ms, [&] { done = true; });
    REQUIRE(recorder.run_until([&] { return done; }));
    REQUIRE(recorder.run_until([&] { return recorder.sent == 2; }));
    REQUIRE(endpoint.received().size() == 2);
    CHECK(endpoint.received()[1].when - endpoint.received()[0].when >= 2s);
}

TEST_CASE("too large: split by frames down to one, each item counted once") {
    const TemporaryFolder folder;
    // Takes two frames at most, and not the one with 7 clicks.
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        const auto batch = read_batch(request);
        bool seven = false;
        for (const auto& frame : batch.frames()) {
            seven = seven || frame.kinds_size() == 7;
        }
        return batch.frames_size() > 2 || seven ? answer(413) : acknowledge(request);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    for (const int clicks : {1, 2, 7, 3, 4}) {
        recorder.add(clicks);
    }
    REQUIRE(recorder.run_until([&] { return recorder.transport().pending_items() == 0; }));
    CHECK(recorder.sent == 10);
    CHECK(recorder.dropped[number(wire::DropReason::too_large)] == 7);
    CHECK(recorder.balanced());
    for (const auto& request : endpoint.received()) {
        CHECK(read_batch(request).header().batch_number() == 0);
    }
}

TEST_CASE("refused for good: dropped and counted, the next goes on") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(
        [&](const Received& request, std::size_t index) { return index == 0 ? answer(400) : acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    REQUIRE(recorder.run_until([&] { return recorder.transport().pending_items() == 0; }));
    recorder.add(1);
    REQUIRE(recorder.run_until([&] { return recorder.transport().pending_items() == 0; }));
    CHECK(recorder.dropped[number(wire::DropReason::rejected)] == 3);
    CHECK(recorder.sent == 1);
}

TEST_CASE("a key that is not accepted, or a foreign 403: everything is kept, nothing is hammered") {
    const unsigned status = GENERATE(401u, 403u, 407u);
    const TemporaryFolder folder;
    FakeEndpoint endpoint(
        [&](const Received&, std::size_t) { return answer(status, "Content-Type: text/html\r\n", "<html>no</html>"); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    REQUIRE(recorder.run_until([&] { return recorder.said("key"); }));
    recorder.run_for(1'500ms);
    CHECK(endpoint.received().size() == 1);
    CHECK(recorder.transport().pending_items() == 3);
    // Only the question before the batch was answered with one.
    CHECK(recorder.verdicts.size() == 1);
    CHECK(recorder.verdicts.front().allowed);
}

TEST_CASE("a fresh verdict ends the hold") {
    const TemporaryFolder folder;
    std::atomic<bool> accepts{false};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        return request.method == "GET" ? settings_answer(1, true) : accepts ? acknowledge(request) : answer(401);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    REQUIRE(recorder.run_until([&] { return recorder.said("key"); }));
    accepts = true;
    recorder.transport().ask_verdict(false);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
}

TEST_CASE("through an HTTP proxy: the tunnel is asked for, the endpoint's certificate still counts") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    Tunnel tunnel;
    ::setenv("https_proxy", tunnel.url().c_str(), 1);
    {
        RecorderThread recorder(folder.path(), endpoint.url("localhost"));
        ::unsetenv("https_proxy");
        recorder.transport().open_epoch();
        recorder.begin_session();
        recorder.add(3);
        CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    }
    const std::string head = tunnel.head();
    CHECK(head.rfind("CONNECT localhost:" + std::to_string(endpoint.port()) + " HTTP/1.1\r\n", 0) == 0);
    CHECK(head.find("Bearer") == std::string::npos);
}

TEST_CASE("the tenant is off: a verdict, and only with our problem type and the batch's id") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        return answer(403, "Content-Type: application/problem+json\r\n",
                      R"({"type":"https://silhouette.dev/problems/tenant-off","batch":")" +
                          request.headers.at("idempotency-key") + "\"}");
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    // The first is the answer to the question before the batch.
    REQUIRE(recorder.run_until([&] { return recorder.verdicts.size() == 2; }));
    CHECK_FALSE(recorder.verdicts.back().allowed);
    CHECK(recorder.transport().wipe() == 3);
}

TEST_CASE("an answer that is not ours is no acknowledgement") {
    const std::string foreign = GENERATE(
        answer(200, "Content-Type: text/html\r\n", "<html>Please log in to our Wi-Fi</html>"),
        answer(200, "Content-Type: application/x-protobuf\r\n", std::string("\x0a\x10") + std::string(16, 'x')),
        answer(204), answer(302, "Location: https://127.0.0.1:1/v1/batches\r\n"),
        std::string("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        answer(200, "Content-Type: application/x-protobuf\r\n", std::string(70'000, 'x')),
        "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", std::string());
    const TemporaryFolder folder;
    FakeEndpoint endpoint(
        [&](const Received& request, std::size_t index) { return index < 2 ? foreign : acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    REQUIRE(recorder.run_until([&] { return endpoint.received().size() >= 2; }));
    CHECK(recorder.sent == 0);
    CHECK(recorder.transport().pending_items() == 3);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.balanced());
}

TEST_CASE("a kept connection that the endpoint closed is replaced without a delay or a message") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        auto text = acknowledge(request);
        return text.insert(text.find("\r\n") + 2, "X-Then: Connection: close\r\n");  // closes, but does not say so
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    for (int i = 0; i < 3; ++i) {
        recorder.add(1);
        REQUIRE(recorder.run_until([&] { return recorder.transport().pending_items() == 0; }));
    }
    CHECK(recorder.messages.empty());
    // No try failed: there was nothing to wait for.
    CHECK(std::ranges::all_of(recorder.uploads, [](Failure failure) { return failure == Failure::none; }));
    CHECK(endpoint.connections() == 3);
}

TEST_CASE("a bad certificate: not one request, the reason is told, everything is kept") {
    const std::string certificate = GENERATE("expired", "wrong_host", "stranger");
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); }, certificate);
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    REQUIRE(recorder.run_until([&] { return recorder.said("the certificate is not trusted"); }));
    CHECK(endpoint.received().empty());
    CHECK(recorder.transport().pending_items() == 3);
}

TEST_CASE("a host name is checked, a good one and an IP literal are accepted") {
    const std::string host = GENERATE("localhost", "127.0.0.1");
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(host));
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
}

TEST_CASE("without the CA file's trust, or without the file, nothing is sent") {
    const std::string ca = GENERATE("", "/nowhere/ca.pem");
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) { options.trust.ca_file = ca; });
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    REQUIRE(recorder.run_until([&] { return !recorder.messages.empty(); }));
    CHECK(endpoint.received().empty());
    for (const auto& message : recorder.messages) {
        CHECK(message.find("nowhere") == std::string::npos);
    }
}

TEST_CASE("nobody answers: kept, within the bound, and sent by the next process") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    {
        RecorderThread recorder(folder.path(), "https://127.0.0.1:1");
        recorder.transport().open_epoch();
        recorder.begin_session();
        recorder.add(3);
        REQUIRE(recorder.run_until([&] { return recorder.said("no connection"); }));
        recorder.add(2);
        CHECK(recorder.transport().pending_items() == 5);
    }
    RecorderThread next(folder.path(), endpoint.url());
    CHECK(next.transport().open_epoch() == 5);
    REQUIRE(next.run_until([&] { return next.sent_of_others == 5; }));
    CHECK(next.sent == 0);
    CHECK(next.transport().pending_items() == 0);
    CHECK(endpoint.received().size() == 2);
}

TEST_CASE("a batch that is full tells the books without the frame that did not fit") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
        options.batch_bytes = 4'096;
        options.batch_interval = 60s;
    });
    recorder.transport().open_epoch();
    recorder.begin_session();
    for (int frame = 1; frame <= 5; ++frame) {
        recorder.add(frame, 1'500);
    }
    bool flushed = false;
    recorder.transport().flush(std::chrono::steady_clock::now() + 60s, [&] { flushed = true; });
    REQUIRE(recorder.run_until([&] { return flushed; }));
    const auto received = endpoint.received();
    REQUIRE(received.size() == 3);
    CHECK(read_batch(received[0]).header().counters().captured() == 1 + 2);
    CHECK(read_batch(received[1]).header().counters().captured() == 1 + 2 + 3 + 4);
    CHECK(read_batch(received[2]).header().counters().captured() == 1 + 2 + 3 + 4 + 5);
}

TEST_CASE("what a full spool drops is told as the session's own, or as an earlier one's") {
    const TemporaryFolder folder;
    RecorderThread recorder(folder.path(), "https://127.0.0.1:1", [](Options& options) {
        options.batch_bytes = 4'096;
        options.spool_bytes = 65'536;
    });
    recorder.transport().open_epoch();
    recorder.begin_session(1);
    for (int batch = 0; batch < 5; ++batch) {
        recorder.add(1, 3'000);
    }
    recorder.transport().end_session();
    recorder.begin_session(2);
    for (int batch = 0; batch < 40; ++batch) {
        recorder.add(1, 3'000);
    }
    CHECK(recorder.dropped_of[Whose::earlier_session] == 5);
    recorder.transport().end_session();  // its open batch needs room, too
    const std::uint64_t of_second = recorder.dropped_of[Whose::session];
    CHECK(of_second > 0);
    // What is left of the second one is an earlier session's now.
    recorder.begin_session(3);
    for (int batch = 0; batch < 15; ++batch) {
        recorder.add(1, 3'000);
    }
    CHECK(recorder.dropped_of[Whose::session] == of_second);
    CHECK(recorder.dropped_of[Whose::earlier_session] > 5);
    CHECK(recorder.dropped_of[Whose::dead_process] == 0);
    CHECK(recorder.all_dropped() == recorder.dropped[number(wire::DropReason::spool_full)]);
    CHECK(recorder.balanced());
}

}  // namespace
}  // namespace silhouette::transport
