#include "ingest/audit.h"

#include <nlohmann/json.hpp>

#include "ingest/tenants.h"
#include "ingest/utc.h"

namespace silhouette::ingest::audit {
namespace {

constexpr const char* kAllowed = "allowed";

}  // namespace

void create_table(Database& database) {
    database.run(
        "CREATE TABLE audit(number INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, at INTEGER NOT NULL,"
        " role TEXT NOT NULL, name TEXT NOT NULL, setting TEXT NOT NULL, before INTEGER NOT NULL,"
        " after INTEGER NOT NULL) STRICT");
    database.run("CREATE INDEX audit_of_tenant ON audit(tenant, number)");
    for (const char* change : {"UPDATE", "DELETE"}) {
        const std::string trigger = "CREATE TRIGGER audit_no_" + std::string(change) + " BEFORE " + change +
                                    " ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END";
        database.run(trigger.c_str());
    }
}

void record(Database& database, const TenantSettings& before, const TenantSettings& after, const Actor& actor,
            std::int64_t now) {
    auto insert = database.prepare(
        "INSERT INTO audit(tenant, at, role, name, setting, before, after) VALUES(?1,?2,?3,?4,?5,?6,?7)");
    const auto add = [&](const char* setting, std::int64_t old_value, std::int64_t new_value) {
        if (old_value != new_value) {
            insert.bind_text(1, after.tenant).bind(2, now).bind_text(3, actor.role).bind_text(4, actor.name);
            insert.bind_text(5, setting).bind(6, old_value).bind(7, new_value).run();
        }
    };
    add(kAllowed, before.allowed ? 1 : 0, after.allowed ? 1 : 0);
    add("sampling", before.sampling, after.sampling);
    add("name_gate", before.name_gate, after.name_gate);
}

std::vector<AuditEntry> read(Database& database, const std::string& tenant, std::size_t limit) {
    auto rows = database.prepare(
        "SELECT at, role, name, setting, before, after FROM audit WHERE tenant=?1 ORDER BY number DESC LIMIT ?2");
    rows.bind_text(1, tenant).bind(2, static_cast<std::int64_t>(limit));
    std::vector<AuditEntry> entries;
    while (rows.step()) {
        entries.push_back({rows.number(0),
                           {std::string(rows.text(1)), std::string(rows.text(2))},
                           std::string(rows.text(3)),
                           rows.number(4),
                           rows.number(5)});
    }
    return entries;
}

std::string to_json(const std::vector<AuditEntry>& entries) {
    using Json = nlohmann::ordered_json;
    Json all = Json::array();
    for (const auto& entry : entries) {
        const bool is_switch = entry.setting == kAllowed;
        all.push_back({{"at", utc(entry.at)},
                       {"role", entry.actor.role},
                       {"name", entry.actor.name},
                       {"setting", entry.setting},
                       {"before", is_switch ? Json(entry.before != 0) : Json(entry.before)},
                       {"after", is_switch ? Json(entry.after != 0) : Json(entry.after)}});
    }
    return all.dump();
}

}  // namespace silhouette::ingest::audit
