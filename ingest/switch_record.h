// What each tenant's settings said last: a file of its own, beside the tenants', so that an older copy of those which
// is put back neither switches a tenant on that was switched off since, nor lets in what was recorded before an "off"
// that the copy does not know. Never put back itself.
//
// Functions throw StorageError. Used by tenants.h only, below its lock and within its transactions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "ingest/database.h"

namespace silhouette::ingest {

struct Switch {
    std::uint64_t version = 0;  // of the settings
    bool allowed = false;
    std::uint64_t allowed_since = 0;
};

class SwitchRecord {
  public:
    // Makes the file when it is missing.
    explicit SwitchRecord(const std::filesystem::path& file);

    std::optional<Switch> read(const std::string& tenant);
    // Durable when it returns. What an older version tells is not taken: another process recorded a newer one
    // meanwhile.
    void write(const std::string& tenant, const Switch& now);

  private:
    Database database_;
};

}  // namespace silhouette::ingest
