#include "transport/source_port.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace silhouette::transport {
namespace {

constexpr int kTries = 8;

// The number that the text begins with, which is taken off; 0 where there is none.
std::uint16_t take_port(std::string_view& text) {
    std::uint16_t port = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), port);
    if (result.ec != std::errc{}) {
        return 0;
    }
    text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
    return port;
}

std::string content_of(const char* path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool binds(int socket, int family, std::uint16_t port) noexcept {
    if (family == AF_INET6) {
        sockaddr_in6 from{};
        from.sin6_family = AF_INET6;
        from.sin6_port = htons(port);
        return ::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0;
    }
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_port = htons(port);
    return ::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0;
}

}  // namespace

PortsOfChance::PortsOfChance(std::string_view range, std::string_view reserved) : reserved_(reserved) {
    first_ = take_port(range);
    range.remove_prefix(std::min(range.find_first_not_of(" \t"), range.size()));
    last_ = take_port(range);
}

bool PortsOfChance::is_reserved(std::uint16_t port) const {
    for (std::string_view rest = reserved_; !rest.empty();) {
        const std::uint16_t begin = take_port(rest);
        if (begin == 0) {
            return false;
        }
        std::uint16_t end = begin;
        if (rest.substr(0, 1) == "-") {
            rest.remove_prefix(1);
            end = take_port(rest);
        }
        if (begin <= port && port <= end) {
            return true;
        }
        rest.remove_prefix(rest.substr(0, 1) == "," ? 1 : rest.size());
    }
    return false;
}

std::uint16_t PortsOfChance::draw(std::random_device& chance) const {
    if (first_ < 1024 || last_ <= first_) {
        return 0;
    }
    std::uniform_int_distribution<int> ports(first_, last_);
    for (int number = 0; number < kTries; ++number) {
        const auto port = static_cast<std::uint16_t>(ports(chance));
        if (!is_reserved(port)) {
            return port;
        }
    }
    return 0;
}

void leave_from_a_port_of_chance(int socket, int family) noexcept {
    try {
        const std::string range = content_of("/proc/sys/net/ipv4/ip_local_port_range");
        const std::string reserved = content_of("/proc/sys/net/ipv4/ip_local_reserved_ports");
        const PortsOfChance ports(range, reserved);
        std::random_device chance;
        for (int number = 0; number < kTries; ++number) {
            const std::uint16_t port = ports.draw(chance);
            if (port == 0 || binds(socket, family, port)) {
                return;
            }
        }
    } catch (...) {  // no memory, no chance: the kernel chooses
    }
}

}  // namespace silhouette::transport
