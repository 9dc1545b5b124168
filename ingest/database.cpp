#include "ingest/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "ingest/limits.h"
#include "ingest/scrubbing_vfs.h"

namespace silhouette::ingest {
namespace {

StorageError::Kind kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return StorageError::Kind::full;
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return StorageError::Kind::read_only;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return StorageError::Kind::busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return StorageError::Kind::damaged;
        default:
            return StorageError::Kind::unavailable;
    }
}

// SQLite's own text for the code, never the one for the statement, which may quote a value. What the system said is
// told apart where SQLite folds it into "disk I/O error": a full disk and a read-only one have answers of their own.
[[noreturn]] void fail(sqlite3* handle, int code) {
    StorageError::Kind kind = kind_of(code);
    const int system = handle ? sqlite3_system_errno(handle) : 0;
    const int primary = code & 0xff;
    if (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) {
        if (system == ENOSPC || system == EDQUOT) {
            kind = StorageError::Kind::full;
        } else if (system == EROFS) {
            kind = StorageError::Kind::read_only;
        }
    }
    throw StorageError(kind, sqlite3_errstr(code));
}

void check(sqlite3_stmt* statement, int code) {
    if (code != SQLITE_OK) {
        fail(sqlite3_db_handle(statement), code);
    }
}

// SQLite gives its companions (-wal, -shm) the mode of the database file, so that is made first.
void make_private(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        const auto kind = errno == ENOSPC  ? StorageError::Kind::full
                          : errno == EROFS ? StorageError::Kind::read_only
                                           : StorageError::Kind::unavailable;
        throw StorageError(kind, std::generic_category().message(errno));
    }
    ::fchmod(descriptor, 0600);
    ::close(descriptor);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}
void Database::Close::operator()(sqlite3* handle) const noexcept {
    sqlite3_close_v2(handle);
}

Statement::Statement(sqlite3* database, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        fail(database, code);
    }
    statement_.reset(statement);
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(statement_.get(), sqlite3_bind_int64(statement_.get(), index, value));
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view value) {
    check(statement_.get(),
          sqlite3_bind_text64(statement_.get(), index, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view value) {
    check(statement_.get(), sqlite3_bind_blob64(statement_.get(), index, value.data(), value.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bind_null(int index) {
    check(statement_.get(), sqlite3_bind_null(statement_.get(), index));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        sqlite3* handle = sqlite3_db_handle(statement_.get());
        const int extended = sqlite3_extended_errcode(handle);
        sqlite3_reset(statement_.get());
        fail(handle, extended == SQLITE_OK ? code : extended);
    }
    return false;
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    return {text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Statement::blob(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Database::Database(const std::filesystem::path& file, bool create, Durability durability) {
    if (create) {
        make_private(file);
    }
    sqlite3* handle = nullptr;
    const char* vfs = scrubbing_vfs();
    if (!vfs) {
        throw StorageError(StorageError::Kind::unavailable, "SQLite cannot be set up");
    }
    const int code = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs);
    handle_.reset(handle);
    if (code != SQLITE_OK) {
        fail(handle, code);
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, static_cast<int>(limits::kDatabaseBusy.count()));
    run(("PRAGMA page_size=" + std::to_string(kScrubbedPage)).c_str());
    run(("PRAGMA max_page_count=" + std::to_string(kScrubbedPages)).c_str());
    run("PRAGMA journal_mode=WAL");
    run(durability == Durability::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    run("PRAGMA secure_delete=ON");
    run("PRAGMA trusted_schema=OFF");
    run("PRAGMA temp_store=MEMORY");
}

void Database::run(const char* sql) {
    Statement statement(handle_.get(), sql);
    statement.run();
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_.get());
}

std::int64_t Database::data_version() {
    if (!data_version_) {
        data_version_ = std::make_unique<Statement>(handle_.get(), "PRAGMA data_version");
    }
    data_version_->step();
    const auto version = data_version_->number(0);
    data_version_->reset();
    return version;
}

bool Database::scrub() {
    sqlite3_busy_timeout(handle_.get(), static_cast<int>(limits::kScrubWait.count()));
    bool done = false;
    try {
        auto checkpoint = prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        done = checkpoint.step() && checkpoint.number(0) == 0;
    } catch (const StorageError& error) {
        if (error.kind() != StorageError::Kind::busy) {
            throw;
        }
    }
    sqlite3_busy_timeout(handle_.get(), static_cast<int>(limits::kDatabaseBusy.count()));
    if (done) {
        // A cached page still has what the VFS kept from the disk, and would bring it into the next WAL.
        sqlite3_db_release_memory(handle_.get());
    }
    return done;
}

std::int64_t Database::schema_version() {
    auto statement = prepare("PRAGMA user_version");
    statement.step();
    return statement.number(0);
}

void Database::set_schema_version(int version) {
    run(("PRAGMA user_version=" + std::to_string(version)).c_str());
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_) {
        return;
    }
    try {
        database_.run("ROLLBACK");
    } catch (const StorageError&) {
        // SQLite has rolled back by itself: that is what a full disk makes it do.
    }
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

}  // namespace silhouette::ingest
