#include "ingest/http_server.h"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cerrno>
#include <csignal>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "ingest/limits.h"
#include "ingest/peer.h"
#include "ingest/problem.h"

// GCC 12 takes Asio's own pair of functions for coroutine frames for a mismatch.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace silhouette::ingest {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Stream = beast::ssl_stream<beast::tcp_stream>;
using Parser = http::request_parser<http::string_body>;

// Errors as values: a connection that breaks is no exception.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

constexpr int kThreads = 2;

// What the drain has to know of a connection. Its members belong to the connection's strand.
struct Connection {
    Connection(tcp::socket socket, asio::ssl::context& tls, std::string whose)
        : stream(beast::tcp_stream(std::move(socket)), tls), peer(std::move(whose)) {}
    Stream stream;
    std::string peer;  // as in Request
    bool between_requests = true;
};

class Server {
  public:
    Server(const ServerOptions& options, Api& api, Metrics& metrics)
        : options_(options), api_(api), metrics_(metrics), tls_(asio::ssl::context::tls_server), acceptor_(io_) {}

    std::uint16_t listen();
    void run(const std::function<void()>& on_drain);

  private:
    void prepare_tls();
    asio::awaitable<void> accept();
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    // True: the connection may carry another request.
    asio::awaitable<bool> serve_one(Connection& connection, beast::flat_buffer& buffer);
    asio::awaitable<Response> ask(Connection& connection, const Admission& admission, Request request);
    asio::awaitable<bool> respond(Stream& stream, Response response, unsigned version, bool keep_alive);
    asio::awaitable<void> linger(Stream& stream);
    void drain(const std::function<void()>& on_drain);

    const ServerOptions& options_;
    Api& api_;
    Metrics& metrics_;
    asio::io_context io_{kThreads};
    asio::ssl::context tls_;
    tcp::acceptor acceptor_;
    std::atomic<bool> draining_{false};
    std::atomic<int> open_{0};
    std::mutex mutex_;
    std::list<std::weak_ptr<Connection>> connections_;
};

void Server::prepare_tls() {
    SSL_CTX* context = tls_.native_handle();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // No session is ever resumed: a ticket would link two epochs of one user.
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    beast::error_code error;
    tls_.use_certificate_chain_file(options_.certificate.string(), error);
    if (error) {
        throw ServerError("cannot use the certificate '" + options_.certificate.string() + "': " + error.message());
    }
    tls_.use_private_key_file(options_.key.string(), asio::ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(context) != 1) {
        throw ServerError("cannot use the key '" + options_.key.string() +
                          "': " + (error ? error.message() : "it does not belong to the certificate"));
    }
}

std::uint16_t Server::listen() {
    prepare_tls();
    const std::string where = options_.host + ":" + std::to_string(options_.port);
    beast::error_code error;
    tcp::resolver resolver(io_);
    const auto found = resolver.resolve(options_.host, std::to_string(options_.port), tcp::resolver::passive, error);
    if (error || found.empty()) {
        throw ServerError("cannot listen on " + where + ": " + error.message());
    }
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor_.open(endpoint.protocol(), error);
    if (!error) {
        acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        acceptor_.bind(endpoint, error);
    }
    if (!error) {
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        throw ServerError("cannot listen on " + where + ": " + error.message());
    }
    return acceptor_.local_endpoint().port();
}

void Server::run(const std::function<void()>& on_drain) {
    asio::signal_set signals(io_, SIGTERM, SIGINT);
    signals.async_wait([&](const beast::error_code& error, int) {
        if (!error) {
            drain(on_drain);
        }
    });
    asio::co_spawn(io_, accept(), asio::detached);
    std::vector<std::thread> threads;
    for (int i = 1; i < kThreads; ++i) {
        threads.emplace_back([this] { io_.run(); });
    }
    io_.run();
    for (auto& thread : threads) {
        thread.join();
    }
}

void Server::drain(const std::function<void()>& on_drain) {
    draining_ = true;
    beast::error_code ignored;
    acceptor_.close(ignored);
    {
        const std::lock_guard lock(mutex_);
        for (const auto& weak : connections_) {
            if (const auto connection = weak.lock()) {
                asio::post(connection->stream.get_executor(), [connection] {
                    if (connection->between_requests) {
                        beast::get_lowest_layer(connection->stream).close();
                    }
                });
            }
        }
    }
    on_drain();
    // Past the limit whoever is left is cut off: nobody of them has been answered, so nothing is lost.
    auto limit = std::make_shared<asio::steady_timer>(io_, limits::kDrain);
    limit->async_wait([this](const beast::error_code& error) {
        if (!error) {
            io_.stop();
        }
    });
    auto look = std::make_shared<asio::steady_timer>(io_);
    asio::co_spawn(
        io_,
        [this, limit, look]() -> asio::awaitable<void> {
            while (open_ > 0) {
                look->expires_after(std::chrono::milliseconds(5));
                co_await look->async_wait(kAwait);
            }
            limit->cancel();
        },
        asio::detached);
}

