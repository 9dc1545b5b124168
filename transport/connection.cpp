// The only translation unit that includes Beast.
#include "transport/connection.h"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "transport/resolver.h"
#include "transport/source_port.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);

std::shared_ptr<asio::ssl::context> make_context(const std::string& ca_file, error_code& error) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    // Nothing that could tie one connection to the next.
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    static constexpr unsigned char kProtocols[] = "\x08http/1.1";
    SSL_CTX_set_alpn_protos(native, kProtocols, sizeof(kProtocols) - 1);
    context->set_verify_mode(asio::ssl::verify_peer, error);
    error_code no_system_store;
    context->set_default_verify_paths(no_system_store);
    if (!ca_file.empty()) {
        context->load_verify_file(ca_file, error);
    }
    return context;
}

bool is_header_text(const std::string& text) {
    for (const char character : text) {
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) {
            return false;
        }
    }
    return true;
}

}  // namespace

// A socket with its TLS state and its watchdog; shared with handlers that may outlive the connection.
struct Connection::Link : std::enable_shared_from_this<Link> {
    Link(asio::io_context& io, std::shared_ptr<asio::ssl::context> tls, Cutter& cut)
        : context(std::move(tls)), stream(io, *context), timer(io), pause(io), cutter(cut) {}

    ~Link() { close(true); }  // never without cutter.forget()

    tcp::socket& socket() { return stream.next_layer(); }

