// One question for the tenant's verdict, answered before it returns: what `silhouette record` does before it starts an
// app.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "transport/transport.h"

namespace silhouette::transport {

// Blocks up to `timeout`, with retries. Uses of the options: endpoint, key, ca_file, sdk_version. Empty when there is
// no verdict; `why` says so in words that may be shown. Touches no file but the CA's. Any thread.
std::optional<privacy::Verdict> ask_once(const Options& options, std::chrono::milliseconds timeout, std::string& why);

}  // namespace silhouette::transport
