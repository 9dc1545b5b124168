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

// What says whether there is a proxy, as it is usual in environments: https_proxy, else all_proxy; no_proxy; each also
// in capitals. Or what the host says in their place.
struct ProxyChoice {
    std::string https_proxy;  // may be empty: none
    std::string no_proxy;     // hosts that are reached without it
    bool of_host = false;     // said by the host, whatever an environment says
};
// Reads the environment: call it where no other thread changes that.
ProxyChoice proxy_choice_of_environment();
// The same from any source of variables: `value_of(name)` gives "" for what is not set.
template <typename ValueOf>
ProxyChoice proxy_choice_of(ValueOf&& value_of) {
    ProxyChoice choice;
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
        if (choice.https_proxy.empty()) {
            choice.https_proxy = value_of(name);
        }
    }
    for (const char* name : {"no_proxy", "NO_PROXY"}) {
        if (choice.no_proxy.empty()) {
            choice.no_proxy = value_of(name);
        }
    }
    return choice;
}

// An HTTP CONNECT proxy.
struct Proxy {
    std::string host;
    std::uint16_t port = 80;
    std::string authorization;  // value of Proxy-Authorization (Basic); may be empty
};
// http://[user[:password]@]host[:port][/], also without the scheme; user and password may be percent-encoded.
std::optional<Proxy> parse_proxy(std::string_view url);
// The same without user and password.
std::string without_password(std::string_view url);
// Whether the list in `no_proxy` excepts the endpoint. Entries are separated by commas or spaces: `*`; a name, which
// stands for its subdomains, too (also written .name and *.name); an address, also in brackets; a network as
// 10.0.0.0/8; each of them also with :port. Names are not looked up.
bool excepts(std::string_view no_proxy, const Endpoint& endpoint);

// How the endpoint is reached. A proxy that is wanted and cannot be used is no reason to go without.
struct Way {
    std::optional<Proxy> proxy;
    bool unusable = false;
};
Way way_to(const Endpoint& endpoint, const ProxyChoice& choice);

}  // namespace silhouette::transport
