// What an endpoint answers, or who answers in its place behind a certificate that is trusted.
#include "tests/catch.h"
#include "tests/faults/network/faulty.h"

namespace silhouette::transport {
namespace {

FakeEndpoint::Manner somebody_else() {
    FakeEndpoint::Manner manner;
    manner.answers_questions = false;
    return manner;
}

std::string html(unsigned status, const std::string& headers = "") {
    return answer(status, "Content-Type: text/html\r\n" + headers, "<html>Please log in to our Wi-Fi</html>");
}

TEST_CASE("whoever does not answer as an ingest endpoint gets not a byte of a batch, and the reason is told") {
    const auto [text, reason] = GENERATE(table<std::string, Failure>(
        {{html(200), Failure::foreign},
         {html(302, "Location: https://portal.example/login\r\n"), Failure::redirect},
         {html(307, "Location: https://localhost:1/v1/settings\r\n"), Failure::redirect},
         {html(511), Failure::later},
         {html(404), Failure::foreign},
         {answer(200, "Content-Type: application/x-protobuf\r\n", "\xff\xff"), Failure::foreign},
         {answer(204), Failure::foreign},
         {"SSH-2.0-OpenSSH_9.2\r\n\r\n", Failure::answer},
         {"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", Failure::answer},
         {answer(200, "Content-Type: application/x-protobuf\r\n", std::string(70'000, 'x')), Failure::answer},
         {"", Failure::answer}}));
    INFO(text.substr(0, 80));
    const TemporaryFolder folder;
    FakeEndpoint portal([&](const Received&, std::size_t) { return text; }, somebody_else());
    RecorderThread recorder(folder.path(), portal.url(), be_quick);
    record_something(recorder);
    recorder.transport().ask_verdict(true);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(reason) && !recorder.questions.empty(); }));
    recorder.run_for(300ms);
    CHECK(recorder.questions.back() == reason);
    for (const auto& request : portal.received()) {
        CHECK(request.method == "GET");
        CHECK(request.body.empty());
        CHECK(request.headers.count("expect") == 0);
    }
    CHECK(recorder.sent == 0);
    CHECK(recorder.verdicts.empty());
    CHECK(recorder.transport().pending_items() == 3);
    CHECK(recorder.balanced());
}

TEST_CASE("a portal that opens: within one retry everything arrives") {
    const TemporaryFolder folder;
    std::atomic<bool> opened{false};
    FakeEndpoint portal(
        [&](const Received& request, std::size_t) {
            return !opened ? html(200) : request.method == "GET" ? settings_answer(1, true) : acknowledge(request);
        },
        somebody_else());
    RecorderThread recorder(folder.path(), portal.url(), be_quick);
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::foreign); }));
    opened = true;
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.uploads.back() == Failure::none);
    for (const auto& request : portal.received()) {
        CHECK(request.headers.count("expect") == 0);
    }
}

TEST_CASE("the verdict that the question brings counts: a tenant that is off gets no batch") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received&, std::size_t) { return settings_answer(4, false); }, somebody_else());
    RecorderThread recorder(folder.path(), endpoint.url(), be_quick);
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return !recorder.verdicts.empty(); }));
    recorder.run_for(300ms);
    CHECK_FALSE(recorder.verdicts.front().allowed);
    const auto received = endpoint.received();
    REQUIRE(received.size() == 1);
    CHECK(received[0].headers.at("prefer") == "wait=0");
    CHECK(received[0].headers.at("authorization") == "Bearer test-key");
}

TEST_CASE("an endpoint that speaks HTTP/1.0 and ends each connection is served all the same") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(
        [](const Received& request, std::size_t) {
            std::string text = request.method == "GET" ? settings_answer(1, true) : acknowledge(request);
            text.replace(0, 8, "HTTP/1.0");
            // Without a length: the end of the connection is the end of the answer.
            const auto length = text.find("Content-Length");
            text.erase(length, text.find("\r\n", length) + 2 - length);
            return text.insert(text.find("\r\n") + 2, "Connection: close\r\n");
        },
        somebody_else());
    RecorderThread recorder(folder.path(), endpoint.url(), be_quick);
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.balanced());
}

