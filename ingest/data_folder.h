// The folder of `--data DIR`: log.sqlite, projection.sqlite, tenants.sqlite, erased.sqlite, certificates. Mode 0700,
// files 0600.
//
//   DataFolder folder(path, DataFolder::Use::read);
//   for (const auto& tenant : folder.tenants().list())
//       for (const auto& session : folder.store(tenant).sessions()) …
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "ingest/eraser.h"
#include "ingest/limits.h"
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
    // Erased sessions are gone when it returns, also from what was put back from a backup. `remember_erased`: in days,
    // for `serve`. Throws DataFolderError.
    DataFolder(const std::filesystem::path& path, Use use, int remember_erased = limits::kErasedRememberedDays);
    ~DataFolder();
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;

    Tenants& tenants() { return *tenants_; }
    Log& log() { return *log_; }
    Projection& projection() { return *projection_; }
    Eraser& eraser() { return *eraser_; }
    TenantStore store(const TenantSettings& tenant) { return {tenant.tenant, tenant.name_gate, *log_, *projection_}; }

  private:
    void open(const std::filesystem::path& path);
    void bring_up_to_date(const std::filesystem::path& path);

    int lock_ = -1;
    std::unique_ptr<Tenants> tenants_;
    std::unique_ptr<Log> log_;
    std::unique_ptr<Projection> projection_;
    std::unique_ptr<ErasedSessions> erased_;
    std::unique_ptr<Eraser> eraser_;
};

// Only the tenants, for `silhouette tenant`. `create` makes folder and file. Throws DataFolderError.
std::unique_ptr<Tenants> open_tenants(const std::filesystem::path& path, bool create);

}  // namespace silhouette::ingest
