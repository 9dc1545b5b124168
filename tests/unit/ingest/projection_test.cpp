#include "ingest/projection.h"

#include "ingest/batch_door.h"
#include "ingest/sqlite_log.h"
#include "ingest/tenant_store.h"
#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;
using test::entry_of;
using test::made_up_batch;

namespace {

struct Stores {
    test::Folder folder;
    SqliteLog log{folder.path() / "log.sqlite", true};
    Projection projection{folder.path() / "projection.sqlite"};

    void store(const silhouette::v1::Batch& batch) {
        std::vector<LogEntry> entries{entry_of(batch)};
        if (log.append(entries).at(0) == Appended::stored) {
            projection.apply({{&entries[0], summarize(batch)}});
        }
    }
};

std::string text_of(const std::vector<SessionSummary>& sessions) {
    std::string text;
    for (const auto& one : sessions) {
        text += one.session.text() + ' ' + one.app + ' ' + std::to_string(one.started) + ' ' +
                std::to_string(one.duration_ms) + ' ' + std::to_string(one.clicks) + ' ' + std::to_string(one.windows) +
                ' ' + std::to_string(one.gaps) + '\n';
    }
    return text;
}

}  // namespace

TEST_CASE("A projection that was rebuilt equals the one that grew") {
    Stores stores;
    unsigned id = 0;
    for (unsigned session = 1; session <= 20; ++session) {
        for (std::uint32_t number = 0; number < 1 + session % 5; ++number) {
            if ((session + number) % 4 != 3) {
                stores.store(made_up_batch(++id, session, number, static_cast<int>(session % 7)));
            }
        }
    }
    const auto erased = *SessionId::from_text("00000000000000000000000000000005");
    stores.log.erase("acme", erased);
    stores.projection.erase("acme", erased);
    const std::string grown = text_of(stores.projection.sessions("acme"));
    const auto applied = stores.projection.applied();
    REQUIRE_FALSE(grown.empty());

    stores.projection.rebuild(stores.log);
    CHECK(text_of(stores.projection.sessions("acme")) == grown);
    CHECK(stores.projection.applied() == applied);

    Projection other(stores.folder.path() / "other.sqlite");
    other.catch_up(stores.log);
    CHECK(text_of(other.sessions("acme")) == grown);
    other.catch_up(stores.log);
    CHECK(text_of(other.sessions("acme")) == grown);
}

TEST_CASE("A session's sums come from all of its batches, in any order") {
    Stores stores;
    stores.store(made_up_batch(1, 1, 3, 2));
    CHECK(stores.projection.erasure_hash("acme", *SessionId::from_text("00000000000000000000000000000001")).empty());
    stores.store(made_up_batch(2, 1, 0, 5));
    const auto sessions = stores.projection.sessions("acme");
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0].clicks == 7);
    CHECK(sessions[0].gaps == 2);
    CHECK(sessions[0].duration_ms == 3200);
    CHECK(stores.projection.erasure_hash("acme", sessions[0].session) == std::string(32, 'h'));
    CHECK(stores.projection.sessions("globex").empty());
}

TEST_CASE("The log keeps the first of two batches with one id, for each tenant") {
    Stores stores;
    std::vector<LogEntry> entries{entry_of(made_up_batch(1, 1, 0, 1)), entry_of(made_up_batch(1, 1, 0, 9))};
    entries.push_back(entry_of(made_up_batch(1, 1, 0, 1)));
    entries[2].tenant = "globex";
    const auto results = stores.log.append(entries);
    CHECK(results == std::vector{Appended::stored, Appended::duplicate, Appended::stored});
    const TenantStore store("acme", 0, stores.log, stores.projection);
    const auto batches = store.batches(entries[0].session);
    REQUIRE(batches.size() == 1);
    CHECK(batches[0].frames(0).clicks().elements_size() == 1);
}

