#include "ingest/projection.h"

#include <algorithm>

#include "ingest/batch_door.h"

namespace silhouette::ingest {
namespace {

constexpr int kSchema = 3;
constexpr std::int64_t kMillisecondsPerTick = 10;
// Entries applied in one transaction while catching up: bounds memory and the time that readers wait.
constexpr std::size_t kStride = 500;

void create_tables(Database& database) {
    Transaction transaction(database);
    database.run("CREATE TABLE progress(applied INTEGER NOT NULL) STRICT");
    database.run("INSERT INTO progress VALUES(0)");
    database.run(
        "CREATE TABLE sessions(tenant TEXT NOT NULL, session BLOB NOT NULL, app TEXT NOT NULL, started INTEGER NOT "
        "NULL,"
        " erasure_hash BLOB, captured INTEGER NOT NULL DEFAULT 0, dropped INTEGER NOT NULL DEFAULT 0, stored INTEGER "
        "NOT"
        " NULL DEFAULT 0, last_number INTEGER NOT NULL DEFAULT -1, missing_batches INTEGER NOT NULL DEFAULT 0,"
        " PRIMARY KEY(tenant, session)) STRICT, WITHOUT ROWID");
    database.run(
        "CREATE TABLE drops(tenant TEXT NOT NULL, session BLOB NOT NULL, reason INTEGER NOT NULL, items INTEGER NOT"
        " NULL, PRIMARY KEY(tenant, session, reason)) STRICT, WITHOUT ROWID");
    database.run(
        "CREATE TABLE batches(position INTEGER PRIMARY KEY, tenant TEXT NOT NULL, session BLOB NOT NULL,"
        " number INTEGER NOT NULL, clicks INTEGER NOT NULL, windows INTEGER NOT NULL, gaps INTEGER NOT NULL,"
        " end_ms INTEGER NOT NULL) STRICT");
    database.run("CREATE INDEX batches_of_session ON batches(tenant, session, number)");
    database.run(
        "CREATE TABLE names(id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(tenant, name)) "
        "STRICT");
    database.run(
        "CREATE TABLE sightings(name INTEGER NOT NULL, session BLOB NOT NULL, PRIMARY KEY(name, session)) STRICT, "
        "WITHOUT ROWID");
    database.run("CREATE INDEX sightings_of_session ON sightings(session)");
    database.set_schema_version(kSchema);
    transaction.commit();
}

std::unique_ptr<Database> open_database(const std::filesystem::path& file) {
    auto database = std::make_unique<Database>(file, true, Database::Durability::rebuildable);
    const auto version = database->schema_version();
    if (version == 0) {
        create_tables(*database);
    } else if (version != kSchema) {
        throw StorageError(StorageError::Kind::damaged, "the projection is of another version of this program");
    }
    return database;
}

void remove_files(const std::filesystem::path& file) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::remove(file.string() + suffix, ignored);
    }
}

}  // namespace

BatchSummary summarize(const silhouette::v1::Batch& batch) {
    BatchSummary summary;
    summary.app = batch.header().app();
    summary.started = static_cast<std::int64_t>(batch.header().started());
    for (const auto& frame : batch.frames()) {
        summary.clicks += static_cast<std::uint64_t>(frame.clicks().elements_size());
        summary.gaps += static_cast<std::uint64_t>(frame.gaps_size());
        for (const auto kind : frame.kinds()) {
            summary.items += kind != silhouette::v1::ITEM_KIND_GAP ? 1 : 0;
        }
        for (const auto window : frame.views().windows()) {
            summary.windows = std::max<std::uint64_t>(summary.windows, window);
        }
        std::int64_t ticks = frame.start();
        for (const auto delta : frame.time_deltas()) {
            ticks += delta;
        }
        summary.end_ms = std::max(summary.end_ms, ticks * kMillisecondsPerTick);
        if (frame.has_session_start() && summary.erasure_hash.empty()) {
            summary.erasure_hash = frame.session_start().erasure_hash();
        }
    }
    const auto& counters = batch.header().counters();
    summary.books.captured = counters.captured();
    for (const auto& one : counters.dropped()) {
        // A reason that this version does not know is one all the same.
        const auto reason = static_cast<std::size_t>(one.reason());
        summary.books.dropped[reason < kDropReasons ? reason : 0] += one.items();
    }
    summary.names = names_of(batch);
    return summary;
}

