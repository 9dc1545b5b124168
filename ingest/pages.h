// The pages over HTTP: names and headers are decided here. What is in them is decided by replay (session list, player),
// and by web/ (the tenant's settings).
#pragma once

#include <string_view>

#include "ingest/http_message.h"

namespace silhouette::ingest {

// `path` begins with a slash. 404 for what is not there.
Response page(std::string_view path);

}  // namespace silhouette::ingest