TEST_CASE("A log that was put back from a backup is told from one that grew") {
    Stores stores;
    for (unsigned batch = 1; batch <= 3; ++batch) {
        stores.store(made_up_batch(batch, batch, 0, 1));
    }
    // The backup had one batch; what comes next gets positions that the projection has seen already.
    SqliteLog older(stores.folder.path() / "older.sqlite", true);
    std::vector<LogEntry> entries{entry_of(made_up_batch(9, 9, 0, 4))};
    older.append(entries);
    stores.projection.catch_up(older);
    const auto sessions = stores.projection.sessions("acme");
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0].clicks == 4);
    CHECK(stores.projection.applied() == 1);
}

TEST_CASE("Only the secret that hashes to the session's hash may erase") {
    Stores stores;
    stores.store(made_up_batch(1, 1, 0, 1));
    const TenantStore store("acme", 0, stores.log, stores.projection);
    const auto session = *SessionId::from_text("00000000000000000000000000000001");
    CHECK_FALSE(store.may_erase(session, std::string(32, 'h')));
    CHECK_FALSE(store.may_erase(session, ""));
    CHECK_FALSE(store.may_erase(*SessionId::from_text("000000000000000000000000000000ff"), std::string(32, 'x')));
}

TEST_CASE("The clients' books are held against what came: late, lost and dropped are told apart") {
    Stores stores;
    const auto batch = [](unsigned id, std::uint32_t number, int clicks, std::uint64_t captured,
                          std::uint64_t dropped) {
        auto made = made_up_batch(id, 1, number, clicks);
        auto& counters = *made.mutable_header()->mutable_counters();
        counters.Clear();
        counters.set_captured(captured);
        if (dropped > 0) {
            auto& one = *counters.add_dropped();
            one.set_reason(silhouette::v1::DROP_REASON_SPOOL_FULL);
            one.set_items(dropped);
        }
        return made;
    };
    const auto items_of = [](const silhouette::v1::Batch& one) { return summarize(one).items; };
    const auto began = static_cast<std::int64_t>(batch(1, 0, 3, 0, 0).header().started());
    const auto first = batch(1, 0, 3, 0, 0), third = batch(3, 2, 4, 0, 0);
    const std::uint64_t mine = items_of(first), its = items_of(third);

    stores.store(batch(1, 0, 3, mine, 0));
    Books books = stores.projection.books(began);
    CHECK(books.clients.captured == mine);
    CHECK(books.stored == mine);
    CHECK(books.missing == 0);
    CHECK(books.batches_late + books.batches_lost == 0);

    // Number 1 is not there: ten items of it may come, five were dropped.
    stores.store(batch(3, 2, 4, mine + its + 15, 5));
    books = stores.projection.books(began);
    CHECK(books.clients.captured == mine + its + 15);
    CHECK(books.clients.dropped[silhouette::v1::DROP_REASON_SPOOL_FULL] == 5);
    CHECK(books.missing == 10);
    CHECK(books.batches_late == 1);
    CHECK(books.batches_lost == 0);
    CHECK(stores.projection.books(began + 1).batches_lost == 1);

    // It was late only; its halves share its number, and its header is older than what is known.
    stores.store(batch(4, 1, 2, mine, 0));
    stores.store(batch(5, 1, 2, mine, 0));
    books = stores.projection.books(began);
    CHECK(books.batches_late == 0);
    CHECK(books.clients.captured == mine + its + 15);
    CHECK(books.clients.dropped[silhouette::v1::DROP_REASON_SPOOL_FULL] == 5);

    // A batch that comes twice, and a log that is read again, count once.
    const std::uint64_t stored = books.stored;
    stores.store(batch(4, 1, 2, mine, 0));
    stores.projection.rebuild(stores.log);
    CHECK(stores.projection.books(began).stored == stored);
    CHECK(stores.projection.books(began).clients.captured == mine + its + 15);

    stores.projection.erase("acme", *SessionId::from_text("00000000000000000000000000000001"));
    books = stores.projection.books(began);
    CHECK(books.clients.captured + books.stored + books.missing == 0);
    CHECK(books.clients.dropped[silhouette::v1::DROP_REASON_SPOOL_FULL] == 0);
}
