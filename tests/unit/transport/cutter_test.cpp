#include "transport/cutter.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

#include <thread>

#include "tests/catch.h"

namespace silhouette::transport {
namespace {

// A connected pair over the loopback interface; the client's end is guarded.
struct Pair {
    int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    int client = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int server = -1;
    sockaddr_in address{};

    Pair() {
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
        REQUIRE(::listen(listener, 1) == 0);
        socklen_t size = sizeof(address);
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    }
    std::error_code connect(Cutter& cutter) {
        const auto error = cutter.connect(client, reinterpret_cast<sockaddr*>(&address), sizeof(address));
        if (!error || error == std::errc::operation_in_progress) {
            server = ::accept(listener, nullptr, nullptr);
        }
        return error;
    }
    ~Pair() {
        ::close(listener);
        ::close(client);
        if (server >= 0) {
            ::close(server);
        }
    }
};

TEST_CASE("after a cut the socket takes no more bytes, and what the kernel held is thrown away") {
    Cutter cutter;
    Pair pair;
    pair.connect(cutter);
    REQUIRE(pair.server >= 0);
    // The peer does not read: our kernel's buffer fills.
    const std::string block(65'536, 'x');
    std::size_t taken = 0;
    for (ssize_t count = 0; (count = ::send(pair.client, block.data(), block.size(), MSG_NOSIGNAL)) > 0;) {
        taken += static_cast<std::size_t>(count);
    }
    CHECK(errno == EAGAIN);
    std::thread([&] { cutter.cut(); }).join();
    CHECK(::send(pair.client, "y", 1, MSG_NOSIGNAL) == -1);
    // What arrives now was in the peer's own kernel when it was cut; the rest is gone, and the end is a reset.
    std::size_t arrived = 0;
    std::string buffer(65'536, ' ');
    ssize_t count = 0;
    while ((count = ::recv(pair.server, buffer.data(), buffer.size(), 0)) > 0) {
        arrived += static_cast<std::size_t>(count);
        REQUIRE(buffer.find('y') == std::string::npos);
    }
    CHECK(count == -1);
    CHECK(errno == ECONNRESET);
    CHECK(arrived < taken);
}

TEST_CASE("while it is cut no connection begins; mended, one does") {
    Cutter cutter;
    cutter.cut();
    Pair pair;
    CHECK(pair.connect(cutter) == std::errc::operation_canceled);
    pollfd waiting{pair.listener, POLLIN, 0};
    CHECK(::poll(&waiting, 1, 50) == 0);
    CHECK(cutter.mend(cutter.cuts()));
    pair.connect(cutter);
    CHECK(pair.server >= 0);
}

TEST_CASE("a cut that came after the decision to open is not undone") {
    Cutter cutter;
    cutter.cut();
    const auto seen = cutter.cuts();
    cutter.cut();
    CHECK_FALSE(cutter.mend(seen));
    CHECK(cutter.is_cut());
}

TEST_CASE("a forgotten descriptor is left alone") {
    Cutter cutter;
    Pair pair;
    pair.connect(cutter);
    cutter.forget(pair.client);
    cutter.cut();
    CHECK(::send(pair.client, "y", 1, MSG_NOSIGNAL) == 1);
}

}  // namespace
}  // namespace silhouette::transport
