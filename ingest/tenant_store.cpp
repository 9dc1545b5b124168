#include "ingest/tenant_store.h"

#include <utility>

#include "ingest/access_key.h"
#include "ingest/batch_door.h"
#include "ingest/limits.h"
#include "ingest/name_gate.h"

namespace silhouette::ingest {

TenantStore::TenantStore(std::string tenant, std::uint32_t name_gate, Log& log, Projection& projection)
    : tenant_(std::move(tenant)), name_gate_(name_gate), log_(log), projection_(projection) {}

std::vector<SessionSummary> TenantStore::sessions() const {
    return projection_.sessions(tenant_);
}

bool TenantStore::has(const SessionId& session) const {
    return projection_.has_session(tenant_, session);
}

std::vector<silhouette::v1::Batch> TenantStore::batches(const SessionId& session) const {
    std::vector<silhouette::v1::Batch> all;
    std::size_t bytes = 0;
    log_.read_session(tenant_, session, [&](const LogEntry& entry) {
        CheckedBatch checked = check_batch(entry.body);
        if (checked.refusal != Refusal::none) {
            throw StorageError(StorageError::Kind::damaged, "a stored batch cannot be read");
        }
        bytes += checked.batch.ByteSizeLong();
        if (bytes > limits::kSessionBytes) {
            throw StorageError(StorageError::Kind::unavailable, "the session is too large to be replayed");
        }
        all.push_back(std::move(checked.batch));
    });
    // The session itself is one.
    if (name_gate_ > 1) {
        const Names shown = projection_.names_seen(tenant_, session, name_gate_);
        for (auto& batch : all) {
            hold_back_names(batch, shown);
        }
    }
    return all;
}

bool TenantStore::may_erase(const SessionId& session, std::string_view secret) const {
    const bool is_there = projection_.has_session(tenant_, session);
    const std::string told = projection_.erasure_hash(tenant_, session);
    // The comparisons are made either way, so that time does not tell whether there is such a session.
    const std::string nothing(32, '\0');
    const bool is_its_hash = secret_matches(secret, told.empty() ? nothing : told) && !told.empty();
    const bool is_its_id = same_secret(sha256(secret).substr(0, SessionId::kBytes), session.bytes());
    return is_there && (is_its_id || is_its_hash);
}

}  // namespace silhouette::ingest
