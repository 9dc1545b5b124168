#include "transport/source_port.h"

#include <set>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/catch.h"

using namespace silhouette::transport;

TEST_CASE("ports are drawn from the range that the system leaves to programs") {
    std::random_device chance;
    const PortsOfChance ports("32768\t60999\n", "");
    std::set<std::uint16_t> drawn;
    for (int number = 0; number < 200; ++number) {
        const auto port = ports.draw(chance);
        CHECK(port >= 32768);
        CHECK(port <= 60999);
        drawn.insert(port);
    }
    CHECK(drawn.size() > 150);
}

TEST_CASE("a port that is reserved for others is never drawn") {
    std::random_device chance;
    const PortsOfChance ports("50000 50003", "8080,50000-50001,50003\n");
    for (int number = 0; number < 100; ++number) {
        const auto port = ports.draw(chance);
        CHECK((port == 50002 || port == 0));
    }
}

TEST_CASE("where nothing is left to choose from, nothing is chosen") {
    std::random_device chance;
    CHECK(PortsOfChance("", "").draw(chance) == 0);
    CHECK(PortsOfChance("50000 50010", "1-65535").draw(chance) == 0);
    CHECK(PortsOfChance("x y", "").draw(chance) == 0);
}

TEST_CASE("ports of sockets that are bound one after the other are in no order") {
    int ascending = 0;
    std::uint16_t before = 0;
    for (int number = 0; number < 100; ++number) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        leave_from_a_port_of_chance(socket, AF_INET);
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
        ::close(socket);
        const std::uint16_t port = ntohs(address.sin_port);
        CHECK(port != 0);
        ascending += port > before;
        before = port;
    }
    CHECK(ascending > 20);
    CHECK(ascending < 80);
}