Projection::Projection(const std::filesystem::path& file) {
    try {
        database_ = open_database(file);
    } catch (const StorageError& error) {
        if (error.kind() != StorageError::Kind::damaged) {
            throw;
        }
        remove_files(file);
        database_ = open_database(file);
    }
}

Projection::~Projection() = default;

Position Projection::applied() {
    const std::lock_guard lock(mutex_);
    auto row = database_->prepare("SELECT applied FROM progress");
    row.step();
    return row.number(0);
}

// Adds a batch to the books of its session. Its number may have come before: halves of one batch share it.
void Projection::add_to_books(const LogEntry& entry, const BatchSummary& summary, bool is_new_number) {
    auto add_drop = database_->prepare(
        "INSERT INTO drops VALUES(?1,?2,?3,?4)"
        " ON CONFLICT(tenant, session, reason) DO UPDATE SET items=max(items, excluded.items)");
    for (std::size_t reason = 0; reason < kDropReasons; ++reason) {
        if (summary.books.dropped[reason] > 0) {
            add_drop.bind_text(1, entry.tenant).bind_blob(2, entry.session.bytes());
            add_drop.bind(3, static_cast<std::int64_t>(reason));
            add_drop.bind(4, static_cast<std::int64_t>(summary.books.dropped[reason])).run();
        }
    }
    // Counters only grow within a session, whatever the order in which its batches come.
    auto update = database_->prepare(
        "UPDATE sessions SET captured=max(captured, ?3), stored=stored+?4,"
        " dropped=(SELECT coalesce(sum(items), 0) FROM drops WHERE tenant=?1 AND session=?2),"
        " missing_batches=missing_batches+CASE WHEN ?5>last_number THEN ?5-last_number-1 ELSE -?6 END,"
        " last_number=max(last_number, ?5) WHERE tenant=?1 AND session=?2");
    update.bind_text(1, entry.tenant).bind_blob(2, entry.session.bytes());
    update.bind(3, static_cast<std::int64_t>(summary.books.captured));
    update.bind(4, static_cast<std::int64_t>(summary.items));
    update.bind(5, std::int64_t{entry.number}).bind(6, is_new_number ? 1 : 0).run();
}

void Projection::apply(const std::vector<Change>& changes) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(*database_);
    auto add_session = database_->prepare(
        "INSERT INTO sessions(tenant, session, app, started, erasure_hash) VALUES(?1,?2,?3,?4,?5)"
        " ON CONFLICT(tenant, session) DO UPDATE SET erasure_hash=excluded.erasure_hash"
        " WHERE sessions.erasure_hash IS NULL AND excluded.erasure_hash IS NOT NULL");
    auto add_batch = database_->prepare("INSERT OR IGNORE INTO batches VALUES(?1,?2,?3,?4,?5,?6,?7,?8)");
    auto find_number = database_->prepare("SELECT 1 FROM batches WHERE tenant=?1 AND session=?2 AND number=?3");
    auto add_name = database_->prepare("INSERT OR IGNORE INTO names(tenant, name) VALUES(?1,?2)");
    auto add_sighting =
        database_->prepare("INSERT OR IGNORE INTO sightings SELECT id, ?3 FROM names WHERE tenant=?1 AND name=?2");
    Position last = 0;
    for (const auto& [entry, summary] : changes) {
        add_session.bind_text(1, entry->tenant).bind_blob(2, entry->session.bytes()).bind_text(3, summary.app);
        add_session.bind(4, summary.started);
        if (summary.erasure_hash.empty()) {
            add_session.bind_null(5);
        } else {
            add_session.bind_blob(5, summary.erasure_hash);
        }
        add_session.run();
        find_number.bind_text(1, entry->tenant).bind_blob(2, entry->session.bytes()).bind(3, entry->number);
        const bool is_new_number = !find_number.step();
        find_number.reset();
        add_batch.bind(1, entry->position).bind_text(2, entry->tenant).bind_blob(3, entry->session.bytes());
        add_batch.bind(4, entry->number).bind(5, static_cast<std::int64_t>(summary.clicks));
        add_batch.bind(6, static_cast<std::int64_t>(summary.windows)).bind(7, static_cast<std::int64_t>(summary.gaps));
        add_batch.bind(8, summary.end_ms).run();
        if (database_->changes() > 0) {
            add_to_books(*entry, summary, is_new_number);
        }
        for (const auto& name : summary.names) {
            add_name.bind_text(1, entry->tenant).bind_text(2, name).run();
            add_sighting.bind_text(1, entry->tenant).bind_text(2, name).bind_blob(3, entry->session.bytes()).run();
        }
        last = std::max(last, entry->position);
    }
    database_->prepare("UPDATE progress SET applied=max(applied, ?1)").bind(1, last).run();
    transaction.commit();
}

