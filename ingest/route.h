// Which path and method mean which request.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/api.h"

namespace silhouette::ingest {

struct Routed {
    std::optional<Response> refusal;  // 404 or 405
    Admission admission;
};

// The path as it stands in the request line, without the query.
Routed route(std::string_view method, std::string_view path);

}  // namespace silhouette::ingest
