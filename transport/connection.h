// One HTTPS connection to the endpoint, kept alive between requests. The only door to the network; Beast stays behind
// it.
//
// TLS 1.2 or newer; the certificate must lead to the own CA file or the system's store, carry the endpoint's name or
// address and, where keys are pinned, lead along one of them. No TLS session is ever resumed, no redirect followed, no
// cookie kept. What the endpoint is told besides the request: Host, User-Agent `silhouette/<sdk version>`. One thread,
// one exchange at a time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "transport/answer.h"
#include "transport/cutter.h"
#include "transport/failure.h"
#include "transport/policy.h"
#include "transport/route.h"

namespace boost::asio {
class io_context;
namespace ssl {
class context;
}
}  // namespace boost::asio

namespace silhouette::transport {

struct Request {
    std::string method;  // GET, POST, DELETE
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;
    // Its last bytes are held back (policy::kHeldBackBytes). Must outlive the exchange.
    std::span<const std::byte> body;
    // Only over a connection that has answered before: where it broke off meanwhile, Exchange::went_stale says so.
    bool only_kept = false;
    // How long the endpoint was asked to wait before it answers.
    std::chrono::milliseconds poll{0};
};

struct Exchange {
    Failure failure = Failure::none;
    Answer answer;  // when failure is none
    std::string etag;
    bool went_stale = false;  // nobody has answered, and the connection is gone
};

class Connection {
  public:
    // `cutter` must outlive it.
    Connection(boost::asio::io_context& io, RoutePtr route, Cutter& cutter);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Connects when needed. A kept connection that the peer closed meanwhile is replaced once. Throws nothing but
    // bad_alloc.
    boost::asio::awaitable<Exchange> exchange(const Request& request);
    // Whether the next exchange can go without a new handshake, as far as we know.
    bool is_open() const noexcept;
    // Abortive. The next exchange connects anew.
    void close() noexcept;
    // Abortive, and for good: an exchange that is under way ends with a failure, and nothing connects any more.
    void end() noexcept;

  private:
    struct Link;
    using Time = std::chrono::steady_clock::time_point;
    boost::asio::awaitable<Failure> open();
    boost::asio::awaitable<Failure> connect_any(std::shared_ptr<boost::asio::ssl::context> context,
                                                std::vector<boost::asio::ip::tcp::endpoint> addresses);
    boost::asio::awaitable<Failure> shake_hands(std::shared_ptr<Link> link);
    boost::asio::awaitable<Failure> ask_proxy(std::shared_ptr<Link> link);
    boost::asio::awaitable<Failure> send(std::shared_ptr<Link> link, const Request& request);
    boost::asio::awaitable<Exchange> receive(std::shared_ptr<Link> link, const Request& request);
    // Not later than the end of the whole exchange.
    Time until(std::chrono::milliseconds limit) const;

    boost::asio::io_context& io_;
    RoutePtr route_;
    Cutter& cutter_;
    std::shared_ptr<Link> link_;
    std::vector<std::shared_ptr<Link>> attempts_;  // while it connects
    bool kept_ = false;                            // the link has carried an answer before
    bool ended_ = false;
    Time deadline_{};  // of the exchange
};

}  // namespace silhouette::transport
