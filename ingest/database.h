// SQLite as the stores of this room use it: durable (WAL, synchronous=FULL), private (0600), erasing (secure_delete,
// and scrubbing_vfs.h for what that leaves). A Database and its statements belong to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace silhouette::ingest {

// A store that cannot do what it was asked; nothing of the transaction is kept. The message names no stored value.
class StorageError : public std::runtime_error {
  public:
    enum class Kind { full, read_only, busy, damaged, unavailable };
    StorageError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
    Kind kind() const { return kind_; }

  private:
    Kind kind_;
};

// A prepared statement. Bind from 1, read columns from 0; text and blobs that step() gives are valid until the next
// call.
class Statement {
  public:
    Statement(sqlite3* database, const char* sql);

    Statement& bind(int index, std::int64_t value);
    Statement& bind_text(int index, std::string_view value);
    Statement& bind_blob(int index, std::string_view value);
    Statement& bind_null(int index);
    // True while there is a row.
    bool step();
    // Runs to the end and makes ready for the next use.
    void run();
    void reset();

    std::int64_t number(int column) const;
    std::string_view text(int column) const;
    std::string_view blob(int column) const;
    bool is_null(int column) const;

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
  public:
    enum class Durability {
        full,         // a commit has reached the disk when it returns
        rebuildable,  // may lose the last commits with the power, never its consistency
    };
    // Makes the file (0600) when it is missing and `create` is set.
    Database(const std::filesystem::path& file, bool create, Durability durability = Durability::full);

    void run(const char* sql);
    Statement prepare(const char* sql) { return {handle_.get(), sql}; }
    // Rows changed by the last statement.
    std::int64_t changes() const;
    // Changes whenever another connection, of this process or another, has committed.
    std::int64_t data_version();
    // Leaves nothing of what was deleted in any file: moves everything into the database file and cuts the WAL, then
    // forgets its copies of pages. False, after a short wait, while somebody still reads what was before (of this
    // process or another): try again.
    bool scrub();

    // A number of the schema; 0 in a new file.
    std::int64_t schema_version();
    void set_schema_version(int version);

  private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };
    std::unique_ptr<sqlite3, Close> handle_;
    std::unique_ptr<Statement> data_version_;
};

// Rolls back unless committed. Takes the write lock at once.
class Transaction {
  public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Database& database_;
    bool open_ = true;
};

}  // namespace silhouette::ingest