asio::awaitable<void> Server::accept() {
    asio::steady_timer pause(io_);
    while (!draining_) {
        if (open_ >= limits::kConnections) {
            pause.expires_after(std::chrono::milliseconds(20));
            co_await pause.async_wait(kAwait);
            continue;
        }
        auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(io_), kAwait);
        if (error) {
            // Out of descriptors, or a peer that went before it was accepted.
            pause.expires_after(std::chrono::milliseconds(20));
            co_await pause.async_wait(kAwait);
            continue;
        }
        const auto executor = socket.get_executor();
        const auto address = socket.remote_endpoint(error).address();
        auto connection = std::make_shared<Connection>(std::move(socket), tls_, peer_of(address));
        {
            const std::lock_guard lock(mutex_);
            std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
            connections_.push_back(connection);
        }
        ++open_;
        metrics_.connection_opened();
        asio::co_spawn(executor, serve(connection), [this](const std::exception_ptr&) {
            --open_;
            metrics_.connection_closed();
        });
    }
}

asio::awaitable<void> Server::serve(std::shared_ptr<Connection> connection) {
    Stream& stream = connection->stream;
    auto& lowest = beast::get_lowest_layer(stream);
    beast::error_code ignored;
    lowest.socket().set_option(tcp::no_delay(true), ignored);
    lowest.expires_after(limits::kHandshake);
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
    if (error) {
        co_return;
    }
    beast::flat_buffer buffer(limits::kHeaderBytes + limits::kBodyBytes);
    while (!draining_ && co_await serve_one(*connection, buffer)) {
    }
    lowest.expires_after(limits::kLinger);
    co_await stream.async_shutdown(kAwait);
}

Request head_of(const Parser& parser) {
    const auto& message = parser.get();
    Request request;
    request.method = std::string(message.method_string());
    const std::string target(message.target());
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    request.query = question == std::string::npos ? std::string() : target.substr(question + 1);
    for (const auto& field : message) {
        request.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    request.abandoned = std::make_shared<std::atomic<bool>>(false);
    return request;
}

Response refusal_of(const beast::error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return problem_response(Problem::header_too_large);
    }
    if (error == http::error::body_limit) {
        return problem_response(Problem::too_large);
    }
    return problem_response(Problem::malformed_request);
}

bool is_broken_connection(const beast::error_code& error) {
    return error == http::error::end_of_stream || error == http::error::partial_message ||
           error == beast::error::timeout ||
           error.category() != http::make_error_code(http::error::end_of_stream).category();
}

asio::awaitable<bool> Server::serve_one(Connection& connection, beast::flat_buffer& buffer) {
    Stream& stream = connection.stream;
    auto& lowest = beast::get_lowest_layer(stream);
    // First byte: a connection may rest between requests. Then the header has to come at once.
    if (buffer.size() == 0) {
        connection.between_requests = true;
        lowest.expires_after(limits::kIdle);
        const auto [error, size] = co_await stream.async_read_some(buffer.prepare(limits::kHeaderBytes), kAwait);
        if (error) {
            co_return false;
        }
        buffer.commit(size);
        connection.between_requests = false;
    }
    Parser parser;
    parser.header_limit(limits::kHeaderBytes);
    parser.body_limit(limits::kBodyBytes);
    lowest.expires_after(limits::kHeaderTime);
    const auto [header_error, header_size] = co_await http::async_read_header(stream, buffer, parser, kAwait);
    if (header_error) {
        if (!is_broken_connection(header_error)) {
            co_await respond(stream, refusal_of(header_error), 11, false);
            co_await linger(stream);
        }
        co_return false;
    }
    Request request = head_of(parser);
    request.peer = connection.peer;
    const unsigned version = parser.get().version();
    const bool keep_alive = parser.keep_alive() && !draining_;
    const bool expects = beast::iequals(request.field("Expect"), "100-continue");

    Response refusal;
    const auto admission = api_.admit(request, refusal);
    if (!admission && (expects || parser.chunked())) {
        // The client has not sent the body, or may send without end: the connection cannot be used again.
        co_await respond(stream, std::move(refusal), version, false);
        co_await linger(stream);
        co_return false;
    }
    if (expects) {
        http::response<http::empty_body> go_on(http::status::continue_, version);
        lowest.expires_after(limits::kAnswerTime);
        const auto [error, size] = co_await http::async_write(stream, go_on, kAwait);
        if (error) {
            co_return false;
        }
    }
    lowest.expires_after(limits::kBodyTime);
    const auto [body_error, body_size] = co_await http::async_read(stream, buffer, parser, kAwait);
    if (body_error) {
        if (!is_broken_connection(body_error)) {
            co_await respond(stream, refusal_of(body_error), version, false);
            co_await linger(stream);
        }
        co_return false;
    }
    if (!admission) {
        co_return co_await respond(stream, std::move(refusal), version, keep_alive);
    }
    request.body = std::move(parser.get().body());
    Response response = co_await ask(connection, *admission, std::move(request));
    co_return co_await respond(stream, std::move(response), version, keep_alive && !draining_);
}

