// A socket with its TLS state and its watchdog. Private to connections; shared with handlers that may outlive them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>

#include "transport/connection.h"
#include "transport/cutter.h"
#include "transport/failure.h"

namespace silhouette::transport {

struct Connection::Link : std::enable_shared_from_this<Link> {
    using tcp = boost::asio::ip::tcp;

    Link(boost::asio::io_context& io, std::shared_ptr<boost::asio::ssl::context> tls, Cutter& cut);
    ~Link();  // never without cutter.forget()

    tcp::socket& socket() { return stream.next_layer(); }

    // Begins to connect: the error of connect(2), nothing when it is done, operation_in_progress while it goes on.
    std::error_code begin(const tcp::endpoint& address, const Policy& policy);
    // Once it is writable: whether it is connected.
    bool connected();

    // With `abortive` the kernel throws away what it has not sent when the socket is closed, also by the end of the
    // process.
    void set_linger(bool abortive) noexcept;

    // Whatever waits on the socket fails at `until`. Keeps nothing alive: a link that was closed meanwhile would stay
    // in memory, with all the certificates that are trusted, until then.
    void watch(std::chrono::steady_clock::time_point until);
    void close(bool abortive) noexcept;

    Failure failed(Failure failure) const {
        return cutter.is_cut() ? Failure::cut : timed_out ? Failure::deadline : failure;
    }

    std::shared_ptr<boost::asio::ssl::context> context;
    boost::asio::ssl::stream<tcp::socket> stream;
    boost::asio::steady_timer timer, pause;
    Cutter& cutter;
    boost::beast::flat_buffer buffer;
    Failure refused = Failure::none;  // by accept_certificate()
    bool answered = false;            // the address: it is connected, or will not be
    bool timed_out = false;
};

}  // namespace silhouette::transport
