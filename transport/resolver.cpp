#include "transport/resolver.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

#include "platform/process.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::atomic<int> threads{0};

// Shared by who waits and by the thread; whoever is last removes it.
struct Lookup {
    std::string host;
    std::string port;
    int done = -1;  // eventfd
    std::mutex mutex;
    std::vector<tcp::endpoint> found;

    Lookup() : done(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    ~Lookup() {
        if (done >= 0) {
            ::close(done);
        }
    }
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;
};

void look_up(Lookup& lookup) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    int result = ::getaddrinfo(lookup.host.c_str(), lookup.port.c_str(), &hints, &list);
    if (result != 0) {
        // AI_ADDRCONFIG finds nothing for `localhost` on a machine without a network.
        hints.ai_flags = AI_NUMERICSERV;
        result = ::getaddrinfo(lookup.host.c_str(), lookup.port.c_str(), &hints, &list);
    }
    if (result != 0) {
        return;
    }
    const std::lock_guard lock(lookup.mutex);
    for (const addrinfo* one = list; one; one = one->ai_next) {
        tcp::endpoint endpoint;
        if (one->ai_addrlen <= endpoint.capacity()) {
            std::memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
            endpoint.resize(one->ai_addrlen);
            lookup.found.push_back(endpoint);
        }
    }
    ::freeaddrinfo(list);
}

bool start(const std::shared_ptr<Lookup>& lookup) {
    if (lookup->done < 0 || threads.fetch_add(1) >= policy::kResolverThreadsMax) {
        --threads;
        return false;
    }
    try {
        std::thread([lookup] {
            platform::prepare_own_thread("silhouette-dns");
            try {
                look_up(*lookup);
            } catch (...) {  // no memory: nothing was found
            }
            const std::uint64_t one = 1;
            [[maybe_unused]] const ssize_t told = ::write(lookup->done, &one, sizeof(one));
            --threads;
        }).detach();
    } catch (...) {
        --threads;
        return false;
    }
    return true;
}

}  // namespace

asio::awaitable<std::vector<tcp::endpoint>> resolve(std::string host, std::uint16_t port,
                                                    std::chrono::milliseconds deadline) {
    std::vector<tcp::endpoint> found;
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (!error) {
        found.emplace_back(address, port);
        co_return found;
    }
    auto lookup = std::make_shared<Lookup>();
    lookup->host = std::move(host);
    lookup->port = std::to_string(port);
    if (!start(lookup)) {
        co_return found;
    }
    auto executor = co_await asio::this_coro::executor;
    // A descriptor of its own, since Asio closes it. Without one nothing is found, this time: the constructor that
    // takes it would throw, and whoever asks would never ask again.
    auto done = std::make_shared<asio::posix::stream_descriptor>(executor);
    const int own = ::fcntl(lookup->done, F_DUPFD_CLOEXEC, 0);
    done->assign(own, error);
    if (error) {
        if (own >= 0) {
            ::close(own);
        }
        co_return found;
    }
    asio::steady_timer timer(executor, deadline);
    timer.async_wait([done](boost::system::error_code aborted) {
        if (!aborted) {
            done->close(aborted);
        }
    });
    auto [waited] =
        co_await done->async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    if (!waited) {
        const std::lock_guard lock(lookup->mutex);
        found = lookup->found;
    }
    co_return found;
}

}  // namespace silhouette::transport
