// Closing: cutting, wiping, suspending, exits with a deadline.
#include <atomic>
#include "tests/catch.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/integration/transport/tunnel.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/destroyed_key.h"
#include "transport/epoch_key.h"
#include "transport/erasure.h"
#include "transport/local_record.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// A busy machine is late by less than this; a request by itself is given up after minutes. How late an app's exit is
// stands in the tests of exits.
constexpr auto kLate = 30s;

TEST_CASE("cut in the middle of an upload: the request is never completed, whatever the endpoint does") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    endpoint.stall();
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    for (int i = 0; i < 10; ++i) {
        recorder.add(1, 6'000);
    }
    REQUIRE(recorder.run_until([&] { return !endpoint.received().empty(); }));
    recorder.run_for(300ms);  // all that it will send without an answer is on its way
    // It waits for nobody: the endpoint reads on only afterwards, and nothing of ours runs meanwhile.
    std::thread([&] { recorder.transport().cut(); }).join();
    endpoint.release();
    recorder.run_for(500ms);
    const auto received = endpoint.received();
    REQUIRE(received.size() == 1);
    CHECK(received[0].expected > 50'000);
    CHECK_FALSE(received[0].complete());
    CHECK(endpoint.connections() == 1);
    CHECK(recorder.sent == 0);
    CHECK(recorder.transport().wipe() == 10);
}

TEST_CASE("after a cut nothing is sent until it is opened again, and a later cut wins") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.transport().cut();
    recorder.add(1);
    recorder.run_for(700ms);
    CHECK(endpoint.connections() == 0);
    CHECK(recorder.transport().pending_items() == 1);
    const auto seen = recorder.transport().cuts();
    recorder.transport().cut();
    recorder.transport().suspend();
    recorder.transport().resume(seen);
    recorder.run_for(300ms);
    CHECK(endpoint.connections() == 0);
    recorder.transport().resume(recorder.transport().cuts());
    CHECK(recorder.run_until([&] { return recorder.sent == 1; }));
}

TEST_CASE("wiping: exact items, no file, no key, and nothing of the old epoch in the next") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    endpoint.stall();
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session(1);
    for (int i = 0; i < 10; ++i) {
        recorder.add(1, 6'000);  // more than the endpoint's window: it cannot have been sent whole
    }
    REQUIRE(recorder.run_until([&] { return !endpoint.received().empty(); }));
    recorder.add(4);
    CHECK(recorder.transport().pending_items() == 14);
    recorder.transport().cut();
    CHECK(recorder.transport().wipe() == 14);
    CHECK(recorder.transport().pending_items() == 0);
    CHECK_FALSE(std::filesystem::exists(epoch_key_file(folder.path() / "state")));
    CHECK(bytes_below(folder.path() / "cache") == 0);
    CHECK_FALSE(read_local_record(folder.path() / "state", folder.path() / "cache").problem.empty());
    CHECK(list_erasure_secrets(folder.path() / "state").size() == 1);  // to be used after the "no"
    endpoint.release();

    recorder.captured = 0;
    CHECK(recorder.transport().open_epoch() == 0);
    recorder.begin_session(2);
    recorder.add(5);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 5; }));
    for (const auto& request : endpoint.received()) {
        if (request.complete()) {
            CHECK(read_batch(request).header().session_id()[0] == 2);
        } else {
            CHECK(request.connection == 0);
        }
    }
}

TEST_CASE("wiping leaves a newer epoch that others began meanwhile") {
    const TemporaryFolder folder;
    const FakeEndpoint endpoint([](const Received&, std::size_t) { return answer(503); });
    RecorderThread older(folder.path(), endpoint.url()), newer(folder.path(), endpoint.url());
    older.transport().open_epoch();
    older.begin_session(1);
    older.add(3);
    older.transport().suspend();
    // The "no" of another process, and its "yes".
    const auto key_file = epoch_key_file(folder.path() / "state");
    REQUIRE_FALSE(destroy_epoch_key(key_file));
    newer.transport().open_epoch();
    newer.begin_session(2);
    newer.add(4);
    newer.transport().suspend();
    CHECK(older.transport().wipe() == 3);
    CHECK(newer.transport().epoch_lasts());
    const auto left = read_local_record(folder.path() / "state", folder.path() / "cache").waiting;
    REQUIRE(left.size() == 1);
    CHECK(left[0].items == 4);
    CHECK(newer.transport().pending_items() == 4);
}

