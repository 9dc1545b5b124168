// Tenants, their settings, and who may do what: the hashed keys and tokens. One SQLite file that the server and the
// command `silhouette tenant` use at the same time. All functions may be called from any thread and throw StorageError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/audit.h"
#include "ingest/database.h"
#include "ingest/switch_record.h"

namespace silhouette::ingest {

// What a key or token allows, within its tenant.
enum class Role {
    ingest = 1,  // send batches, ask for the verdict; reads nothing
    viewer = 2,  // read sessions
    admin = 3,   // a viewer who may change the tenant's settings
};

struct Identity {
    std::string tenant;
    Role role = Role::ingest;
    std::string key;  // the public id of the key or token
};

struct TenantSettings {
    std::string tenant;
    std::uint64_t version = 0;  // grows with every change
    bool allowed = false;
    std::uint32_t sampling = 0;   // of 1,000 sessions
    std::uint32_t name_gate = 0;  // sessions in which a name must be seen
    // When it was last switched from off to on: UTC seconds, made greater than all before; 0: not known. Tells one
    // stretch of being allowed from all others, also from those in a database that was here before this one.
    std::uint64_t allowed_since = 0;
};

// Under which "yes" of the tenant a batch was recorded, as its header tells.
struct RecordedUnder {
    std::uint64_t allowed_since = 0;  // 0: it does not tell
    std::int64_t started = 0;         // of its session, UTC seconds, by the client's clock
};

enum class Permission {
    given,
    off,
    was_off,  // allowed now, but not all the time since the batch's epoch began
};

// What is empty stays as it is. Ranges: limits.h.
struct SettingsChange {
    std::optional<bool> allowed;
    std::optional<std::uint32_t> sampling, name_gate;
};

// Told once, when the tenant is made; what is stored are hashes.
struct NewTenant {
    std::string tenant, ingest_key, admin_token, viewer_token;
};

class Tenants {
  public:
    // Makes the file when `create` is set. Beside it stands the record of switches: where that is ahead, an older copy
    // of the file was put back, and the record counts.
    Tenants(const std::filesystem::path& file, bool create);

    // A new tenant is off. Empty when the name is taken. `name` must satisfy grammar::is_configured.
    std::optional<NewTenant> create(const std::string& name);

    std::vector<TenantSettings> list();
    std::optional<TenantSettings> settings(const std::string& tenant);

    // The settings after the change, which the audit then holds; empty when there is no such tenant. Once it has
    // returned, no batch of a tenant that was switched off is committed any more, by any process (see Hold).
    std::optional<TenantSettings> change(const std::string& tenant, const SettingsChange& change, const Actor& actor);
    std::optional<TenantSettings> allow(const std::string& tenant, bool allowed, const Actor& actor) {
        return change(tenant, {allowed, std::nullopt, std::nullopt}, actor);
    }

    // Who changed the tenant's settings, newest first.
    std::vector<AuditEntry> audit(const std::string& tenant, std::size_t limit);

    // Who holds the key or token. Takes the same time for any wrong secret of a known key.
    std::optional<Identity> authenticate(std::string_view token);

    // Differs from the last call when something may have changed, by this process or another. Costs a few microseconds.
    std::int64_t change_mark();

    // Between making and destroying it no setting changes, in no process: change() waits. The writer holds it while it
    // commits, so that "off" is true before change() returns. Short-lived.
    class Hold {
      public:
        explicit Hold(Tenants& tenants);
        Permission permission(const std::string& tenant, const RecordedUnder& recorded);

      private:
        Tenants& tenants_;
        std::unique_lock<std::mutex> lock_;
        std::unique_ptr<Transaction> transaction_;
    };

  private:
    std::optional<TenantSettings> read(const std::string& tenant);
    std::vector<TenantSettings> read_all();
    // What the record knows better comes back.
    void follow_record();
    void store_switch(const TenantSettings& settings);

    std::mutex mutex_;
    Database database_;
    SwitchRecord record_;
    std::int64_t own_changes_ = 0;
};

}  // namespace silhouette::ingest
