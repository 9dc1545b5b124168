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

// What says whether there is a proxy, as it is usual in environments: https_proxy or HTTPS_PROXY, no_proxy or NO_PROXY.
struct ProxyChoice {
    std::string https_proxy;  // may be empty: none
    std::string no_proxy;     // hosts that are reached without it
};
// Reads the environment: call it where no other thread changes that.
ProxyChoice proxy_choice_of_environment();

// An HTTP CONNECT proxy.
struct Proxy {
    std::string host;
    std::uint16_t port = 80;
    std::string authorization;  // value of Proxy-Authorization (Basic); may be empty
};
std::optional<Proxy> parse_proxy(std::string_view url);
// Whether the list in `no_proxy` excepts the host: names and their subdomains, addresses, `*`.
bool excepts(std::string_view no_proxy, std::string_view host);
std::optional<Proxy> proxy_for(const Endpoint& endpoint, const ProxyChoice& choice);

}  // namespace silhouette::transport
