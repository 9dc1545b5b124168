// HTTPS for the API: connections, limits, time-outs, drain. Boost.Beast stays behind this header.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>

#include "ingest/api.h"

namespace silhouette::ingest {

// The address cannot be listened on, or the certificate cannot be used: says why, for the user.
class ServerError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8443;  // 0 picks one
    std::filesystem::path certificate, key;
};

// Serves until SIGTERM or SIGINT, then drains: takes no more connections, calls `on_drain` (which ends long polls),
// finishes requests in flight, at most limits::kDrain. Blocks. `on_ready` gets the port when connections are accepted.
// Logs no address.
void serve_http(const ServerOptions& options, Api& api, Metrics& metrics,
                const std::function<void(std::uint16_t port)>& on_ready, const std::function<void()>& on_drain);

}  // namespace silhouette::ingest