void Projection::erase(const std::string& tenant, const SessionId& session) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(*database_);
    database_->prepare("DELETE FROM sessions WHERE tenant=?1 AND session=?2")
        .bind_text(1, tenant)
        .bind_blob(2, session.bytes())
        .run();
    database_->prepare("DELETE FROM batches WHERE tenant=?1 AND session=?2")
        .bind_text(1, tenant)
        .bind_blob(2, session.bytes())
        .run();
    database_->prepare("DELETE FROM drops WHERE tenant=?1 AND session=?2")
        .bind_text(1, tenant)
        .bind_blob(2, session.bytes())
        .run();
    database_->prepare("DELETE FROM sightings WHERE session=?2 AND name IN (SELECT id FROM names WHERE tenant=?1)")
        .bind_text(1, tenant)
        .bind_blob(2, session.bytes())
        .run();
    // A name that no other session brought goes with it.
    database_
        ->prepare(
            "DELETE FROM names WHERE tenant=?1"
            " AND NOT EXISTS (SELECT 1 FROM sightings WHERE sightings.name=names.id)")
        .bind_text(1, tenant)
        .run();
    transaction.commit();
}

bool Projection::scrub() {
    const std::lock_guard lock(mutex_);
    return database_->scrub();
}

void Projection::visit_sessions(const Log::VisitSession& visit) {
    const std::lock_guard lock(mutex_);
    auto rows = database_->prepare("SELECT tenant, session FROM sessions");
    while (rows.step()) {
        if (const auto session = SessionId::from_bytes(rows.blob(1))) {
            visit(std::string(rows.text(0)), *session);
        }
    }
}

void Projection::catch_up(Log& log) {
    if (log.last() < applied()) {
        forget();
    }
    std::vector<LogEntry> entries;
    std::vector<Change> changes;
    entries.reserve(kStride);  // changes point into it
    const auto apply_stride = [&] {
        if (!changes.empty()) {
            apply(changes);
        }
        entries.clear();
        changes.clear();
    };
    log.read(applied(), [&](const LogEntry& entry) {
        const CheckedBatch checked = check_batch(entry.body);
        if (checked.refusal != Refusal::none) {
            return;
        }
        entries.push_back(entry);
        entries.back().body.clear();
        changes.push_back({&entries.back(), summarize(checked.batch)});
        if (entries.size() == kStride) {
            apply_stride();
        }
    });
    apply_stride();
}

void Projection::forget() {
    const std::lock_guard lock(mutex_);
    Transaction transaction(*database_);
    database_->run("DELETE FROM sessions");
    database_->run("DELETE FROM batches");
    database_->run("DELETE FROM drops");
    database_->run("DELETE FROM sightings");
    database_->run("DELETE FROM names");
    database_->run("UPDATE progress SET applied=0");
    transaction.commit();
}

void Projection::rebuild(Log& log) {
    forget();
    catch_up(log);
}

