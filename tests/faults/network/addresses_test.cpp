// Which address is taken, what it is told, and a network that comes back.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstdlib>
#include <fstream>
#include <list>

#include "platform/network_watch.h"
#include "tests/catch.h"
#include "tests/faults/network/faulty.h"

namespace silhouette::transport {
namespace {

FakeEndpoint::Script acknowledging() {
    return [](const Received& request, std::size_t) { return acknowledge(request); };
}

// What a look-up of `localhost` answers; nothing: what the system knows.
std::vector<std::string> addresses_of_localhost;

// A port whose queue is full: whoever connects hears nothing.
class BlackHole {
  public:
    BlackHole(const std::string& host, std::uint16_t port) {
        const boost::asio::ip::tcp::endpoint address(boost::asio::ip::make_address(host), port);
        const int family = address.protocol().family();
        listener_ = ::socket(family, SOCK_STREAM, 0);
        usable_ = ::bind(listener_, address.data(), static_cast<socklen_t>(address.size())) == 0 &&
                  ::listen(listener_, 0) == 0;
        for (int& one : filling_) {
            one = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
            ::connect(one, address.data(), static_cast<socklen_t>(address.size()));
        }
    }
    ~BlackHole() {
        ::close(listener_);
        for (const int one : filling_) {
            ::close(one);
        }
    }
    bool usable() const { return usable_; }

  private:
    int listener_;
    int filling_[4];
    bool usable_ = false;
};

bool has_six() {
    const int one = ::socket(AF_INET6, SOCK_STREAM, 0);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    const bool has = one >= 0 && ::bind(one, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(one);
    return has;
}

TEST_CASE("IP literals of both families, without a server name; host names with theirs") {
    const std::string host = GENERATE("localhost", "127.0.0.1", "[::1]");
    INFO(host);
    if (host == "[::1]" && !has_six()) {
        WARN("this machine has no ::1: not tried");
        return;
    }
    const TemporaryFolder folder;
    FakeEndpoint::Manner manner;
    manner.six = host == "[::1]";
    FakeEndpoint endpoint(acknowledging(), manner);
    RecorderThread recorder(folder.path(), endpoint.url(host));
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
    REQUIRE(endpoint.server_names().size() == 1);
    CHECK(endpoint.server_names().front() == (host == "localhost" ? "localhost" : ""));
}

TEST_CASE("an address that does not answer costs a quarter of a second, not the deadline") {
    if (!has_six()) {
        WARN("this machine has no ::1: not tried");
        return;
    }
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    const BlackHole hole("::1", endpoint.port());
    REQUIRE(hole.usable());
    RecorderThread recorder(folder.path(), endpoint.url("localhost"), [](Options& options) {
        // Whoever waits for that address alone waits too long for this test.
        options.policy.connect = Limit<std::chrono::milliseconds>(10min, 1ms, 1h);
    });
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.messages.empty());
}

TEST_CASE("seven addresses that do not answer before the one that does") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    std::list<BlackHole> holes;
    addresses_of_localhost.clear();
    for (int last = 2; last < 9; ++last) {
        const std::string& dead = addresses_of_localhost.emplace_back("127.0.0." + std::to_string(last));
        REQUIRE(holes.emplace_back(dead, endpoint.port()).usable());
    }
    addresses_of_localhost.emplace_back("127.0.0.1");
    RecorderThread recorder(folder.path(), endpoint.url("localhost"), [](Options& options) {
        options.policy.next_address = Limit<std::chrono::milliseconds>(20ms, 1ms, 1h);
    });
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.messages.empty());
    addresses_of_localhost.clear();
}

TEST_CASE("a name that nobody knows, and a port that nobody listens at") {
    const auto [url, reason] = GENERATE(table<std::string, Failure>(
        {{"https://nobody.invalid", Failure::resolve}, {"https://127.0.0.1:1", Failure::connect}}));
    const TemporaryFolder folder;
    RecorderThread recorder(folder.path(), url, be_quick);
    record_something(recorder);
    CHECK(recorder.run_until([&] { return recorder.upload_ended(reason); }));
    CHECK(recorder.transport().pending_items() == 3);
}

TEST_CASE("the network comes back: a wait ends at once, and a poll on the network of before is asked anew") {
    const TemporaryFolder folder;
    std::atomic<bool> works{false}, changed{false};
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        if (request.method == "POST") {
            return works ? acknowledge(request) : answer(500);
        }
        while (request.headers.count("if-none-match") != 0 && !changed) {
            std::this_thread::sleep_for(2ms);  // holds the poll
        }
        return settings_answer(1, true);
    });
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
        // Whoever waits by the clock waits too long for this test.
        options.policy.retry = Limit<std::chrono::milliseconds>(10min, 1ms, 1h);
        options.policy.retry_longest = Limit<std::chrono::milliseconds>(10min, 1ms, 1h);
    });
    recorder.transport().ask_verdict(true);
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::later); }));
    const auto polls = [&] {
        std::size_t count = 0;
        for (const auto& request : endpoint.received()) {
            count += request.method == "GET" ? 1 : 0;
        }
        return count;
    };
    REQUIRE(recorder.run_until([&] { return polls() == 2; }));
    works = true;
    recorder.transport().network_changed();
    CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    CHECK(recorder.run_until([&] { return polls() == 3; }));
    changed = true;
}

// A network of our own, where nobody else changes anything: as root, or as root of a namespace of users.
bool enter_network_alone() {
    if (::unshare(CLONE_NEWNET) == 0) {
        return true;
    }
    const std::string map = "0 " + std::to_string(::getuid()) + " 1";
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return false;
    }
    std::ofstream("/proc/self/uid_map") << map;
    return true;
}

int watch_alone() {
    const auto run = [](const std::string& what) { return std::system(("/sbin/ip " + what).c_str()) == 0; };
    if (!enter_network_alone() || !run("link set lo up") || !run("address add 192.0.2.1/24 dev lo")) {
        return 77;
    }
    platform::NetworkWatch watch;
    // What comes is there when the command has ended: the kernel tells within its own call.
    const auto tells = [&](const char* what) { return run(what) && watch.take_changes(); };
    const auto is_silent = [&](const char* what) { return run(what) && !watch.take_changes(); };
    int step = 0;
    for (const bool right : {watch.descriptors()[0] >= 0, is_silent("address add 192.0.2.2/24 dev lo"),
                             is_silent("address change 192.0.2.1/24 dev lo valid_lft 900 preferred_lft 900"),
                             is_silent("route add 198.51.100.0/24 dev lo"), tells("route add default dev lo"),
                             tells("route del default"), tells("address del 192.0.2.2/24 dev lo")}) {
        ++step;
        if (!right) {
            return step;
        }
    }
    return 0;
}

TEST_CASE("a default route that comes or goes and an address that goes are told; a network's routine is not") {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::_exit(watch_alone());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        WARN("no network namespace, or no ip command, here: not tried");
        return;
    }
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace silhouette::transport

// The resolver's thread is let into the test's own names.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints, addrinfo** list) {
    static const auto ask_system = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    const auto& known = silhouette::transport::addresses_of_localhost;
    if (known.empty() || std::string_view(host) != "localhost") {
        return ask_system(host, service, hints, list);
    }
    for (const std::string& address : known) {
        if (const int failed = ask_system(address.c_str(), service, hints, list)) {
            return failed;
        }
        list = &(*list)->ai_next;
    }
    return 0;
}
