#include "ingest/tenants.h"

#include <algorithm>
#include <ctime>

#include "ingest/access_key.h"
#include "ingest/limits.h"

namespace silhouette::ingest {
namespace {

constexpr int kSchema = 3;
constexpr int kSchemaWithoutSince = 2;

void create_tables(Database& database) {
    Transaction transaction(database);
    if (database.schema_version() == 0) {
        database.run(
            "CREATE TABLE tenants(name TEXT PRIMARY KEY, version INTEGER NOT NULL, allowed INTEGER NOT NULL,"
            " sampling INTEGER NOT NULL, name_gate INTEGER NOT NULL, allowed_since INTEGER NOT NULL DEFAULT 0) STRICT,"
            " WITHOUT ROWID");
        database.run(
            "CREATE TABLE keys(id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants(name), role INTEGER NOT "
            "NULL,"
            " hash BLOB NOT NULL) STRICT, WITHOUT ROWID");
        audit::create_table(database);
        database.set_schema_version(kSchema);
    } else if (database.schema_version() == kSchemaWithoutSince) {
        // Since when is not known: batches that do not tell are taken until the tenant is switched off.
        database.run("ALTER TABLE tenants ADD COLUMN allowed_since INTEGER NOT NULL DEFAULT 0");
        database.set_schema_version(kSchema);
    }
    transaction.commit();
}

TenantSettings settings_of(Statement& row) {
    return {std::string(row.text(0)),
            static_cast<std::uint64_t>(row.number(1)),
            row.number(2) == 1,
            static_cast<std::uint32_t>(row.number(3)),
            static_cast<std::uint32_t>(row.number(4)),
            static_cast<std::uint64_t>(row.number(5))};
}

constexpr const char* kRead =
    "SELECT name, version, allowed, sampling, name_gate, allowed_since FROM tenants WHERE name=?1";

Permission permission_of(const std::optional<TenantSettings>& settings, const RecordedUnder& recorded) {
    if (!settings || !settings->allowed) {
        return Permission::off;
    }
    // A batch that does not tell is of an older SDK, or of a verdict that did not: its session's start has to do, by
    // the client's clock. Any other number is of another stretch, of before a "no" or of a database that is not ours.
    const bool is_of_now = recorded.allowed_since == 0
                               ? recorded.started >= static_cast<std::int64_t>(settings->allowed_since)
                               : recorded.allowed_since == settings->allowed_since;
    return is_of_now ? Permission::given : Permission::was_off;
}

const Actor kRecordActor{"record", "switches.sqlite"};

}  // namespace

Tenants::Tenants(const std::filesystem::path& file, bool create)
    : database_(file, create), record_(file.parent_path() / "switches.sqlite") {
    if (database_.schema_version() == 0 || database_.schema_version() == kSchemaWithoutSince) {
        create_tables(database_);
    }
    if (database_.schema_version() != kSchema) {
        throw StorageError(StorageError::Kind::damaged, "the tenants are of another version of this program");
    }
    follow_record();
}

void Tenants::store_switch(const TenantSettings& settings) {
    record_.write(settings.tenant, {settings.version, settings.allowed, settings.allowed_since});
}

void Tenants::follow_record() {
    const auto differs = [this](const TenantSettings& one) {
        const auto recorded = record_.read(one.tenant);
        return !recorded || recorded->version != one.version;
    };
    // Mostly nothing is to be written, which a full disk would refuse.
    const auto all = read_all();
    if (std::none_of(all.begin(), all.end(), differs)) {
        return;
    }
    Transaction transaction(database_);
    for (TenantSettings& before : read_all()) {
        const auto recorded = record_.read(before.tenant);
        TenantSettings after = before;
        if (recorded && recorded->version > before.version) {
            // Another version than any that a client may know with other settings.
            after.version = recorded->version + 1;
            after.allowed = recorded->allowed;
            after.allowed_since = recorded->allowed_since;
            auto update =
                database_.prepare("UPDATE tenants SET version=?2, allowed=?3, allowed_since=?4 WHERE name=?1");
            update.bind_text(1, after.tenant)
                .bind(2, static_cast<std::int64_t>(after.version))
                .bind(3, after.allowed ? 1 : 0)
                .bind(4, static_cast<std::int64_t>(after.allowed_since))
                .run();
            audit::record(database_, before, after, kRecordActor, std::time(nullptr));
        }
        store_switch(after);
    }
    transaction.commit();
}

std::optional<NewTenant> Tenants::create(const std::string& name) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    auto insert = database_.prepare(
        "INSERT INTO tenants(name, version, allowed, sampling, name_gate, allowed_since) VALUES(?1,?4,0,?2,?3,?5)"
        " ON CONFLICT DO NOTHING");
    insert.bind_text(1, name).bind(2, limits::kDefaultSampling).bind(3, limits::kDefaultNameGate);
    // One of this name may have been here before the tenants' file was lost.
    const auto before = record_.read(name).value_or(Switch{});
    insert.bind(4, static_cast<std::int64_t>(before.version + 1))
        .bind(5, static_cast<std::int64_t>(before.allowed_since));
    insert.run();
    if (database_.changes() == 0) {
        return std::nullopt;
    }
    store_switch({name, before.version + 1, false, 0, 0, before.allowed_since});
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
    return read_all();
}

std::vector<TenantSettings> Tenants::read_all() {
    std::vector<TenantSettings> all;
    auto rows = database_.prepare(
        "SELECT name, version, allowed, sampling, name_gate, allowed_since FROM tenants ORDER BY name");
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
    if (after->allowed && !before->allowed) {
        after->allowed_since = std::max<std::uint64_t>(before->allowed_since + 1, std::time(nullptr));
    }
    auto update = database_.prepare(
        "UPDATE tenants SET allowed=?2, sampling=?3, name_gate=?4, allowed_since=?5, version=version+1"
        " WHERE name=?1 AND (allowed<>?2 OR sampling<>?3 OR name_gate<>?4)");
    update.bind_text(1, tenant)
        .bind(2, after->allowed ? 1 : 0)
        .bind(3, after->sampling)
        .bind(4, after->name_gate)
        .bind(5, static_cast<std::int64_t>(after->allowed_since))
        .run();
    after = read(tenant);
    const bool is_changed = after && after->version != before->version;
    const bool turns_on = is_changed && after->allowed && !before->allowed;
    if (is_changed) {
        audit::record(database_, *before, *after, actor, std::time(nullptr));
    }
    // Of the two files one is first. A "yes" counts only once it is committed, and a "no" may not be forgotten.
    if (is_changed && !turns_on) {
        store_switch(*after);
    }
    transaction.commit();
    if (turns_on) {
        store_switch(*after);
    }
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

Permission Tenants::Hold::permission(const std::string& tenant, const RecordedUnder& recorded) {
    return permission_of(tenants_.read(tenant), recorded);
}

}  // namespace silhouette::ingest
