// One HTTPS connection to the endpoint, kept alive between requests. The only door to the network; Beast stays behind
// it.
//
// TLS 1.2 or newer; the certificate must lead to the own CA file or the system's store and carry the endpoint's name or
// address. No TLS session is ever resumed, no redirect followed, no cookie kept. What the endpoint is told besides the
// request: Host, User-Agent `silhouette/<sdk version>`. One thread, one exchange at a time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "transport/answer.h"
#include "transport/cutter.h"
#include "transport/endpoint.h"
#include "transport/policy.h"

namespace boost::asio {
class io_context;
}

namespace silhouette::transport {

enum class Failure { none, cut, resolve, connect, proxy, ca_file, certificate, tls, write, answer, deadline };
// For messages: no name, path or content in it.
const char* to_text(Failure failure) noexcept;

struct Request {
    std::string method;  // GET, POST, DELETE
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;
    // Its last bytes are held back (policy::kHeldBackBytes). Must outlive the exchange.
    std::span<const std::byte> body;
    std::chrono::milliseconds answer_deadline = policy::kAnswerDeadline;
};

struct Exchange {
    Failure failure = Failure::none;
    Answer answer;  // when failure is none
    std::string etag;
};

class Connection {
  public:
    // `cutter` must outlive it.
    Connection(boost::asio::io_context& io, Endpoint endpoint, std::optional<Proxy> proxy, std::string ca_file,
               std::string sdk_version, Cutter& cutter);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Connects when needed. A kept connection that the peer closed meanwhile is replaced once. Throws nothing but
    // bad_alloc.
    boost::asio::awaitable<Exchange> exchange(const Request& request);
    // Abortive. The next exchange connects anew.
    void close() noexcept;
    // Abortive, and for good: an exchange that is under way ends with a failure, and nothing connects any more.
    void end() noexcept;

  private:
    struct Link;
    boost::asio::awaitable<Failure> open();
    boost::asio::awaitable<Failure> ask_proxy(std::shared_ptr<Link> link);
    boost::asio::awaitable<Failure> send(std::shared_ptr<Link> link, const Request& request);
    boost::asio::awaitable<Exchange> receive(std::shared_ptr<Link> link, const Request& request);

    boost::asio::io_context& io_;
    Endpoint endpoint_;
    std::optional<Proxy> proxy_;
    std::string ca_file_;
    std::string user_agent_;
    Cutter& cutter_;
    std::shared_ptr<Link> link_;
    bool kept_ = false;  // the link has carried an answer before
    bool ended_ = false;
};

}  // namespace silhouette::transport