std::vector<SessionSummary> Projection::sessions(const std::string& tenant) {
    const std::lock_guard lock(mutex_);
    auto rows = database_->prepare(
        "SELECT s.session, s.app, s.started, max(b.end_ms), sum(b.clicks), max(b.windows),"
        " sum(b.gaps) + max(b.number) + 1 - count(DISTINCT b.number)"
        " FROM sessions s JOIN batches b ON b.tenant=s.tenant AND b.session=s.session"
        " WHERE s.tenant=?1 GROUP BY s.session ORDER BY s.started DESC, min(b.position) DESC");
    rows.bind_text(1, tenant);
    std::vector<SessionSummary> all;
    while (rows.step()) {
        const auto session = SessionId::from_bytes(rows.blob(0));
        if (session) {
            all.push_back({*session, std::string(rows.text(1)), rows.number(2), rows.number(3),
                           static_cast<std::uint64_t>(rows.number(4)), static_cast<std::uint64_t>(rows.number(5)),
                           static_cast<std::uint64_t>(rows.number(6))});
        }
    }
    return all;
}

bool Projection::has_session(const std::string& tenant, const SessionId& session) {
    const std::lock_guard lock(mutex_);
    auto row = database_->prepare("SELECT 1 FROM sessions WHERE tenant=?1 AND session=?2");
    return row.bind_text(1, tenant).bind_blob(2, session.bytes()).step();
}

std::string Projection::erasure_hash(const std::string& tenant, const SessionId& session) {
    const std::lock_guard lock(mutex_);
    auto row = database_->prepare("SELECT erasure_hash FROM sessions WHERE tenant=?1 AND session=?2");
    row.bind_text(1, tenant).bind_blob(2, session.bytes());
    return row.step() ? std::string(row.blob(0)) : std::string();
}

Names Projection::names_seen(const std::string& tenant, const SessionId& session, std::uint32_t sessions) {
    const std::lock_guard lock(mutex_);
    // Counts no further than it has to: a program's own names are seen in every session.
    auto rows = database_->prepare(
        "SELECT n.name FROM sightings s JOIN names n ON n.id=s.name WHERE n.tenant=?1 AND s.session=?2"
        " AND (SELECT count(*) FROM (SELECT 1 FROM sightings o WHERE o.name=n.id LIMIT ?3))>=?3");
    rows.bind_text(1, tenant).bind_blob(2, session.bytes()).bind(3, std::int64_t{sessions});
    Names names;
    while (rows.step()) {
        names.emplace(rows.text(0));
    }
    return names;
}

std::uint64_t Projection::session_count() {
    const std::lock_guard lock(mutex_);
    auto row = database_->prepare("SELECT count(*) FROM sessions");
    row.step();
    return static_cast<std::uint64_t>(row.number(0));
}

Books Projection::books(std::int64_t lost_before) {
    const std::lock_guard lock(mutex_);
    Books books;
    auto sums = database_->prepare(
        "SELECT coalesce(sum(captured), 0), coalesce(sum(stored), 0), coalesce(sum(max(captured-dropped-stored, 0)), "
        "0),"
        " coalesce(sum(CASE WHEN started<?1 THEN missing_batches ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN started<?1 THEN 0 ELSE missing_batches END), 0) FROM sessions");
    sums.bind(1, lost_before).step();
    books.clients.captured = static_cast<std::uint64_t>(sums.number(0));
    books.stored = static_cast<std::uint64_t>(sums.number(1));
    books.missing = static_cast<std::uint64_t>(sums.number(2));
    books.batches_lost = static_cast<std::uint64_t>(sums.number(3));
    books.batches_late = static_cast<std::uint64_t>(sums.number(4));
    auto drops = database_->prepare("SELECT reason, sum(items) FROM drops GROUP BY reason");
    while (drops.step()) {
        books.clients.dropped[static_cast<std::size_t>(drops.number(0))] = static_cast<std::uint64_t>(drops.number(1));
    }
    return books;
}

}  // namespace silhouette::ingest
