// All that decides how one endpoint is reached, and whether it is the right one.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transport/endpoint.h"
#include "transport/policy.h"

namespace silhouette::transport {

// SHA-256 of a certificate's public key (SubjectPublicKeyInfo).
using Pin = std::array<std::byte, 32>;
// "sha256//BASE64;sha256//BASE64", as curl's; policy::kPinsMin to kPinsMax of them. "" is none of them. Empty when it
// is anything else.
std::optional<std::vector<Pin>> parse_pins(std::string_view text);
std::string to_text(const std::vector<Pin>& pins);

// What an endpoint is trusted by, and what it may trust us by.
struct Trust {
    std::string ca_file;  // PEM, trusted beside the system's store; may be empty
    // Where there are any, one of them has to be in the chain that the certificate leads along.
    std::vector<Pin> pins;
    // PEM files, of the certificate with its chain and of its key (without a passphrase); may be empty.
    std::string client_certificate, client_key;
};

struct Route {
    Endpoint endpoint;
    Way way;
    Trust trust;
    std::string user_agent;
    Policy policy;
};
using RoutePtr = std::shared_ptr<const Route>;

// The User-Agent is `silhouette/<sdk version>`.
RoutePtr make_route(Endpoint endpoint, const ProxyChoice& proxy, Trust trust, const std::string& sdk_version,
                    const Policy& policy);

}  // namespace silhouette::transport