TEST_CASE("suspended: nothing leaves, nothing is lost; resumed: all is sent") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    recorder.transport().suspend();
    recorder.run_for(400ms);
    CHECK(endpoint.connections() == 0);
    CHECK(recorder.transport().pending_items() == 3);
    recorder.transport().resume();
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
}

TEST_CASE("suspended in the middle of an upload over a kept connection: it is not sent again until it is resumed") {
    const TemporaryFolder folder;
    std::atomic<int> uploads{0};
    std::atomic<bool> holds{true};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        ++uploads;
        while (uploads == 2 && holds) {
            std::this_thread::sleep_for(5ms);
        }
        return acknowledge(request);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(1);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 1; }));
    recorder.add(2);
    REQUIRE(recorder.run_until([&] { return uploads == 2; }));
    recorder.transport().suspend();
    recorder.run_for(300ms);
    CHECK(endpoint.connections() == 1);
    CHECK(recorder.transport().pending_items() == 2);
    holds = false;
    recorder.transport().resume();
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
}

TEST_CASE("a flush sends what is open, and is done when it was sent") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) { options.batch_interval = 10min; });
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    bool done = false;
    // Before its deadline.
    recorder.transport().flush(Clock::now() + 5min, [&] { done = true; });
    REQUIRE(recorder.run_until([&] { return done; }));
    CHECK(recorder.sent == 3);
}

TEST_CASE("a flush against an endpoint that never answers ends at its deadline") {
    const auto allowed = GENERATE(0ms, 300ms);
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    endpoint.stall();
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) { options.batch_interval = 30s; });
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    bool done = false;
    const auto begun = Clock::now();
    recorder.transport().flush(begun + allowed, [&] { done = true; });
    REQUIRE(recorder.run_until([&] { return done; }));
    recorder.destroy();
    CHECK(Clock::now() - begun < allowed + kLate);
    // It stays for the next process.
    RecorderThread next(folder.path(), "https://127.0.0.1:1");
    CHECK(next.transport().open_epoch() == 3);
}

TEST_CASE("an endpoint that takes the connection and never shakes hands holds up neither a flush nor a cut") {
    const TemporaryFolder folder;
    const SilentListener listener;
    RecorderThread recorder(folder.path(), "https://127.0.0.1:" + std::to_string(listener.port()));
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(3);
    bool done = false;
    const auto begun = Clock::now();
    recorder.transport().flush(begun + 200ms, [&] { done = true; });
    REQUIRE(recorder.run_until([&] { return done; }));
    CHECK(Clock::now() - begun < 200ms + kLate);
    recorder.transport().cut();
    CHECK(recorder.run_until([&] { return recorder.said("torn down"); }, kLate));
    CHECK(recorder.transport().pending_items() == 3);
}

TEST_CASE("sessions are erased with their secrets, with retries; what is not confirmed is kept") {
    const TemporaryFolder folder;
    std::map<std::string, int> asked;
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        if (request.method != "DELETE") {
            return acknowledge(request);
        }
        const int count = ++asked[request.target];
        if (request.target.find("/01") != std::string::npos) {
            return count == 1 ? answer(503) : answer(204);
        }
        return request.target.find("/02") != std::string::npos ? answer(404) : answer(500);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    for (int session = 1; session <= 4; ++session) {
        recorder.begin_session(session);
        if (session < 4) {
            recorder.add(1);
            REQUIRE(recorder.run_until([&] { return recorder.sent == static_cast<std::uint64_t>(session); }));
        }
    }
    recorder.transport().wipe();
    const auto state = folder.path() / "state";
    std::uint32_t count = 0;
    REQUIRE_FALSE(ask_for_erasure(state, count));
    // Nothing of the fourth left this machine.
    CHECK(count == 3);
    const auto secrets = list_erasure_secrets(state);
    REQUIRE(secrets.size() == 3);
    const auto result = erase_all(folder.path() / "state", "0.1.0", Clock::now() + 60s);
    CHECK(result.erased == 1);
    CHECK(result.not_there == 1);
    CHECK(result.failed == 1);
    // What is not there may still be on its way: it is asked again.
    const auto left = list_erasure_secrets(state);
    REQUIRE(left.size() == 2);
    CHECK(left[0].session == secrets[1].session);
    CHECK(left[1].session == secrets[2].session);
    for (const auto& request : endpoint.received()) {
        if (request.method != "DELETE") {
            continue;
        }
        CHECK(request.headers.count("authorization") == 0);
        CHECK(request.headers.at("silhouette-erasure-secret").size() == 64);
        CHECK(request.body.empty());
    }
}

