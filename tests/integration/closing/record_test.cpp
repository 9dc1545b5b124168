// What a user may keep, and what she may have deleted: the local record, and erasure.
#include <chrono>
#include <map>
#include <mutex>

#include "privacy/consent/choice.h"
#include "tests/catch.h"
#include "tests/integration/closing/running_host.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/epoch_key.h"
#include "transport/erasure.h"
#include "transport/local_record.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace silhouette::transport;

namespace {

std::string allow_and_acknowledge(const Received& request, std::size_t) {
    return request.method == "GET" ? settings_answer(1, true) : acknowledge(request);
}

LocalRecord record_in(const TemporaryFolder& folder) {
    return read_local_record(folder.path() / "state/orders", folder.path() / "cache/orders");
}

// Opens, clicks, and waits until the record of what was sent holds something.
void send_something(RunningHost& host, const TemporaryFolder& folder) {
    REQUIRE(host.opens());
    host.click(10);
    REQUIRE(eventually([&] { return !record_in(folder).sent.empty(); }));
}

}  // namespace

TEST_CASE("a no takes the record of what was sent with it, unless the user keeps it") {
    const TemporaryFolder folder;
    const FakeEndpoint endpoint(allow_and_acknowledge);
    RunningHost host(folder.path(), endpoint.url());
    send_something(host, folder);
    REQUIRE(host.no(SIL_CONSENT_KEEP_RECORD) == SIL_OK);
    CHECK(eventually([&] { return host.stats().pending == 0; }));
    host.stop();
    {
        // Neither the end of this run nor the next start takes it.
        const RunningHost next(folder.path(), endpoint.url());
    }
    auto kept = record_in(folder);
    CHECK(kept.sent.size() >= 1);
    CHECK(kept.waiting.empty());
    CHECK_FALSE(std::filesystem::exists(epoch_key_file(folder.path() / "state/orders")));

    RunningHost again(folder.path(), endpoint.url());
    REQUIRE(again.opens());
    REQUIRE(again.no() == SIL_OK);
    // Unreadable when the call has returned, gone soon after.
    CHECK(record_in(folder).sent.empty());
    CHECK(eventually([&] { return bytes_below(folder.path() / "cache/orders/sent") == 0; }));
}

TEST_CASE("who does not wait for the disk is silent as well, and the choice is there for every process") {
    const TemporaryFolder folder;
    const FakeEndpoint endpoint(allow_and_acknowledge);
    RunningHost host(folder.path(), endpoint.url());
    send_something(host, folder);
    REQUIRE(host.no(SIL_CONSENT_DO_NOT_WAIT | SIL_CONSENT_BY_SWITCH) == SIL_OK);
    CHECK(sil_adapter_generation() == 0);
    CHECK_FALSE(std::filesystem::exists(epoch_key_file(folder.path() / "state/orders")));
    CHECK(record_in(folder).sent.empty());
    const auto choice = privacy::read_choice(folder.path() / "state", "orders");
    CHECK(choice.answer == privacy::Answer::no);
    CHECK(choice.how == "switch");
}

TEST_CASE("what was sent is erased though consent is closed, until it is confirmed, and nothing else is sent") {
    const TemporaryFolder folder;
    std::mutex mutex;
    std::map<std::string, int> asked;
    const FakeEndpoint endpoint([&](const Received& request, std::size_t number) {
        if (request.method != "DELETE") {
            return allow_and_acknowledge(request, number);
        }
        const std::lock_guard lock(mutex);
        return ++asked[request.target] == 1 ? answer(503) : answer(204);
    });
    std::string session;
    {
        RunningHost host(folder.path(), endpoint.url());
        send_something(host, folder);
        char id[SIL_SESSION_ID_SIZE];
        REQUIRE(sil_session_id(host.recorder(), id) == SIL_OK);
        session = id;
        CHECK(sil_erasures_pending(host.recorder()) == 0);
        REQUIRE(host.no(SIL_CONSENT_ERASE) == SIL_OK);
        CHECK(sil_erasures_pending(host.recorder()) == 1);
        // On disk before the call has returned: a crash does not forget it.
        const auto secrets = list_erasure_secrets(folder.path() / "state/orders");
        REQUIRE(secrets.size() == 1);
        CHECK(secrets[0].asked);
        CHECK(eventually([&] { return sil_erasures_pending(host.recorder()) == 0; }));
    }
    CHECK(list_erasure_secrets(folder.path() / "state/orders").empty());
    int deletions = 0;
    for (const auto& request : endpoint.received()) {
        if (request.method != "DELETE") {
            continue;
        }
        ++deletions;
        CHECK(request.target == "/v1/sessions/" + session);
        CHECK(request.body.empty());
        CHECK(request.headers.size() == 3);
        CHECK(request.headers.count("host") == 1);
        CHECK(request.headers.at("user-agent").rfind("silhouette/", 0) == 0);
        CHECK(request.headers.at("silhouette-erasure-secret").size() == 64);
        CHECK(request.head.find("a-key") == std::string::npos);
    }
    CHECK(deletions == 2);
}

TEST_CASE("an erasure that was asked for is gone on with by the next start, and none is made unasked") {
    const TemporaryFolder folder;
    {
        const FakeEndpoint deaf([](const Received& request, std::size_t number) {
            return request.method == "DELETE" ? std::string() : allow_and_acknowledge(request, number);
        });
        RunningHost host(folder.path(), deaf.url());
        send_something(host, folder);
        REQUIRE(host.no() == SIL_OK);
        REQUIRE(host.opens());
        host.click(1);
        REQUIRE(eventually([&] {
            const auto secrets = list_erasure_secrets(folder.path() / "state/orders");
            return secrets.size() == 2 && secrets[1].sent;
        }));
        REQUIRE(host.no() == SIL_OK);
        for (const auto& request : deaf.received()) {
            CHECK(request.method != "DELETE");
        }
        REQUIRE(sil_erase_sent(host.recorder()) == SIL_OK);
        CHECK(sil_erasures_pending(host.recorder()) == 2);
        REQUIRE(eventually([&] {
            for (const auto& request : deaf.received()) {
                if (request.method == "DELETE") {
                    return true;
                }
            }
            return false;
        }));
        // The endpoint comes back below the same address.
        auto secrets = list_erasure_secrets(folder.path() / "state/orders");
        host.stop();
        REQUIRE(list_erasure_secrets(folder.path() / "state/orders").size() == secrets.size());
        const FakeEndpoint back([](const Received&, std::size_t) { return answer(204); });
        for (auto secret : secrets) {
            REQUIRE_FALSE(remove_erasure_secret(folder.path() / "state/orders", secret.session));
            secret.endpoint = back.url();
            REQUIRE_FALSE(add_erasure_secret(folder.path() / "state/orders", secret));
        }
        const RunningHost next(folder.path(), back.url());
        CHECK(sil_state_now(next.recorder()) == SIL_STATE_USER_OFF);
        CHECK(eventually([&] { return list_erasure_secrets(folder.path() / "state/orders").empty(); }));
        for (const auto& request : back.received()) {
            CHECK(request.method == "DELETE");
        }
        CHECK(back.received().size() == 2);
    }
}