    // With `abortive` the kernel throws away what it has not sent when the socket is closed, also by the end of the
    // process.
    void set_linger(bool abortive) noexcept {
        const linger now{abortive ? 1 : 0, 0};
        ::setsockopt(socket().native_handle(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    }

    // Whatever waits on the socket fails once `after` has passed.
    void watch(std::chrono::milliseconds after) {
        timed_out = false;
        timer.expires_after(after);
        timer.async_wait([self = shared_from_this()](error_code aborted) {
            if (!aborted) {
                self->timed_out = true;
                self->close(true);
            }
        });
    }

    void close(bool abortive) noexcept {
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

    Failure failed(Failure failure) const {
        return cutter.is_cut() ? Failure::cut : timed_out ? Failure::deadline : failure;
    }

    std::shared_ptr<asio::ssl::context> context;
    asio::ssl::stream<tcp::socket> stream;
    asio::steady_timer timer, pause;
    Cutter& cutter;
    boost::beast::flat_buffer buffer;
    bool timed_out = false;
};

const char* to_text(Failure failure) noexcept {
    switch (failure) {
        case Failure::none:
            return "no failure";
        case Failure::cut:
            return "torn down on request";
        case Failure::resolve:
            return "the host name could not be resolved";
        case Failure::connect:
            return "no connection";
        case Failure::proxy:
            return "the proxy refused";
        case Failure::ca_file:
            return "the CA file could not be read";
        case Failure::certificate:
            return "the certificate is not trusted";
        case Failure::tls:
            return "the TLS handshake failed";
        case Failure::write:
            return "the connection broke while sending";
        case Failure::answer:
            return "no readable answer";
        case Failure::deadline:
            return "the endpoint took too long";
    }
    return "unknown";
}

Connection::Connection(asio::io_context& io, Endpoint endpoint, std::optional<Proxy> proxy, std::string ca_file,
                       std::string sdk_version, Cutter& cutter)
    : io_(io),
      endpoint_(std::move(endpoint)),
      proxy_(std::move(proxy)),
      ca_file_(std::move(ca_file)),
      user_agent_("silhouette/" + std::move(sdk_version)),
      cutter_(cutter) {}

Connection::~Connection() {
    close();
}

void Connection::close() noexcept {
    if (link_) {
        link_->close(true);
        link_.reset();
    }
    kept_ = false;
}

void Connection::end() noexcept {
    ended_ = true;
    close();
}

asio::awaitable<Failure> Connection::open() {
    error_code error;
    const auto context = make_context(ca_file_, error);
    if (error) {
        co_return Failure::ca_file;
    }
    if (cutter_.is_cut() || ended_) {
        co_return Failure::cut;
    }
    const std::string host = proxy_ ? proxy_->host : endpoint_.host;
    const std::uint16_t port = proxy_ ? proxy_->port : endpoint_.port;
    const auto addresses = co_await resolve(host, port, policy::kResolveDeadline);
    Failure failure = Failure::resolve;
    for (const auto& address : addresses) {
        if (ended_) {
            co_return Failure::cut;
        }
        auto link = std::make_shared<Link>(io_, context, cutter_);
        link_ = link;
        link->socket().open(address.protocol(), error);
        if (!error) {
            link->socket().native_non_blocking(true, error);
        }
        if (error) {
            failure = Failure::connect;
            continue;
        }
        // Else the kernel would go on sending for a process that was killed, past any "no" of those that live.
        link->set_linger(true);
        leave_from_a_port_of_chance(link->socket().native_handle(), address.protocol().family());
        link->watch(policy::kConnectDeadline);
        const std::error_code begun =
            cutter_.connect(link->socket().native_handle(), address.data(), static_cast<socklen_t>(address.size()));
        if (begun == std::errc::operation_in_progress) {
            auto [waited] = co_await link->socket().async_wait(tcp::socket::wait_write, awaitable);
            error = waited;
        }
        int connected = 0;
        socklen_t size = sizeof(connected);
        if ((begun && begun != std::errc::operation_in_progress) || error || !link->socket().is_open() ||
            ::getsockopt(link->socket().native_handle(), SOL_SOCKET, SO_ERROR, &connected, &size) != 0 ||
            connected != 0) {
            failure = link->failed(Failure::connect);
            link->close(true);
            continue;
        }
        link->socket().set_option(tcp::no_delay(true), error);
        if (proxy_) {
            failure = co_await ask_proxy(link);
            if (failure != Failure::none) {
                link->close(true);
                co_return failure;
            }
        }
        if (!endpoint_.is_address &&
            SSL_set_tlsext_host_name(link->stream.native_handle(), endpoint_.host.c_str()) != 1) {
            co_return Failure::tls;
        }
        link->stream.set_verify_callback(asio::ssl::host_name_verification(endpoint_.host), error);
        link->watch(policy::kHandshakeDeadline);
        auto [shaken] = co_await link->stream.async_handshake(asio::ssl::stream_base::client, awaitable);
        if (shaken) {
            const bool untrusted = SSL_get_verify_result(link->stream.native_handle()) != X509_V_OK;
            failure = link->failed(untrusted ? Failure::certificate : Failure::tls);
            link->close(true);
            co_return failure;
        }
        kept_ = false;
        co_return Failure::none;
    }
    link_.reset();
    co_return cutter_.is_cut() ? Failure::cut : failure;
}

asio::awaitable<Failure> Connection::ask_proxy(std::shared_ptr<Link> link) {
    http::request<http::empty_body> request(http::verb::connect, "", 11);
    const std::string name =
        endpoint_.host.find(':') == std::string::npos ? endpoint_.host : "[" + endpoint_.host + "]";
    request.target(name + ":" + std::to_string(endpoint_.port));
    request.set(http::field::host, request.target());
    request.set(http::field::user_agent, user_agent_);
    if (!proxy_->authorization.empty()) {
        request.set(http::field::proxy_authorization, proxy_->authorization);
    }
    auto [sent, sent_bytes] = co_await http::async_write(link->socket(), request, awaitable);
    if (sent) {
        co_return link->failed(Failure::proxy);
    }
    http::response_parser<http::empty_body> parser;
    parser.skip(true);
    parser.header_limit(policy::kAnswerHeadMax);
    auto [received, received_bytes] = co_await http::async_read_header(link->socket(), link->buffer, parser, awaitable);
    if (received || parser.get().result() != http::status::ok || link->buffer.size() != 0) {
        co_return link->failed(Failure::proxy);
    }
    co_return Failure::none;
}

asio::awaitable<Failure> Connection::send(std::shared_ptr<Link> link, const Request& request) {
    http::request<http::empty_body> head;
    head.version(11);
    head.method_string(request.method);
    head.target(request.target);
    head.set(http::field::host, endpoint_.authority());
    head.set(http::field::user_agent, user_agent_);
    for (const auto& [name, value] : request.headers) {
        if (!is_header_text(value)) {
            co_return Failure::write;
        }
        head.set(name, value);
    }
    if (!request.body.empty()) {
        head.content_length(request.body.size());
    }
    link->watch(policy::kWriteDeadline);
    http::request_serializer<http::empty_body> serializer(head);
    auto [head_error, head_bytes] = co_await http::async_write_header(link->stream, serializer, awaitable);
    if (head_error) {
        co_return link->failed(Failure::write);
    }
    if (request.body.empty()) {
        co_return Failure::none;
    }
    const std::size_t held_back = std::min(policy::kHeldBackBytes, request.body.size());
    const auto first = request.body.first(request.body.size() - held_back);
    if (!first.empty()) {
        auto [body_error, body_bytes] =
            co_await asio::async_write(link->stream, asio::buffer(first.data(), first.size()), awaitable);
        if (body_error) {
            co_return link->failed(Failure::write);
        }
    }
    // Until the peer's kernel has acknowledged everything: what ours still holds could be sent after a cut.
    for (auto wait = policy::kDrainPollFirst;; wait = std::min(wait * 2, policy::kDrainPollMax)) {
        int queued = 0;
        if (!link->socket().is_open() || ::ioctl(link->socket().native_handle(), SIOCOUTQ, &queued) != 0) {
            co_return link->failed(Failure::write);
        }
        if (queued == 0) {
            break;
        }
        link->pause.expires_after(wait);
        auto [paused] = co_await link->pause.async_wait(awaitable);
        if (paused) {
            co_return link->failed(Failure::write);
        }
    }
    if (cutter_.is_cut()) {
        co_return Failure::cut;
    }
    const auto last = request.body.last(held_back);
    auto [last_error, last_bytes] =
        co_await asio::async_write(link->stream, asio::buffer(last.data(), last.size()), awaitable);
    co_return last_error ? link->failed(Failure::write) : Failure::none;
}

asio::awaitable<Exchange> Connection::receive(std::shared_ptr<Link> link, const Request& request) {
    Exchange exchange;
    http::response_parser<http::string_body> parser;
    parser.header_limit(policy::kAnswerHeadMax);
    parser.body_limit(policy::kAnswerBodyMax);
    link->watch(request.answer_deadline);
    auto [error, bytes] = co_await http::async_read(link->stream, link->buffer, parser, awaitable);
    // Without a length the body ends with the connection, which TLS peers often close without a word.
    const bool ended = error == asio::ssl::error::stream_truncated && parser.is_header_done() && parser.need_eof();
    if (error && !ended) {
        exchange.failure = link->failed(Failure::answer);
        co_return exchange;
    }
    link->timer.cancel();
    const auto& message = parser.get();
    exchange.answer.status = message.result_int();
    exchange.answer.content_type = message[http::field::content_type];
    exchange.answer.retry_after = message[http::field::retry_after];
    exchange.etag = message[http::field::etag];
    const auto* const body = reinterpret_cast<const std::byte*>(message.body().data());
    exchange.answer.body.assign(body, body + message.body().size());
    if (ended || parser.need_eof() || !message.keep_alive()) {
        link->close(false);
        if (link_ == link) {
            link_.reset();
        }
    }
    co_return exchange;
}

asio::awaitable<Exchange> Connection::exchange(const Request& request) {
    Exchange result;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const bool kept = link_ && link_->socket().is_open() && kept_;
        if (!kept) {
            close();
            result.failure = co_await open();
            if (result.failure != Failure::none) {
                close();
                co_return result;
            }
        }
        const auto link = link_;
        if (!link) {
            // Closed between the end of the handshake and here.
            result.failure = Failure::cut;
            co_return result;
        }
        const Failure sent = co_await send(link, request);
        if (sent == Failure::none || sent == Failure::write) {
            // A peer that refuses early answers before it has read everything, and its answer still counts.
            result = co_await receive(link, request);
            if (sent == Failure::write && result.failure != Failure::none) {
                result.failure = link->failed(Failure::write);
            }
        } else {
            result.failure = sent;
        }
        if (result.failure == Failure::none) {
            kept_ = link_ == link && link->socket().is_open();
            co_return result;
        }
        if (link_ == link) {
            close();
        }
        // What its owner closed did not go stale: it is not to come back.
        const bool went_stale =
            kept && !ended_ && (result.failure == Failure::write || result.failure == Failure::answer);
        if (!went_stale) {
            co_return result;
        }
    }
    co_return result;
}

}  // namespace silhouette::transport
