#include "ingest/eraser.h"

#include "ingest/tenant_store.h"

namespace silhouette::ingest {

Eraser::Eraser(ErasedSessions& erased, Log& log, Projection& projection)
    : erased_(erased), log_(log), projection_(projection) {}

void Eraser::replay() {
    if (erased_.empty()) {
        return;
    }
    const auto mark = [this](const std::string& tenant, const SessionId& session) {
        if (erased_.contains(tenant, session)) {
            begun_.emplace_back(tenant, session);
        }
    };
    log_.visit_sessions(mark);
    projection_.visit_sessions(mark);
    // Even when no row of an erased session is left: the last run may have ended before its files were scrubbed.
    clean_ = false;
    finish();
}

bool Eraser::is_erased(const std::string& tenant, const SessionId& session) {
    return erased_.contains(tenant, session);
}

std::vector<std::string> Eraser::owners(const std::vector<std::string>& tenants, const SessionId& session,
                                        std::string_view secret) {
    std::vector<std::string> owners;
    for (const auto& tenant : tenants) {
        const bool stored = TenantStore(tenant, 0, log_, projection_).may_erase(session, secret);
        const bool erased = erased_.erased_with(tenant, session, secret);
        if (stored || erased) {
            owners.push_back(tenant);
        }
    }
    return owners;
}

void Eraser::begin(const std::string& tenant, const SessionId& session, std::string_view secret, std::int64_t now) {
    erased_.add(tenant, session, secret, now);
    begun_.emplace_back(tenant, session);
    clean_ = false;
}

bool Eraser::finish() {
    while (!begun_.empty()) {
        const auto& [tenant, session] = begun_.back();
        log_.erase(tenant, session);
        projection_.erase(tenant, session);
        begun_.pop_back();
    }
    // Both are tried: what can go goes.
    const bool log_clean = log_.scrub();
    const bool projection_clean = projection_.scrub();
    clean_ = log_clean && projection_clean;
    return clean_;
}

}  // namespace silhouette::ingest
