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

// Empty when there is a % that no two hexadecimal digits follow, or a control character behind one.
std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned value = static_cast<unsigned char>(text[at]);
        if (text[at] == '%') {
            const auto digits = text.substr(at + 1, 2);
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) {
                return std::nullopt;
            }
            at += 2;
        }
        if (value < 0x20 || value == 0x7f) {
            return std::nullopt;
        }
        out += static_cast<char>(value);
    }
    return out;
}

// An address of either family, four bytes or sixteen; empty where it is none.
std::vector<unsigned char> address_bytes(const std::string& text) {
    std::vector<unsigned char> bytes(sizeof(in6_addr));
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
        return bytes;
    }
    bytes.resize(sizeof(in_addr));
    return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ? bytes : std::vector<unsigned char>();
}

// `network` as 10.0.0.0/8 or fd00::/8.
bool is_in_network(const std::string& address, std::string_view network) {
    const auto slash = network.find('/');
    const auto whole = address_bytes(std::string(network.substr(0, slash)));
    const auto bytes = address_bytes(address);
    unsigned bits = 0;
    const char* const from = network.data() + slash + 1;
    const char* const to = network.data() + network.size();
    const auto [end, error] = std::from_chars(from, to, bits);
    if (whole.empty() || whole.size() != bytes.size() || error != std::errc() || end != to || bits > 8 * whole.size()) {
        return false;
    }
    for (unsigned bit = 0; bit < bits; ++bit) {
        if (((whole[bit / 8] ^ bytes[bit / 8]) & (0x80u >> bit % 8)) != 0) {
            return false;
        }
    }
    return true;
}

// One entry of no_proxy, in lower case.
bool excepts_by(std::string_view entry, const Endpoint& endpoint) {
    if (entry == "*") {
        return true;
    }
    const auto without_dot = [](std::string_view name) {
        name.remove_suffix(name.size() > 1 && name.back() == '.' ? 1 : 0);
        return name;
    };
    const std::string_view name = without_dot(endpoint.host);
    const bool bare_six = entry.front() != '[' && std::count(entry.begin(), entry.end(), ':') > 1;
    if (!bare_six) {
        if (const auto colon = entry.rfind(':'); colon != std::string_view::npos && entry.back() != ']') {
            if (entry.substr(colon + 1) != std::to_string(endpoint.port)) {
                return false;
            }
            entry = entry.substr(0, colon);
        }
        if (entry.size() > 2 && entry.front() == '[' && entry.back() == ']') {
            entry = entry.substr(1, entry.size() - 2);
        }
    }
    if (entry.find('/') != std::string_view::npos) {
        return endpoint.is_address && is_in_network(endpoint.host, entry);
    }
    if (endpoint.is_address) {
        const auto bytes = address_bytes(std::string(entry));
        return !bytes.empty() && bytes == address_bytes(endpoint.host);
    }
    entry.remove_prefix(entry.starts_with("*.") ? 2 : entry.starts_with('.') ? 1 : 0);
    entry = without_dot(entry);
    return !entry.empty() && (name == entry || (name.size() > entry.size() && name.ends_with(entry) &&
                                                name[name.size() - entry.size() - 1] == '.'));
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
        const auto who = url.substr(0, at);
        const auto colon = who.find(':');
        const auto user = percent_decoded(who.substr(0, colon));
        const auto password =
            percent_decoded(colon == std::string_view::npos ? std::string_view() : who.substr(colon + 1));
        if (!user || !password) {
            return std::nullopt;
        }
        proxy.authorization = "Basic " + base64(*user + ":" + *password);
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

std::string without_password(std::string_view url) {
    const auto at = url.rfind('@');
    return at == std::string_view::npos ? std::string(url) : "http://" + std::string(url.substr(at + 1));
}

bool excepts(std::string_view no_proxy, const Endpoint& endpoint) {
    static constexpr std::string_view kBetween = ", \t";
    const std::string list = lower(no_proxy);
    for (std::size_t at = list.find_first_not_of(kBetween); at != std::string::npos;) {
        const std::size_t end = std::min(list.find_first_of(kBetween, at), list.size());
        if (excepts_by(std::string_view(list).substr(at, end - at), endpoint)) {
            return true;
        }
        at = list.find_first_not_of(kBetween, end);
    }
    return false;
}

ProxyChoice proxy_choice_of_environment() {
    return proxy_choice_of([](const char* name) {
        const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): once, as the host starts us
        return std::string(value ? value : "");
    });
}

Way way_to(const Endpoint& endpoint, const ProxyChoice& choice) {
    if (choice.https_proxy.empty() || excepts(choice.no_proxy, endpoint)) {
        return {};
    }
    auto proxy = parse_proxy(choice.https_proxy);
    return {proxy, !proxy};
}

}  // namespace silhouette::transport
