#include "ingest/eraser.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <random>
#include <thread>

#include "ingest/access_key.h"
#include "ingest/data_folder.h"
#include "ingest/sqlite_log.h"
#include "ingest/writer.h"
#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;
using namespace std::chrono_literals;
using test::made_up_batch;

namespace {

const std::string kSecret(32, 's');
// After whatever the tenant said: it is not looked at here.
const RecordedUnder kRecordedLater{0, 4'102'444'800};

// Everything that lies in the folder, in one string.
std::string bytes_of(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
}

struct Stores {
    explicit Stores(const std::filesystem::path& folder)
        : log(folder / "log.sqlite", true),
          projection(folder / "projection.sqlite"),
          erased(folder / "erased.sqlite") {}
    SqliteLog log;
    Projection projection;
    ErasedSessions erased;

    void store(std::vector<LogEntry> entries) {
        std::vector<Projection::Change> changes;
        log.append(entries);
        for (const auto& entry : entries) {
            changes.push_back({&entry, {"orders", 1, 1, 1, 0, 1, sha256(kSecret), {}, 0, {}}});
        }
        projection.apply(changes);
    }
};

// Sessions with random ids and bodies, so that each of their bytes can be told from all others.
class RandomSessions {
  public:
    struct Session {
        SessionId id;
        std::vector<LogEntry> batches;
    };
    std::string bytes(std::size_t count) {
        std::string text(count, '\0');
        for (char& one : text) {
            one = static_cast<char>(random_());
        }
        return text;
    }
    Session make(std::uint32_t batches) {
        constexpr std::array<std::size_t, 5> sizes{150, 400, 900, 3000, 9000};
        Session session{*SessionId::from_bytes(bytes(16)), {}};
        for (std::uint32_t number = 0; number < batches; ++number) {
            session.batches.push_back({0, "acme", *BatchId::from_bytes(bytes(16)), session.id, number, 1,
                                       bytes(sizes[random_() % sizes.size()])});
        }
        return session;
    }
    std::mt19937& random() { return random_; }

  private:
    std::mt19937 random_{7};
};

bool has_trace(const std::string& stored, const RandomSessions::Session& session) {
    const auto has = [&](std::string_view piece) { return stored.find(piece) != std::string::npos; };
    bool found = has(session.id.bytes());
    for (const auto& batch : session.batches) {
        const std::string_view body = batch.body;
        found = found || has(batch.batch.bytes()) || has(body.substr(0, 40)) || has(body.substr(body.size() / 2, 40)) ||
                has(body.substr(body.size() - 40));
    }
    return found;
}

}  // namespace

TEST_CASE("No byte of an erased session is left in any file, wherever the database moved it") {
    const test::Folder folder;
    Stores stores(folder.path());
    Eraser eraser(stores.erased, stores.log, stores.projection);
    RandomSessions made;
    std::vector<RandomSessions::Session> sessions;
    std::vector<LogEntry> batches;
    for (int i = 0; i < 800; ++i) {
        sessions.push_back(made.make(1 + static_cast<std::uint32_t>(made.random()() % 6)));
        batches.insert(batches.end(), sessions.back().batches.begin(), sessions.back().batches.end());
    }
    std::shuffle(batches.begin(), batches.end(), made.random());
    constexpr std::size_t group = 25;  // one by one in the file, but not one by one to the disk
    for (std::size_t i = 0; i < batches.size(); i += group) {
        const auto begin = batches.begin() + static_cast<std::ptrdiff_t>(i);
        stores.store({begin, begin + static_cast<std::ptrdiff_t>(std::min(group, batches.size() - i))});
    }
    std::shuffle(sessions.begin(), sessions.end(), made.random());
    REQUIRE(has_trace(bytes_of(folder.path()), sessions.front()));
    std::size_t traces = 0;
    for (std::size_t i = 0; i < 400; ++i) {
        eraser.begin("acme", sessions[i].id, kSecret, 1);
        REQUIRE((i % 4 != 3 || eraser.finish()));
    }
    // What comes next is written into the WAL as memory has it.
    for (int i = 0; i < 200; ++i) {
        stores.store(made.make(1).batches);
    }
    const std::string stored = bytes_of(folder.path());
    for (std::size_t i = 0; i < 400; ++i) {
        traces += has_trace(stored, sessions[i]);
    }
    CHECK(traces == 0);
    for (std::size_t i = 400; i < sessions.size(); ++i) {
        std::size_t there = 0;
        stores.log.read_session("acme", sessions[i].id, [&](const LogEntry& entry) {
            CHECK(entry.body == sessions[i].batches[there].body);
            ++there;
        });
        CHECK(there == sessions[i].batches.size());
    }
}

namespace {

// The log, and the end of the process at one of the steps of an erasure.
class DyingLog final : public Log {
  public:
    enum class Step { before_log, between, before_scrub, after_scrub };
    DyingLog(Log& log, Step step) : log_(log), step_(step) {}