namespace {

// Puts a folder where the file of secrets belongs, and lets a session wait for it. That folder.
std::filesystem::path refuse_secrets(RecorderThread& recorder, const std::filesystem::path& state) {
    recorder.transport().open_epoch();
    REQUIRE(std::filesystem::create_directory(state / "erasure"));
    recorder.begin_session(1);
    recorder.add(3);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::storage); }));
    return state / "erasure";
}

}  // namespace

TEST_CASE("a session whose erasure secret the disk refuses is not sent until the disk takes it") {
    const TemporaryFolder folder;
    const FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    const auto state = folder.path() / "state";
    const auto in_the_way = refuse_secrets(recorder, state);
    // Another one whose secret is refused as well; and one that ended meanwhile is still to be sent.
    recorder.begin_session(2);
    recorder.add(4);
    recorder.transport().end_session();
    recorder.run_for(200ms);
    for (const auto& request : endpoint.received()) {
        CHECK(request.method != "POST");
    }
    CHECK(recorder.sent == 0);
    CHECK(recorder.transport().pending_items() == 7);
    CHECK(recorder.balanced());
    std::filesystem::remove(in_the_way);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 7; }));
    const auto secrets = list_erasure_secrets(state);
    REQUIRE(secrets.size() == 2);
    CHECK(secrets[0].sent);
    CHECK(secrets[1].sent);
    CHECK(recorder.balanced());
}

TEST_CASE("what is to be erased is not sent when the disk would take its secret at last") {
    const TemporaryFolder folder;
    const FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url());
    const auto state = folder.path() / "state";
    const auto in_the_way = refuse_secrets(recorder, state);
    ++recorder.erasures_asked;
    std::filesystem::remove(in_the_way);
    std::uint32_t count = 0;
    REQUIRE_FALSE(ask_for_erasure(state, count));
    REQUIRE(recorder.run_until([&] { return recorder.wiped == 3; }));
    CHECK(recorder.sent == 0);
    CHECK(recorder.all_dropped() == 0);
    CHECK(endpoint.received().empty());
    CHECK(list_erasure_secrets(state).empty());
    recorder.begin_session(2);
    recorder.add(2);
    CHECK(recorder.run_until([&] { return recorder.sent == 2; }));
}

TEST_CASE("asked for while a batch is sent in parts, the rest of it is not sent") {
    const TemporaryFolder folder;
    const auto state = folder.path() / "state";
    std::atomic<int> stored{0};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        if (read_batch(request).frames_size() > 1) {
            return answer(413);
        }
        // With the first part stored, the user asks.
        std::uint32_t count = 0;
        if (++stored == 1 && (ask_for_erasure(state, count) || count != 1)) {
            return answer(500);
        }
        return acknowledge(request);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    recorder.transport().open_epoch();
    recorder.begin_session(1);
    for (int frame = 0; frame < 4; ++frame) {
        recorder.add(2);
    }
    REQUIRE(recorder.run_until([&] { return recorder.sent + recorder.wiped == 8; }));
    CHECK(stored == 1);
    CHECK(recorder.sent == 2);
    CHECK(recorder.sessions_over == 1);
    CHECK(recorder.balanced());
}

TEST_CASE("what the user wants erased is not sent any more, and another session is called for") {
    const TemporaryFolder folder;
    std::atomic<bool> refuses{true};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        return request.method == "DELETE" ? answer(404) : refuses ? answer(503) : acknowledge(request);
    });
    RecorderThread recorder(folder.path(), endpoint.url());
    const auto state = folder.path() / "state";
    recorder.transport().open_epoch();
    recorder.begin_session(1);
    recorder.add(3);
    const auto is_refused = [&] { return !recorder.uploads.empty() && recorder.uploads.back() != Failure::none; };
    REQUIRE(recorder.run_until(is_refused));
    std::uint32_t count = 0;
    REQUIRE_FALSE(ask_for_erasure(state, count));
    CHECK(count == 1);
    const auto asked = endpoint.received().size();
    refuses = false;
    // The batch was refused for a while; it would be stored now, with nothing left to erase it by.
    REQUIRE(recorder.run_until([&] { return recorder.wiped == 3; }));
    CHECK(endpoint.received().size() == asked);
    CHECK(recorder.sessions_over == 1);
    CHECK(recorder.sent == 0);
    recorder.begin_session(2);
    recorder.add(2);
    CHECK(recorder.run_until([&] { return recorder.sent == 2; }));
}

}  // namespace
}  // namespace silhouette::transport
