#include "ingest/writer.h"

#include <atomic>
#include <future>
#include <mutex>

#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;
using test::entry_of;
using test::made_up_batch;

namespace {

// A log whose commits wait until they are let go, and fail when told to.
class SlowLog final : public Log {
  public:
    std::vector<Appended> append(std::span<LogEntry> entries) override {
        const std::lock_guard gate(gate_mutex);
        if (failing) {
            throw StorageError(StorageError::Kind::full, "full");
        }
        for (auto& entry : entries) {
            entry.position = ++last_;
            positions.push_back(entry.position);
        }
        groups.push_back(entries.size());
        return std::vector<Appended>(entries.size(), Appended::stored);
    }
    std::uint64_t erase(const std::string&, const SessionId&) override { return 0; }
    bool scrub() override { return true; }
    Position last() override { return last_; }
    void visit_sessions(const VisitSession&) override {}
    void read(Position, const Visit&) override {}
    void read_session(const std::string&, const SessionId&, const Visit&) override {}

    std::mutex gate_mutex;
    std::atomic<bool> failing{false};
    Position last_ = 0;
    std::vector<Position> positions;
    std::vector<std::size_t> groups;
};

struct Writing {
    test::Folder folder;
    SlowLog log;
    Projection projection{folder.path() / "projection.sqlite"};
    Tenants tenants{folder.path() / "tenants.sqlite", true};
    ErasedSessions erased{folder.path() / "erased.sqlite"};
    Eraser eraser{erased, log, projection};
    Writer writer{log, projection, tenants, eraser};
    std::uint64_t allowed_since = 0;  // of the batches to come

    Writing() {
        tenants.create("acme");
        allow();
    }

    void allow() { allowed_since = tenants.allow("acme", true, test::kSomebody)->allowed_since; }

    std::future<Outcome> store(unsigned id) {
        auto promise = std::make_shared<std::promise<Outcome>>();
        const auto batch = made_up_batch(id, 1, id, 1);
        writer.store(entry_of(batch), summarize(batch), {allowed_since, 0},
                     [promise](Outcome outcome) { promise->set_value(outcome); });
        return promise->get_future();
    }
};

}  // namespace

TEST_CASE("What comes in during one commit shares the next, and nothing is answered before it") {
    Writing writing;
    std::vector<std::future<Outcome>> answers;
    {
        const std::lock_guard gate(writing.log.gate_mutex);
        for (unsigned id = 1; id <= 100; ++id) {
            answers.push_back(writing.store(id));
        }
        for (auto& answer : answers) {
            CHECK(answer.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
        }
    }
    for (auto& answer : answers) {
        CHECK(answer.get() == Outcome::stored);
    }
    CHECK(writing.log.positions.size() == 100);
    CHECK(writing.writer.commits() <= 2);
}

TEST_CASE("A full disk fails all who waited, and the next commit is a new try") {
    Writing writing;
    writing.log.failing = true;
    CHECK(writing.store(1).get() == Outcome::no_space);
    writing.log.failing = false;
    CHECK(writing.store(1).get() == Outcome::stored);
}

TEST_CASE("A batch that was let in before its tenant was switched off is not stored after it") {
    Writing writing;
    writing.tenants.allow("acme", false, test::kSomebody);
    // The door has let it pass; the writer asks again.
    CHECK(writing.store(1).get() == Outcome::tenant_off);
    CHECK(writing.log.positions.empty());
    writing.tenants.allow("acme", true, test::kSomebody);
    // What was recorded before the "off" is refused for good.
    CHECK(writing.store(2).get() == Outcome::tenant_was_off);
    CHECK(writing.log.positions.empty());
    writing.allow();
    CHECK(writing.store(3).get() == Outcome::stored);
}

TEST_CASE("A queue that is full refuses instead of growing") {
    Writing writing;
    std::vector<std::future<Outcome>> answers;
    {
        const std::lock_guard gate(writing.log.gate_mutex);
        for (unsigned id = 1; id <= 2000; ++id) {
            answers.push_back(writing.store(id));
        }
    }
    int stored = 0, busy = 0;
    for (auto& answer : answers) {
        const Outcome outcome = answer.get();
        stored += outcome == Outcome::stored;
        busy += outcome == Outcome::busy;
    }
    CHECK(busy > 0);
    CHECK(stored + busy == 2000);
    CHECK(static_cast<int>(writing.log.positions.size()) == stored);
}

TEST_CASE("A drain finishes what waits and takes nothing more") {
    Writing writing;
    std::vector<std::future<Outcome>> answers;
    for (unsigned id = 1; id <= 50; ++id) {
        answers.push_back(writing.store(id));
    }
    writing.writer.drain();
    for (auto& answer : answers) {
        REQUIRE(answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
        CHECK(answer.get() == Outcome::stored);
    }
    CHECK(writing.store(51).get() == Outcome::draining);
}
