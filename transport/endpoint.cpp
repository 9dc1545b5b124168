#include "transport/endpoint.h"

#include <arpa/inet.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <vector>

namespace silhouette::transport {
namespace {

bool is_address(const std::string& host) {
    in6_addr unused{};
    return inet_pton(AF_INET, host.c_str(), &unused) == 1 || inet_pton(AF_INET6, host.c_str(), &unused) == 1;
}

char lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char character) { return lower(character); });
    return out;
}

// host, host:port, [address]:port
bool parse_authority(std::string_view text, std::string& host, std::uint16_t& port) {
    if (text.empty()) {
        return false;
    }
    std::string_view port_text;
    if (text.front() == '[') {
        const auto end = text.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        host = text.substr(1, end - 1);
        port_text = text.substr(end + 1);
        if (!is_address(host)) {
            return false;
        }
    } else {
        const auto colon = text.find(':');
        host = text.substr(0, colon);
        port_text = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    }
    const auto allowed = [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || character == '-' ||
               character == '.' || character == '_' || character == ':';
    };
    host = lower(host);
    if (host.empty() || host.size() > 253 || !std::all_of(host.begin(), host.end(), allowed)) {
        return false;
    }
    if (port_text.empty()) {
        return true;
    }
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port_text.data() + 1, port_text.data() + port_text.size(), number);
    if (port_text.front() != ':' || error != std::errc() || end != port_text.data() + port_text.size() || number == 0 ||
        number > 65'535) {
        return false;
    }
    port = static_cast<std::uint16_t>(number);
    return true;
}

std::string base64(std::string_view text) {
    std::vector<unsigned char> out(4 * ((text.size() + 2) / 3) + 1);
    const int length =
        EVP_EncodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    return std::string(reinterpret_cast<char*>(out.data()), static_cast<std::size_t>(length));
}

std::string environment(const char* first, const char* second) {
    const char* value = std::getenv(first);
    value = value && *value ? value : std::getenv(second);
    return value ? value : "";
}

}  // namespace

std::string Endpoint::authority() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == 443 ? name : name + ":" + std::to_string(port);
}

std::optional<Endpoint> parse_endpoint(std::string_view url) {
    static constexpr std::string_view kScheme = "https://";
    if (lower(url.substr(0, kScheme.size())) != kScheme) {
        return std::nullopt;
    }
    url.remove_prefix(kScheme.size());
    if (!url.empty() && url.back() == '/') {
        url.remove_suffix(1);
    }
    Endpoint endpoint;
    if (!parse_authority(url, endpoint.host, endpoint.port)) {
        return std::nullopt;
    }
    endpoint.is_address = is_address(endpoint.host);
    return endpoint;
}

std::optional<Proxy> parse_proxy(std::string_view url) {
    static constexpr std::string_view kScheme = "http://";
    if (lower(url.substr(0, kScheme.size())) == kScheme) {
        url.remove_prefix(kScheme.size());
    } else if (url.find("://") != std::string_view::npos) {
        return std::nullopt;
    }
    Proxy proxy;
    if (const auto at = url.rfind('@'); at != std::string_view::npos) {
        proxy.authorization = "Basic " + base64(url.substr(0, at));
        url.remove_prefix(at + 1);
    }
    if (!url.empty() && url.back() == '/') {
        url.remove_suffix(1);
    }
    if (!parse_authority(url, proxy.host, proxy.port)) {
        return std::nullopt;
    }
    return proxy;
}

bool excepts(std::string_view no_proxy, std::string_view host) {
    const std::string name = lower(host);
    while (!no_proxy.empty()) {
        const auto comma = no_proxy.find(',');
        std::string entry = lower(no_proxy.substr(0, comma));
        no_proxy.remove_prefix(comma == std::string_view::npos ? no_proxy.size() : comma + 1);
        entry.erase(std::remove(entry.begin(), entry.end(), ' '), entry.end());
        if (!entry.empty() && entry.front() == '.') {
            entry.erase(0, 1);
        }
        if (entry.empty()) {
            continue;
        }
        if (entry == "*" || entry == name) {
            return true;
        }
        if (name.size() > entry.size() && name.ends_with(entry) && name[name.size() - entry.size() - 1] == '.') {
            return true;
        }
    }
    return false;
}

ProxyChoice proxy_choice_of_environment() {
    return {environment("https_proxy", "HTTPS_PROXY"), environment("no_proxy", "NO_PROXY")};
}

std::optional<Proxy> proxy_for(const Endpoint& endpoint, const ProxyChoice& choice) {
    return choice.https_proxy.empty() || excepts(choice.no_proxy, endpoint.host) ? std::nullopt
                                                                                 : parse_proxy(choice.https_proxy);
}

}  // namespace silhouette::transport
