// Where the ingest endpoint is: https://host[:port]. Nothing else is accepted: no path, no query, no user, no plain
// http.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace silhouette::transport {

struct Endpoint {
    std::string host;  // without brackets
    std::uint16_t port = 443;
    bool is_address = false;  // an IP literal: no look-up, no server name in the handshake

    // host:port as the Host header wants it.
    std::string authority() const;
};

std::optional<Endpoint> parse_endpoint(std::string_view url);

// An HTTP CONNECT proxy, from the environment as it is usual: https_proxy or HTTPS_PROXY, no_proxy or NO_PROXY.
struct Proxy {
    std::string host;
    std::uint16_t port = 80;
    std::string authorization;  // value of Proxy-Authorization (Basic); may be empty
};
std::optional<Proxy> parse_proxy(std::string_view url);
// Whether the list in `no_proxy` excepts the host: names and their subdomains, addresses, `*`.
bool excepts(std::string_view no_proxy, std::string_view host);
// Reads the environment: call it where no other thread changes that.
std::optional<Proxy> proxy_from_environment(const Endpoint& endpoint);

}  // namespace silhouette::transport
