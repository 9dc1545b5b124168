#include "ingest/problem.h"

#include <nlohmann/json.hpp>

#include "ingest/limits.h"

namespace silhouette::ingest {
namespace {

constexpr std::array<ProblemType, kProblemTypes> kTypes{{
    {Problem::malformed_request, "malformed-request", 400, "The request cannot be understood", 0},
    {Problem::missing_header, "missing-header", 400, "A header that is needed is missing or malformed", 0},
    {Problem::damaged_batch, "damaged-batch", 400, "The body is not a whole batch", 0},
    {Problem::batch_id_mismatch, "batch-id-mismatch", 400, "Idempotency-Key is not the batch's id", 0},
    {Problem::unauthorized, "unauthorized", 401, "The key or token is missing or wrong", 0},
    {Problem::tenant_off, "tenant-off", 403, "The tenant does not allow recording", 0},
    {Problem::tenant_mismatch, "tenant-mismatch", 403, "The key belongs to another tenant than the batch", 0},
    {Problem::role_forbidden, "role-forbidden", 403, "The key or token does not allow this", 0},
    {Problem::not_found, "not-found", 404, "There is nothing here", 0},
    {Problem::method_not_allowed, "method-not-allowed", 405, "The method is not allowed here", 0},
    {Problem::session_erased, "session-erased", 410, "The session has been erased", 0},
    {Problem::too_large, "too-large", 413, "The batch is too large", 0},
    {Problem::unsupported_media_type, "unsupported-media-type", 415, "The content type is not supported", 0},
    {Problem::unsupported_encoding, "unsupported-encoding", 415, "The content encoding is not supported", 0},
    {Problem::invalid_batch, "invalid-batch", 422, "The batch breaks the schema", 0},
    {Problem::unknown_dictionary, "unknown-dictionary", 422, "The batch needs a dictionary that is not known here", 0},
    {Problem::rate_limited, "rate-limited", 429, "Too many requests", limits::kRetryRate},
    {Problem::header_too_large, "header-too-large", 431, "The request's header is too large", 0},
    {Problem::internal, "internal", 500, "The server failed", 0},
    {Problem::busy, "busy", 503, "The server is busy", limits::kRetryBusy},
    {Problem::draining, "draining", 503, "The server is shutting down", limits::kRetryBusy},
    {Problem::storage_unavailable, "storage-unavailable", 503, "The storage does not answer", limits::kRetryStorage},
    {Problem::storage_read_only, "storage-read-only", 503, "The storage is read-only", limits::kRetryStorage},
    {Problem::storage_full, "storage-full", 507, "The storage is full", limits::kRetryStorage},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
        if (static_cast<std::size_t>(kTypes[i].problem) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_order());

}  // namespace

std::array<ProblemType, kProblemTypes> problem_types() {
    return kTypes;
}

const ProblemType& type_of(Problem problem) {
    return kTypes[static_cast<std::size_t>(problem)];
}

Response problem_response(Problem problem, const std::string& detail, const Members& members) {
    const ProblemType& type = type_of(problem);
    nlohmann::ordered_json document{{"type", "https://silhouette.dev/problems/" + std::string(type.slug)},
                                    {"title", std::string(type.title)},
                                    {"status", type.status}};
    if (!detail.empty()) {
        document["detail"] = detail;
    }
    for (const auto& [name, value] : members) {
        document[name] = value;
    }
    Response response{type.status, "application/problem+json", {}, document.dump()};
    if (type.retry_after > 0) {
        response.fields.emplace_back("Retry-After", std::to_string(type.retry_after));
    }
    if (problem == Problem::unauthorized) {
        response.fields.emplace_back("WWW-Authenticate", "Bearer");
    }
    return response;
}

}  // namespace silhouette::ingest
