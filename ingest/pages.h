// Replay's pages over HTTP: names and headers are decided here, what is in them by replay.
#pragma once

#include <string_view>

#include "ingest/http_message.h"

namespace silhouette::ingest {

// `path` begins with a slash. 404 for what is not there.
Response page(std::string_view path);

}  // namespace silhouette::ingest