bool has_bytes_or_ended(tcp::socket& socket) {
    char byte = 0;
    const auto size = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return size >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

// Asks the API and waits, and notices when the client goes in the meantime: a long poll may take minutes.
asio::awaitable<Response> Server::ask(Connection& connection, const Admission& admission, Request request) {
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    const bool may_wait =
        admission.route == Admission::Route::settings || admission.route == Admission::Route::tenant_settings;
    const auto abandoned = request.abandoned;
    struct Waiting {
        explicit Waiting(const asio::any_io_executor& executor)
            : timer(executor, asio::steady_timer::time_point::max()) {}
        asio::steady_timer timer;  // cancelled by the answer
        std::optional<Response> response;
    };
    const auto waiting = std::make_shared<Waiting>(executor);
    auto& lowest = beast::get_lowest_layer(connection.stream);
    lowest.expires_never();
    api_.handle(admission, request, [waiting, executor](Response response) {
        asio::post(executor, [waiting, response = std::move(response)]() mutable {
            waiting->response = std::move(response);
            waiting->timer.cancel();
        });
    });
    const bool pipelined = SSL_pending(connection.stream.native_handle()) > 0;
    if (!may_wait || pipelined) {
        while (!waiting->response) {
            co_await waiting->timer.async_wait(kAwait);
        }
        co_return std::move(*waiting->response);
    }
    // Something to read while we wait is the end of the connection, or the next request: both end the poll.
    bool readable = false;
    while (!waiting->response && !readable) {
        co_await (waiting->timer.async_wait(kAwait) || lowest.socket().async_wait(tcp::socket::wait_read, kAwait));
        // Readiness may be told late, of bytes that have been read since.
        readable = has_bytes_or_ended(lowest.socket());
    }
    if (!waiting->response) {
        *abandoned = true;
        co_return Response{304, {}, {}, {}};
    }
    co_return std::move(*waiting->response);
}

asio::awaitable<bool> Server::respond(Stream& stream, Response response, unsigned version, bool keep_alive) {
    http::response<http::string_body> message(http::int_to_status(response.status), version);
    for (const auto& [name, value] : response.fields) {
        message.set(name, value);
    }
    if (!response.content_type.empty()) {
        message.set(http::field::content_type, response.content_type);
    }
    message.set("X-Content-Type-Options", "nosniff");
    message.set("Referrer-Policy", "no-referrer");
    message.body() = std::move(response.body);
    message.keep_alive(keep_alive);
    // 204 and 304 have no body and say no length.
    if (response.status != 204 && response.status != 304) {
        message.prepare_payload();
    }
    beast::get_lowest_layer(stream).expires_after(limits::kAnswerTime);
    const auto [error, size] = co_await http::async_write(stream, message, kAwait);
    co_return !error && keep_alive;
}

// Closing with unread bytes resets the connection, and the client would lose the answer that it was just sent.
asio::awaitable<void> Server::linger(Stream& stream) {
    beast::get_lowest_layer(stream).expires_after(limits::kLinger);
    std::vector<char> scrap(std::size_t{64} << 10);
    std::size_t total = 0;
    while (total < limits::kLingerBytes) {
        const auto [error, size] = co_await stream.async_read_some(asio::buffer(scrap), kAwait);
        if (error) {
            co_return;
        }
        total += size;
    }
}

}  // namespace

void serve_http(const ServerOptions& options, Api& api, Metrics& metrics,
                const std::function<void(std::uint16_t port)>& on_ready, const std::function<void()>& on_drain) {
    Server server(options, api, metrics);
    const std::uint16_t port = server.listen();
    on_ready(port);
    server.run(on_drain);
}

}  // namespace silhouette::ingest
