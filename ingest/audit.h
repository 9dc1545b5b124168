// The audit: who changed which setting of a tenant, when, from what to what. A table in the tenants' file that the
// database itself only lets grow. No address is in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/database.h"

namespace silhouette::ingest {

struct TenantSettings;

// Who changes a setting.
struct Actor {
    // "admin": by an admin's token; "command": by who has the data folder; "record": by switch_record.h.
    std::string role;
    std::string name;  // the token's public id (the third part of its text); the name of the system's user; the file
};

struct AuditEntry {
    std::int64_t at = 0;  // UTC seconds
    Actor actor;
    std::string setting;  // "allowed", "sampling", "name_gate"
    std::int64_t before = 0, after = 0;
};

namespace audit {

void create_table(Database& database);

// An entry for each setting that differs; inside the transaction that changes it.
void record(Database& database, const TenantSettings& before, const TenantSettings& after, const Actor& actor,
            std::int64_t now);

// Newest first.
std::vector<AuditEntry> read(Database& database, const std::string& tenant, std::size_t limit);

// An array, as GET /v1/tenants/{tenant}/audit gives it.
std::string to_json(const std::vector<AuditEntry>& entries);

}  // namespace audit
}  // namespace silhouette::ingest
