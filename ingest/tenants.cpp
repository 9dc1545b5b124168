#include "ingest/tenants.h"

#include <ctime>

#include "ingest/access_key.h"
#include "ingest/limits.h"

namespace silhouette::ingest {
namespace {

constexpr int kSchema = 2;

void create_tables(Database& database) {
    Transaction transaction(database);
    if (database.schema_version() == 0) {
        database.run(
            "CREATE TABLE tenants(name TEXT PRIMARY KEY, version INTEGER NOT NULL, allowed INTEGER NOT NULL,"
            " sampling INTEGER NOT NULL, name_gate INTEGER NOT NULL) STRICT, WITHOUT ROWID");
        database.run(
            "CREATE TABLE keys(id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants(name), role INTEGER NOT "
            "NULL,"
            " hash BLOB NOT NULL) STRICT, WITHOUT ROWID");
        audit::create_table(database);
        database.set_schema_version(kSchema);
    }
    transaction.commit();
}

TenantSettings settings_of(Statement& row) {
    return {std::string(row.text(0)), static_cast<std::uint64_t>(row.number(1)), row.number(2) == 1,
            static_cast<std::uint32_t>(row.number(3)), static_cast<std::uint32_t>(row.number(4))};
}

constexpr const char* kRead = "SELECT name, version, allowed, sampling, name_gate FROM tenants WHERE name=?1";

}  // namespace

Tenants::Tenants(const std::filesystem::path& file, bool create) : database_(file, create) {
    if (database_.schema_version() == 0) {
        create_tables(database_);
    }
    if (database_.schema_version() != kSchema) {
        throw StorageError(StorageError::Kind::damaged, "the tenants are of another version of this program");
    }
}

std::optional<NewTenant> Tenants::create(const std::string& name) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    auto insert = database_.prepare(
        "INSERT INTO tenants(name, version, allowed, sampling, name_gate) VALUES(?1,1,0,?2,?3) ON CONFLICT DO NOTHING");
    insert.bind_text(1, name).bind(2, limits::kDefaultSampling).bind(3, limits::kDefaultNameGate).run();
    if (database_.changes() == 0) {
        return std::nullopt;
    }
    auto add_key = database_.prepare("INSERT INTO keys(id, tenant, role, hash) VALUES(?1,?2,?3,?4)");
    const auto key_for = [&](Role role, std::string_view kind) {
        const AccessKey key = make_access_key(kind);
        add_key.bind_text(1, key.id).bind_text(2, name).bind(3, static_cast<int>(role)).bind_blob(4, key.hash).run();
        return key.text;
    };
    NewTenant made{name, key_for(Role::ingest, "ingest"), key_for(Role::admin, "admin"),
                   key_for(Role::viewer, "viewer")};
    transaction.commit();
    ++own_changes_;
    return made;
}

std::vector<TenantSettings> Tenants::list() {
    const std::lock_guard lock(mutex_);
    std::vector<TenantSettings> all;
    auto rows = database_.prepare("SELECT name, version, allowed, sampling, name_gate FROM tenants ORDER BY name");
    while (rows.step()) {
        all.push_back(settings_of(rows));
    }
    return all;
}

std::optional<TenantSettings> Tenants::read(const std::string& tenant) {
    auto row = database_.prepare(kRead);
    row.bind_text(1, tenant);
    return row.step() ? std::optional(settings_of(row)) : std::nullopt;
}

std::optional<TenantSettings> Tenants::settings(const std::string& tenant) {
    const std::lock_guard lock(mutex_);
    return read(tenant);
}

std::optional<TenantSettings> Tenants::change(const std::string& tenant, const SettingsChange& change,
                                              const Actor& actor) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    const auto before = read(tenant);
    if (!before) {
        return std::nullopt;
    }
    auto after = before;
    after->allowed = change.allowed.value_or(after->allowed);
    after->sampling = change.sampling.value_or(after->sampling);
    after->name_gate = change.name_gate.value_or(after->name_gate);
    auto update = database_.prepare(
        "UPDATE tenants SET allowed=?2, sampling=?3, name_gate=?4, version=version+1"
        " WHERE name=?1 AND (allowed<>?2 OR sampling<>?3 OR name_gate<>?4)");
    update.bind_text(1, tenant)
        .bind(2, after->allowed ? 1 : 0)
        .bind(3, after->sampling)
        .bind(4, after->name_gate)
        .run();
    after = read(tenant);
    if (after) {
        audit::record(database_, *before, *after, actor, std::time(nullptr));
    }
    transaction.commit();
    ++own_changes_;
    return after;
}

std::vector<AuditEntry> Tenants::audit(const std::string& tenant, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    return audit::read(database_, tenant, limit);
}

std::optional<Identity> Tenants::authenticate(std::string_view token) {
    const auto parts = split_access_key(token);
    if (!parts) {
        return std::nullopt;
    }
    const std::lock_guard lock(mutex_);
    auto row = database_.prepare("SELECT tenant, role, hash FROM keys WHERE id=?1");
    row.bind_text(1, parts->id);
    if (!row.step() || !secret_matches(parts->secret, row.blob(2))) {
        return std::nullopt;
    }
    return Identity{std::string(row.text(0)), static_cast<Role>(row.number(1)), parts->id};
}

std::int64_t Tenants::change_mark() {
    const std::lock_guard lock(mutex_);
    return database_.data_version() + own_changes_;
}

Tenants::Hold::Hold(Tenants& tenants)
    : tenants_(tenants), lock_(tenants.mutex_), transaction_(std::make_unique<Transaction>(tenants.database_)) {}

bool Tenants::Hold::allowed(const std::string& tenant) {
    const auto settings = tenants_.read(tenant);
    return settings && settings->allowed;
}

}  // namespace silhouette::ingest
