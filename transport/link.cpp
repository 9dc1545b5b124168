#include "transport/link.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include "transport/source_port.h"

namespace silhouette::transport {

using boost::system::error_code;

Connection::Link::Link(boost::asio::io_context& io, std::shared_ptr<boost::asio::ssl::context> tls, Cutter& cut)
    : context(std::move(tls)), stream(io, *context), timer(io), pause(io), cutter(cut) {}

Connection::Link::~Link() {
    close(true);
}

std::error_code Connection::Link::begin(const tcp::endpoint& address, const Policy& policy) {
    error_code error;
    socket().open(address.protocol(), error);
    if (!error) {
        socket().native_non_blocking(true, error);
    }
    if (error) {
        return error;
    }
    // Else the kernel would go on sending for a process that was killed, past any "no" of those that live.
    set_linger(true);
    const int native = socket().native_handle();
    const auto set = [native](int level, int option, int value) {
        ::setsockopt(native, level, option, &value, sizeof value);
    };
    leave_from_a_port_of_chance(native, address.protocol().family());
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(std::chrono::seconds(policy.keep_alive).count()));
    set(IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(policy::kKeepAliveBetween.count()));
    set(IPPROTO_TCP, TCP_KEEPCNT, policy::kKeepAliveTests);
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    return cutter.connect(native, address.data(), static_cast<socklen_t>(address.size()));
}

bool Connection::Link::connected() {
    int problem = 0;
    socklen_t size = sizeof problem;
    return socket().is_open() && ::getsockopt(socket().native_handle(), SOL_SOCKET, SO_ERROR, &problem, &size) == 0 &&
           problem == 0;
}

void Connection::Link::set_linger(bool abortive) noexcept {
    const linger now{abortive ? 1 : 0, 0};
    ::setsockopt(socket().native_handle(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

void Connection::Link::watch(std::chrono::steady_clock::time_point until) {
    timed_out = false;
    timer.expires_at(until);
    timer.async_wait([weak = weak_from_this()](error_code aborted) {
        if (const auto self = weak.lock(); self && !aborted) {
            self->timed_out = true;
            self->close(true);
        }
    });
}

void Connection::Link::close(bool abortive) noexcept {
    try {
        timer.cancel();
        pause.cancel();  // what waits holds a body in memory
    } catch (...) {      // it fires later, and finds the socket closed
    }
    if (!socket().is_open()) {
        return;
    }
    cutter.forget(socket().native_handle());
    set_linger(abortive);
    error_code ignored;
    socket().close(ignored);
}

}  // namespace silhouette::transport
