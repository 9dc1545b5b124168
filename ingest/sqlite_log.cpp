#include "ingest/sqlite_log.h"

namespace silhouette::ingest {
namespace {

constexpr int kSchema = 2;

void create_tables(Database& database) {
    Transaction transaction(database);
    if (database.schema_version() == 0) {
        database.run(
            "CREATE TABLE batches(position INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, batch BLOB NOT "
            "NULL,"
            " session BLOB NOT NULL, number INTEGER NOT NULL, received INTEGER NOT NULL, body BLOB NOT NULL,"
            " UNIQUE(tenant, batch)) STRICT");
        database.run("CREATE INDEX batches_of_session ON batches(tenant, session, number)");
        database.set_schema_version(kSchema);
    }
    transaction.commit();
}

void visit_rows(Statement& rows, const Log::Visit& visit) {
    while (rows.step()) {
        const auto batch = BatchId::from_bytes(rows.blob(2));
        const auto session = SessionId::from_bytes(rows.blob(3));
        if (!batch || !session) {
            throw StorageError(StorageError::Kind::damaged, "an id in the log is damaged");
        }
        visit({rows.number(0), std::string(rows.text(1)), *batch, *session, static_cast<std::uint32_t>(rows.number(4)),
               rows.number(5), std::string(rows.blob(6))});
    }
}

}  // namespace

SqliteLog::SqliteLog(const std::filesystem::path& file, bool create) : file_(file), database_(file, create) {
    if (database_.schema_version() == 0) {
        create_tables(database_);
    }
    if (database_.schema_version() != kSchema) {
        throw StorageError(StorageError::Kind::damaged, "the log is of another version of this program");
    }
}

std::vector<Appended> SqliteLog::append(std::span<LogEntry> entries) {
    auto insert = database_.prepare(
        "INSERT INTO batches(tenant, batch, session, number, received, body) VALUES(?1,?2,?3,?4,?5,?6)"
        " ON CONFLICT(tenant, batch) DO NOTHING RETURNING position");
    std::vector<Appended> results;
    results.reserve(entries.size());
    Transaction transaction(database_);
    for (LogEntry& entry : entries) {
        insert.bind_text(1, entry.tenant).bind_blob(2, entry.batch.bytes()).bind_blob(3, entry.session.bytes());
        insert.bind(4, entry.number).bind(5, entry.received).bind_blob(6, entry.body);
        const bool stored = insert.step();
        if (stored) {
            entry.position = insert.number(0);
            insert.step();
        }
        insert.reset();
        results.push_back(stored ? Appended::stored : Appended::duplicate);
    }
    transaction.commit();
    return results;
}

std::uint64_t SqliteLog::erase(const std::string& tenant, const SessionId& session) {
    auto remove = database_.prepare("DELETE FROM batches WHERE tenant=?1 AND session=?2");
    remove.bind_text(1, tenant).bind_blob(2, session.bytes()).run();
    return static_cast<std::uint64_t>(database_.changes());
}

bool SqliteLog::scrub() {
    return database_.scrub();
}

Position SqliteLog::last() {
    Database database(file_, false);
    auto row = database.prepare("SELECT seq FROM sqlite_sequence WHERE name='batches'");
    return row.step() ? row.number(0) : 0;
}

void SqliteLog::visit_sessions(const VisitSession& visit) {
    Database database(file_, false);
    auto rows = database.prepare("SELECT DISTINCT tenant, session FROM batches");
    while (rows.step()) {
        if (const auto session = SessionId::from_bytes(rows.blob(1))) {
            visit(std::string(rows.text(0)), *session);
        }
    }
}

void SqliteLog::read(Position position, const Visit& visit) {
    Database database(file_, false);
    auto rows = database.prepare(
        "SELECT position, tenant, batch, session, number, received, body FROM batches WHERE position>?1 ORDER BY "
        "position");
    rows.bind(1, position);
    visit_rows(rows, visit);
}

void SqliteLog::read_session(const std::string& tenant, const SessionId& session, const Visit& visit) {
    Database database(file_, false);
    auto rows = database.prepare(
        "SELECT position, tenant, batch, session, number, received, body FROM batches WHERE tenant=?1 AND session=?2"
        " ORDER BY number, position");
    rows.bind_text(1, tenant).bind_blob(2, session.bytes());
    visit_rows(rows, visit);
}

}  // namespace silhouette::ingest
