#include "ingest/switch_record.h"

namespace silhouette::ingest {
namespace {

constexpr int kSchema = 1;

}  // namespace

SwitchRecord::SwitchRecord(const std::filesystem::path& file) : database_(file, true) {
    if (database_.schema_version() == 0) {
        Transaction transaction(database_);
        if (database_.schema_version() == 0) {
            database_.run(
                "CREATE TABLE switches(tenant TEXT PRIMARY KEY, version INTEGER NOT NULL, allowed INTEGER NOT NULL,"
                " allowed_since INTEGER NOT NULL) STRICT, WITHOUT ROWID");
            database_.set_schema_version(kSchema);
        }
        transaction.commit();
    }
    if (database_.schema_version() != kSchema) {
        throw StorageError(StorageError::Kind::damaged, "the switches are of another version of this program");
    }
}

std::optional<Switch> SwitchRecord::read(const std::string& tenant) {
    auto row = database_.prepare("SELECT version, allowed, allowed_since FROM switches WHERE tenant=?1");
    row.bind_text(1, tenant);
    if (!row.step()) {
        return std::nullopt;
    }
    return Switch{static_cast<std::uint64_t>(row.number(0)), row.number(1) == 1,
                  static_cast<std::uint64_t>(row.number(2))};
}

void SwitchRecord::write(const std::string& tenant, const Switch& now) {
    database_
        .prepare(
            "INSERT INTO switches(tenant, version, allowed, allowed_since) VALUES(?1,?2,?3,?4) ON CONFLICT(tenant)"
            " DO UPDATE SET version=excluded.version, allowed=excluded.allowed, allowed_since=excluded.allowed_since"
            " WHERE excluded.version>=version")
        .bind_text(1, tenant)
        .bind(2, static_cast<std::int64_t>(now.version))
        .bind(3, now.allowed ? 1 : 0)
        .bind(4, static_cast<std::int64_t>(now.allowed_since))
        .run();
}

}  // namespace silhouette::ingest
