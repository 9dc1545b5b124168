#include "tests/integration/transport/tunnel.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace silhouette::transport {

SilentListener::SilentListener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket_, 4) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no listening socket");
    }
    port_ = ntohs(address.sin_port);
}

SilentListener::~SilentListener() {
    ::close(socket_);
}

Tunnel::Tunnel(std::string demanded, std::optional<std::string> refusal, std::string consent)
    : demanded_(std::move(demanded)),
      refusal_(std::move(refusal)),
      consent_(std::move(consent)),
      thread_([this] { serve(); }) {}

Tunnel::~Tunnel() {
    ending_ = true;
    ::shutdown(listener_.descriptor(), SHUT_RDWR);
    thread_.join();
}

std::string Tunnel::head() const {
    const std::lock_guard lock(mutex_);
    return head_;
}

void Tunnel::serve() {
    for (;;) {
        const int client = ::accept(listener_.descriptor(), nullptr, nullptr);
        if (client < 0) {
            return;
        }
        serve_one(client);
        ::close(client);
    }
}

void Tunnel::serve_one(int client) {
    std::string head;
    char byte;
    while (head.find("\r\n\r\n") == std::string::npos && ::recv(client, &byte, 1, 0) == 1) {
        head += byte;
    }
    {
        const std::lock_guard lock(mutex_);
        head_ = head;
    }
    const auto answer = [client](const std::string& text) {
        return ::send(client, text.data(), text.size(), MSG_NOSIGNAL) > 0;
    };
    const auto colon = head.find(':');
    if (colon == std::string::npos || refusal_ || head.find(demanded_) == std::string::npos) {
        static const std::string kPassword =
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
            "Content-Length: 0\r\n\r\n";
        answer(refusal_.value_or(kPassword));
        return;
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(head.substr(colon + 1))));
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 && answer(consent_)) {
        std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        for (bool open = true; open && !ending_ && ::poll(ends.data(), ends.size(), 50) >= 0;) {
            for (std::size_t i = 0; i < 2 && open; ++i) {
                if (ends[i].revents == 0) {
                    continue;
                }
                char block[4'096];
                const ssize_t count = ::recv(ends[i].fd, block, sizeof(block), 0);
                open =
                    count > 0 && ::send(ends[1 - i].fd, block, static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
            }
        }
    }
    ::close(server);
}

}  // namespace silhouette::transport
