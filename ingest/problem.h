// The errors of the HTTP API as problem documents (RFC 9457). The types are stable: docs/errors.md tells what each
// means.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/http_message.h"

namespace silhouette::ingest {

enum class Problem {
    malformed_request,
    missing_header,
    damaged_batch,
    batch_id_mismatch,
    unauthorized,
    tenant_off,
    tenant_mismatch,
    role_forbidden,
    not_found,
    method_not_allowed,
    session_erased,
    too_large,
    unsupported_media_type,
    unsupported_encoding,
    invalid_batch,
    unknown_dictionary,
    rate_limited,
    header_too_large,
    internal,
    busy,
    draining,
    storage_unavailable,
    storage_read_only,
    storage_full,
};

struct ProblemType {
    Problem problem;
    std::string_view slug;  // the type is https://silhouette.dev/problems/<slug>
    unsigned status;
    std::string_view title;
    int retry_after;  // seconds; 0: no such field
};

inline constexpr std::size_t kProblemTypes = 24;
// All of them, in the order of the enumeration.
std::array<ProblemType, kProblemTypes> problem_types();
const ProblemType& type_of(Problem problem);

using Members = std::vector<std::pair<std::string, std::string>>;
// `detail` and `members` never hold a value from the request, save ids.
Response problem_response(Problem problem, const std::string& detail = {}, const Members& members = {});

}  // namespace silhouette::ingest
