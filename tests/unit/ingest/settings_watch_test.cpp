#include "ingest/settings_watch.h"

#include <future>

#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;
using namespace std::chrono_literals;

namespace {

struct Polls {
    test::Folder folder;
    Tenants tenants{folder.path() / "tenants.sqlite", true};
    Tenants other_process{folder.path() / "tenants.sqlite", false};
    SettingsWatch watch{tenants};

    std::future<std::optional<TenantSettings>> poll(std::uint64_t version, std::chrono::seconds patience,
                                                    std::shared_ptr<std::atomic<bool>> abandoned = nullptr) {
        auto promise = std::make_shared<std::promise<std::optional<TenantSettings>>>();
        watch.wait("acme", version, patience, std::move(abandoned),
                   [promise](const auto& settings) { promise->set_value(settings); });
        return promise->get_future();
    }
};

}  // namespace

TEST_CASE("A change by another process ends a poll, and so does one that came just before it") {
    Polls polls;
    polls.tenants.create("acme");
    auto waiting = polls.poll(1, 60s);
    polls.other_process.allow("acme", true, test::kSomebody);
    REQUIRE(waiting.wait_for(60s) == std::future_status::ready);
    CHECK(waiting.get()->allowed);
    auto late = polls.poll(1, 60s);
    REQUIRE(late.wait_for(60s) == std::future_status::ready);
    CHECK(late.get()->version == 2);
}

TEST_CASE("The watch tells how many wait, without those whose client has gone") {
    Polls polls;
    polls.tenants.create("acme");
    CHECK(polls.watch.waiting() == 0);
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    auto stays = polls.poll(1, 300s);
    auto goes = polls.poll(1, 300s, gone);
    CHECK(polls.watch.waiting() == 2);
    *gone = true;
    CHECK(polls.watch.waiting() == 1);
    polls.tenants.allow("acme", true, test::kSomebody);
    polls.watch.notify();
    REQUIRE(stays.wait_for(60s) == std::future_status::ready);
    CHECK(polls.watch.waiting() == 0);
}

TEST_CASE("A poll ends with nothing when its time is over, and at once when the watch drains") {
    Polls polls;
    polls.tenants.create("acme");
    auto brief = polls.poll(1, 0s);
    REQUIRE(brief.wait_for(60s) == std::future_status::ready);
    CHECK_FALSE(brief.get());
    auto patient = polls.poll(1, 300s);
    polls.watch.drain();
    REQUIRE(patient.wait_for(60s) == std::future_status::ready);
    CHECK_FALSE(patient.get());
    auto late = polls.poll(1, 300s);
    REQUIRE(late.wait_for(0s) == std::future_status::ready);
    CHECK_FALSE(late.get());
}

TEST_CASE("A poll whose client has gone is let go without an answer") {
    Polls polls;
    polls.tenants.create("acme");
    const auto gone = std::make_shared<std::atomic<bool>>(true);
    auto abandoned = polls.poll(1, 300s, gone);
    REQUIRE(abandoned.wait_for(60s) == std::future_status::ready);
    CHECK_THROWS_AS(abandoned.get(), std::future_error);
}