TEST_CASE("what comes before an answer is no answer, and what comes behind one is not taken for the next") {
    const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
    const auto [before, behind] = GENERATE_COPY(
        table<std::string, std::string>({{"HTTP/1.1 100 Continue\r\n\r\n", ""},
                                         {"HTTP/1.1 100 Continue\r\n\r\n" + early + early, ""},
                                         {"", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"}}));
    INFO(before << behind);
    const TemporaryFolder folder;
    FakeEndpoint endpoint(
        [&, before = before, behind = behind](const Received& request, std::size_t) {
            return before + (request.method == "GET" ? settings_answer(1, true) : acknowledge(request)) + behind;
        },
        somebody_else());
    RecorderThread recorder(folder.path(), endpoint.url(), be_quick);
    recorder.transport().ask_verdict(false);
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3 && !recorder.verdicts.empty(); }));
    CHECK(recorder.messages.empty());
    CHECK(recorder.balanced());
}

TEST_CASE("an answer that never comes to its point is given up at its bounds, not at the deadline") {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string endless(1'000'000, 'x');
    std::string interim;
    while (interim.size() < 20'000) {
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    const std::string text =
        GENERATE_COPY(as<std::string>(), interim, chunked + "1;x=" + endless, chunked + "0\r\nX: " + endless);
    INFO(text.substr(0, 80));
    const TemporaryFolder folder;
    FakeEndpoint endpoint([&](const Received&, std::size_t) { return text; });
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
        be_quick(options);
        options.policy.answer = options.policy.total = Limit<std::chrono::milliseconds>(1min, 1ms, 1h);
    });
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.upload_ended(Failure::answer); }));
    CHECK(recorder.transport().pending_items() == 3);
}

TEST_CASE("each status: what is kept, what is dropped, with the reason") {
    struct Case {
        unsigned status;
        Failure reason;
        std::uint64_t dropped;
    };
    const auto one =
        GENERATE(Case{400, Failure::rejected, 3}, Case{404, Failure::rejected, 3}, Case{409, Failure::rejected, 3},
                 Case{422, Failure::rejected, 3}, Case{401, Failure::key, 0}, Case{403, Failure::key, 0},
                 Case{407, Failure::key, 0}, Case{408, Failure::later, 0}, Case{425, Failure::later, 0},
                 Case{429, Failure::later, 0}, Case{500, Failure::later, 0}, Case{599, Failure::later, 0},
                 Case{301, Failure::redirect, 0}, Case{308, Failure::redirect, 0}, Case{201, Failure::foreign, 0},
                 Case{600, Failure::foreign, 0});
    INFO(one.status);
    const TemporaryFolder folder;
    FakeEndpoint endpoint([&](const Received&, std::size_t) {
        return answer(one.status,
                      "Location: https://127.0.0.1:1/v1/batches\r\nRetry-After: soon\r\n"
                      "Set-Cookie: id=1\r\nContent-Type: application/x-protobuf\r\n");
    });
    RecorderThread recorder(folder.path(), endpoint.url(), be_quick);
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(one.reason); }));
    recorder.run_for(150ms);
    CHECK(recorder.all_dropped() == one.dropped);
    CHECK(recorder.transport().pending_items() == 3 - one.dropped);
    CHECK(recorder.balanced());
    for (const auto& request : endpoint.received()) {
        CHECK(request.headers.count("cookie") == 0);
    }
}

TEST_CASE("Retry-After as a date is obeyed") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([&](const Received& request, std::size_t index) {
        if (index > 0) {
            return acknowledge(request);
        }
        const std::time_t then = std::time(nullptr) + 3;
        char text[64];
        std::tm broken{};
        std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", ::gmtime_r(&then, &broken));
        return answer(429, std::string("Retry-After: ") + text + "\r\n");
    });
    RecorderThread recorder(folder.path(), endpoint.url(), be_quick);
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(endpoint.received().at(1).when - endpoint.received().at(0).when >= 1'900ms);
}

TEST_CASE("a key that is not accepted is asked for once, and the new one is used at once") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(
        [](const Received& request, std::size_t) {
            if (request.headers.at("authorization") != "Bearer fresh") {
                return answer(401);
            }
            return request.method == "GET" ? settings_answer(1, true) : acknowledge(request);
        },
        somebody_else());
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) { options.batch_interval = 50ms; });
    SECTION("from the callback") {
        recorder.on_key_refused = [&] { recorder.transport().set_key("fresh"); };
        record_something(recorder);
        CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
        CHECK(recorder.keys_refused == 1);
    }
    SECTION("from the callback, of the question for the verdict, before anything is recorded") {
        recorder.on_key_refused = [&] { recorder.transport().set_key("fresh"); };
        recorder.transport().ask_verdict(true);
        REQUIRE(recorder.run_until([&] { return !recorder.verdicts.empty(); }));
        record_something(recorder);
        CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
        CHECK(recorder.keys_refused == 1);
    }
    SECTION("later") {
        record_something(recorder);
        REQUIRE(recorder.run_until([&] { return recorder.keys_refused == 1; }));
        recorder.add(1);
        recorder.run_for(500ms);
        CHECK(endpoint.received().size() == 1);
        recorder.transport().set_key("stale");
        REQUIRE(recorder.run_until([&] { return recorder.keys_refused == 2; }));
        recorder.transport().set_key("fresh");
        CHECK(recorder.run_until([&] { return recorder.sent == 4; }));
        CHECK(recorder.keys_refused == 2);
    }
    for (const auto& request : endpoint.received()) {
        CHECK((request.method == "GET" || request.headers.at("authorization") == "Bearer fresh"));
    }
}

}  // namespace
}  // namespace silhouette::transport