    std::uint64_t erase(const std::string& tenant, const SessionId& session) override {
        die(Step::before_log);
        const auto count = log_.erase(tenant, session);
        die(Step::between);
        return count;
    }
    bool scrub() override {
        die(Step::before_scrub);
        const bool done = log_.scrub();
        die(Step::after_scrub);
        return done;
    }
    std::vector<Appended> append(std::span<LogEntry> entries) override { return log_.append(entries); }
    Position last() override { return log_.last(); }
    void visit_sessions(const VisitSession& visit) override { log_.visit_sessions(visit); }
    void read(Position position, const Visit& visit) override { log_.read(position, visit); }
    void read_session(const std::string& tenant, const SessionId& session, const Visit& visit) override {
        log_.read_session(tenant, session, visit);
    }

  private:
    void die(Step step) const {
        if (step == step_) {
            ::kill(::getpid(), SIGKILL);
        }
    }
    Log& log_;
    Step step_;
};

// In a process of its own, which ends by SIGKILL.
void run_and_die(const std::function<void()>& what) {
    const pid_t child = ::fork();
    if (child == 0) {
        what();
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("An erasure that was killed at any step is finished by the next start") {
    using Step = DyingLog::Step;
    for (const Step step : {Step::before_log, Step::between, Step::before_scrub, Step::after_scrub}) {
        const test::Folder folder;
        RandomSessions made;
        const auto doomed = made.make(3), other = made.make(3);
        run_and_die([&] {
            Stores stores(folder.path());
            stores.store(doomed.batches);
            stores.store(other.batches);
            DyingLog log(stores.log, step);
            Eraser eraser(stores.erased, log, stores.projection);
            eraser.begin("acme", doomed.id, kSecret, 1);
            eraser.finish();
        });
        REQUIRE(has_trace(bytes_of(folder.path()), other));
        Stores stores(folder.path());
        Eraser eraser(stores.erased, stores.log, stores.projection);
        eraser.replay();
        CHECK(eraser.finished());
        CHECK_FALSE(has_trace(bytes_of(folder.path()), doomed));
        CHECK_FALSE(stores.projection.has_session("acme", doomed.id));
        CHECK(stores.projection.has_session("acme", other.id));
    }
}

TEST_CASE("A session that a backup brings back is gone when the folder is opened") {
    const test::Folder folder;
    const auto data = folder.path() / "data";
    RandomSessions made;
    const auto doomed = made.make(3), other = made.make(3);
    {
        DataFolder opened(data, DataFolder::Use::serve);
        Stores stores(data);
        stores.store(doomed.batches);
        stores.store(other.batches);
    }
    const auto copy = [](const std::filesystem::path& from, const std::filesystem::path& to) {
        for (const char* name : {"log.sqlite", "projection.sqlite"}) {
            std::filesystem::copy_file(from / name, to / name, std::filesystem::copy_options::overwrite_existing);
        }
    };
    const test::Folder backup;
    copy(data, backup.path());
    {
        DataFolder opened(data, DataFolder::Use::serve);
        opened.eraser().begin("acme", doomed.id, kSecret, std::time(nullptr));
        REQUIRE(opened.eraser().finish());
        REQUIRE_FALSE(has_trace(bytes_of(data), doomed));
    }
    for (const auto use : {DataFolder::Use::serve, DataFolder::Use::read}) {
        copy(backup.path(), data);
        REQUIRE(has_trace(bytes_of(data), doomed));
        DataFolder opened(data, use);
        CHECK_FALSE(opened.projection().has_session("acme", doomed.id));
        CHECK(opened.projection().has_session("acme", other.id));
        CHECK_FALSE(has_trace(bytes_of(data), doomed));
    }
}

namespace {

struct Writing {
    test::Folder folder;
    Stores stores{folder.path()};
    Tenants tenants{folder.path() / "tenants.sqlite", true};
    Eraser eraser{stores.erased, stores.log, stores.projection};
    Writer writer{stores.log, stores.projection, tenants, eraser};
    RandomSessions made;

    Writing() {
        for (const char* tenant : {"acme", "globex"}) {
            tenants.create(tenant);
            tenants.allow(tenant, true, test::kSomebody);
        }
    }
    std::future<Outcome> store(const LogEntry& entry) {
        auto promise = std::make_shared<std::promise<Outcome>>();
        writer.store(entry, {"orders", 1, 1, 1, 0, 1, sha256(kSecret), {}, 0, {}}, kRecordedLater,
                     [promise](Outcome outcome) { promise->set_value(outcome); });
        return promise->get_future();
    }
    std::future<Outcome> erase(const SessionId& session, const std::string& secret = kSecret,
                               const std::string& tenant = {}) {
        auto promise = std::make_shared<std::promise<Outcome>>();
        writer.erase({tenant, session, secret, [promise](Outcome outcome) { promise->set_value(outcome); }});
        return promise->get_future();
    }
};

}  // namespace

TEST_CASE("An erasure overlooks no batch that came before it, and lets none in that comes after") {
    Writing writing;
    for (int round = 0; round < 50; ++round) {
        const auto session = writing.made.make(3);
        auto first = writing.store(session.batches[0]), second = writing.store(session.batches[1]);
        auto erasure = writing.erase(session.id);
        auto third = writing.store(session.batches[2]);
        CHECK(first.get() == Outcome::stored);
        CHECK(second.get() == Outcome::stored);
        CHECK(erasure.get() == Outcome::erased);
        CHECK(third.get() == Outcome::erased);
        CHECK(writing.store(writing.made.make(1).batches[0]).get() == Outcome::stored);
        CHECK_FALSE(has_trace(bytes_of(writing.folder.path()), session));
    }
}

TEST_CASE("An erasure keeps its place among more batches than one commit takes") {
    Writing writing;
    const auto doomed = writing.made.make(3);
    const auto others = writing.made.make(700);
    std::vector<std::future<Outcome>> stored;
    std::future<Outcome> before, erasure, after;
    {
        // The first commit waits, so that all that comes meanwhile is there at once.
        Database busy(writing.folder.path() / "log.sqlite", false);
        Transaction held(busy);
        stored.push_back(writing.store(doomed.batches[0]));
        for (const auto& batch : others.batches) {
            stored.push_back(writing.store(batch));
        }
        before = writing.store(doomed.batches[1]);
        erasure = writing.erase(doomed.id);
        after = writing.store(doomed.batches[2]);
    }
    CHECK(before.get() == Outcome::stored);
    CHECK(erasure.get() == Outcome::erased);
    CHECK(after.get() == Outcome::erased);
    CHECK_FALSE(has_trace(bytes_of(writing.folder.path()), doomed));
    for (auto& one : stored) {
        CHECK(one.get() == Outcome::stored);
    }
    CHECK(writing.stores.log.last() == 702);
}

TEST_CASE("Only the secret erases; who asks again is told that it is done") {
    Writing writing;
    const auto session = writing.made.make(1);
    writing.store(session.batches[0]).get();
    CHECK(writing.erase(session.id, std::string(32, 'x')).get() == Outcome::not_there);
    CHECK(writing.erase(session.id, kSecret, "globex").get() == Outcome::not_there);
    CHECK(writing.erase(*SessionId::from_bytes(std::string(16, 'q'))).get() == Outcome::not_there);
    CHECK(has_trace(bytes_of(writing.folder.path()), session));
    CHECK(writing.erase(session.id, kSecret, "acme").get() == Outcome::erased);
    CHECK(writing.erase(session.id).get() == Outcome::erased);
    CHECK(writing.erase(session.id, std::string(32, 'x')).get() == Outcome::not_there);
    CHECK(writing.store(session.batches[0]).get() == Outcome::erased);
}

TEST_CASE("A session whose first batch never came is erased by the secret that its id follows from") {
    Writing writing;
    const std::string secret(32, 'z');
    auto session = writing.made.make(3);
    session.id = *SessionId::from_bytes(sha256(secret).substr(0, SessionId::kBytes));
    for (auto& batch : session.batches) {
        batch.session = session.id;
    }
    for (const int number : {1, 2}) {
        auto promise = std::make_shared<std::promise<Outcome>>();
        // Without a hash.
        writing.writer.store(session.batches[static_cast<std::size_t>(number)],
                             {"orders", 1, 1, 1, 0, 1, {}, {}, 0, {}}, kRecordedLater,
                             [promise](Outcome outcome) { promise->set_value(outcome); });
        REQUIRE(promise->get_future().get() == Outcome::stored);
    }
    CHECK(writing.erase(session.id).get() == Outcome::not_there);
    CHECK(writing.erase(session.id, std::string(32, '\0')).get() == Outcome::not_there);
    CHECK(writing.erase(session.id, secret).get() == Outcome::erased);
    CHECK_FALSE(has_trace(bytes_of(writing.folder.path()), session));
    CHECK(writing.erase(session.id, secret).get() == Outcome::erased);
    CHECK(writing.store(session.batches[0]).get() == Outcome::erased);
}

TEST_CASE("A copy of a session's id in another tenant does not save the session from its erasure") {
    const std::string secret(32, 'z');
    for (const char* copied_to : {"globex", "aaaa"}) {
        Writing writing;
        writing.tenants.create("aaaa");
        writing.tenants.allow("aaaa", true, test::kSomebody);
        auto session = writing.made.make(2);
        session.id = *SessionId::from_bytes(sha256(secret).substr(0, SessionId::kBytes));
        for (auto& batch : session.batches) {
            batch.session = session.id;
        }
        session.batches[1].tenant = copied_to;
        for (const auto& batch : session.batches) {
            REQUIRE(writing.store(batch).get() == Outcome::stored);
        }
        CHECK(writing.erase(session.id, secret).get() == Outcome::erased);
        for (const char* tenant : {"acme", copied_to}) {
            CHECK_FALSE(writing.stores.projection.has_session(tenant, session.id));
        }
        CHECK_FALSE(has_trace(bytes_of(writing.folder.path()), session));
        CHECK(writing.store(session.batches[0]).get() == Outcome::erased);
        CHECK(writing.store(session.batches[1]).get() == Outcome::erased);
    }
}

TEST_CASE("While somebody reads what is to go it is not said to be gone, and batches go on") {
    Writing writing;
    const auto session = writing.made.make(2);
    for (const auto& batch : session.batches) {
        writing.store(batch).get();
    }
    Database reader(writing.folder.path() / "log.sqlite", false);
    reader.run("BEGIN");
    reader.run("SELECT count(*) FROM batches");
    auto erasure = writing.erase(session.id);
    while (writing.writer.erasures() == 0) {
        std::this_thread::yield();
    }
    CHECK(writing.store(session.batches[0]).get() == Outcome::erased);
    CHECK(writing.store(writing.made.make(1).batches[0]).get() == Outcome::stored);
    CHECK(erasure.wait_for(0s) == std::future_status::timeout);
    reader.run("ROLLBACK");
    CHECK(erasure.get() == Outcome::erased);
    CHECK_FALSE(has_trace(bytes_of(writing.folder.path()), session));
}

TEST_CASE("What is remembered of an erased session is neither its id nor its secret, and is forgotten in time") {
    const test::Folder folder;
    ErasedSessions erased(folder.path() / "erased.sqlite");
    RandomSessions made;
    const auto old_one = made.make(1).id, new_one = made.make(1).id;
    erased.add("acme", old_one, kSecret, 100);
    erased.add("acme", new_one, kSecret, 200);
    const std::string stored = bytes_of(folder.path());
    for (const std::string& piece : {std::string(old_one.bytes()), kSecret, sha256(kSecret), std::string("acme")}) {
        CHECK(stored.find(piece) == std::string::npos);
    }
    CHECK(erased.contains("acme", old_one));
    CHECK_FALSE(erased.contains("globex", old_one));
    CHECK(erased.erased_with("acme", old_one, kSecret));
    CHECK_FALSE(erased.erased_with("acme", old_one, std::string(32, 'x')));
    erased.forget(200);
    CHECK_FALSE(erased.contains("acme", old_one));
    CHECK(erased.contains("acme", new_one));
}
