// One question for the tenant's verdict, answered before it returns: what `silhouette record` does before it starts an
// app.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "transport/transport.h"

namespace silhouette::transport {

// Blocks up to `timeout`, with retries. Uses of the options: endpoint, key, trust, proxy, sdk_version, policy. Empty
// when there is no verdict; `failure` says why (untried: the endpoint is not https://host[:port], or there is no
// memory). Touches no file but those of `trust`. Any thread.
std::optional<privacy::Verdict> ask_once(const Options& options, std::chrono::milliseconds timeout, Failure& failure);

}  // namespace silhouette::transport
