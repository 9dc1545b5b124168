// What is stored of one tenant. The only way to read sessions: without a handle of a tenant no query can be asked, so
// that no mistake in a query shows one tenant's sessions to another. Any thread; functions throw StorageError.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/identifier.h"
#include "ingest/log.h"
#include "ingest/projection.h"
#include "silhouette/v1/batch.pb.h"

namespace silhouette::ingest {

class TenantStore {
  public:
    // Both must outlive it.
    // `name_gate`: as in the tenant's settings.
    TenantStore(std::string tenant, std::uint32_t name_gate, Log& log, Projection& projection);

    const std::string& tenant() const { return tenant_; }

    // Newest first.
    std::vector<SessionSummary> sessions() const;

    bool has(const SessionId& session) const;

    // By number; holes are batches that never came. Empty when there is no such session. Throws StorageError (damaged)
    // where a stored body cannot be read any more. Names that fewer sessions than the name gate brought are held back.
    std::vector<silhouette::v1::Batch> batches(const SessionId& session) const;

    // Whether the secret (32 bytes) is the one whose SHA-256 the session carries. Compares in constant time.
    bool may_erase(const SessionId& session, std::string_view secret) const;

  private:
    std::string tenant_;
    std::uint32_t name_gate_;
    Log& log_;
    Projection& projection_;
};

}  // namespace silhouette::ingest
