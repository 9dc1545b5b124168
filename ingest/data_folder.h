// The folder of `--data DIR`: log.sqlite, projection.sqlite, tenants.sqlite, certificates. Mode 0700, files 0600.
//
//   DataFolder folder(path, DataFolder::Use::read);
//   for (const auto& tenant : folder.tenants().list())
//       for (const auto& session : folder.store(tenant).sessions()) …
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "ingest/log.h"
#include "ingest/projection.h"
#include "ingest/tenant_store.h"
#include "ingest/tenants.h"

namespace silhouette::ingest {

// A folder that cannot be used: says why and what to do, for the user.
class DataFolderError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

class DataFolder {
  public:
    enum class Use {
        serve,  // makes what is missing; one server at a time
        read,   // the folder must be there; beside a running server or without one
    };
    // Throws DataFolderError.
    DataFolder(const std::filesystem::path& path, Use use);
    ~DataFolder();
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;

    Tenants& tenants() { return *tenants_; }
    Log& log() { return *log_; }
    Projection& projection() { return *projection_; }
    TenantStore store(const TenantSettings& tenant) { return {tenant.tenant, tenant.name_gate, *log_, *projection_}; }

  private:
    int lock_ = -1;
    std::unique_ptr<Tenants> tenants_;
    std::unique_ptr<Log> log_;
    std::unique_ptr<Projection> projection_;
};

// Only the tenants, for `silhouette tenant`. `create` makes folder and file. Throws DataFolderError.
std::unique_ptr<Tenants> open_tenants(const std::filesystem::path& path, bool create);

}  // namespace silhouette::ingest
