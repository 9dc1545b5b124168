// The only translation unit that includes Beast's HTTP.
#include "transport/connection.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

#include "transport/link.h"
#include "transport/tls.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);

bool is_header_text(const std::string& text) {
    for (const char character : text) {
        if ((static_cast<unsigned char>(character) < 0x20 && character != '\t') || character == 0x7f) {
            return false;
        }
    }
    return true;
}

// All of 1xx but "switching protocols", which is an answer that nobody asked for.
bool is_interim_answer(unsigned status) {
    return status >= 100 && status <= 199 && status != 101;
}

// Of an answer's head. 0: it is none. Only its first line is looked at: what a proxy says besides does not count, and a
// tunnel has no body whatever its headers say (RFC 9110, section 9.3.6).
unsigned status_of(const std::string& head) {
    const std::string line = head.substr(0, head.find("\r\n")) + "\r\n\r\n";
    http::response_parser<http::empty_body> parser;
    boost::system::error_code error;
    parser.put(asio::buffer(line), error);
    return error ? 0 : parser.get().result_int();
}

}  // namespace

Connection::Connection(asio::io_context& io, RoutePtr route, Cutter& cutter)
    : io_(io), route_(std::move(route)), cutter_(cutter) {}

Connection::~Connection() {
    close();
}

bool Connection::is_open() const noexcept {
    return link_ && link_->socket().is_open() && kept_;
}

void Connection::close() noexcept {
    for (const auto& attempt : attempts_) {
        attempt->close(true);
    }
    attempts_.clear();
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

Connection::Time Connection::until(std::chrono::milliseconds limit) const {
    return std::min(std::chrono::steady_clock::now() + limit, deadline_);
}

asio::awaitable<Failure> Connection::ask_proxy(std::shared_ptr<Link> link) {
    http::request<http::empty_body> request(http::verb::connect, "", 11);
    const Endpoint& endpoint = route_->endpoint;
    const std::string name = endpoint.host.find(':') == std::string::npos ? endpoint.host : "[" + endpoint.host + "]";
    request.target(name + ":" + std::to_string(endpoint.port));
    request.set(http::field::host, request.target());
    request.set(http::field::user_agent, route_->user_agent);
    if (!route_->way.proxy->authorization.empty()) {
        request.set(http::field::proxy_authorization, route_->way.proxy->authorization);
    }
    link->watch(until(route_->policy.handshake));
    auto [sent, sent_bytes] = co_await http::async_write(link->socket(), request, awaitable);
    if (sent) {
        co_return link->failed(Failure::proxy);
    }
    std::string received;
    for (std::size_t interim = 0;;) {
        auto [error, size] = co_await asio::async_read_until(
            link->socket(), asio::dynamic_buffer(received, route_->policy.answer_head_bytes), "\r\n\r\n", awaitable);
        const unsigned status = error ? 0 : status_of(received);
        if (status == 407) {
            co_return Failure::proxy_password;
        }
        interim += size;
        if (is_interim_answer(status) && interim <= route_->policy.answer_head_bytes) {
            received.erase(0, size);
            continue;
        }
        // The endpoint says nothing before it was greeted: what is behind the head is no part of its tunnel.
        if (status < 200 || status > 299 || size != received.size()) {
            co_return link->failed(Failure::proxy);
        }
        co_return Failure::none;
    }
}

asio::awaitable<Failure> Connection::send(std::shared_ptr<Link> link, const Request& request) {
    http::request<http::empty_body> head;
    head.version(11);
    head.method_string(request.method);
    head.target(request.target);
    head.set(http::field::host, route_->endpoint.authority());
    head.set(http::field::user_agent, route_->user_agent);
    for (const auto& [name, value] : request.headers) {
        if (!is_header_text(value)) {
            co_return Failure::write;
        }
        head.set(name, value);
    }
    if (!request.body.empty()) {
        head.content_length(request.body.size());
    }
    link->watch(until(route_->policy.write));
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
    // Lines between chunks count as neither head nor body: unbounded, an endless one would fill the memory.
    link->buffer.max_size(std::size_t{route_->policy.answer_head_bytes} + route_->policy.answer_body_bytes);
    link->watch(until(request.poll + std::chrono::milliseconds(route_->policy.answer)));
    std::optional<http::response_parser<http::string_body>> parser;
    bool ended = false;
    for (std::size_t interim = 0;;) {
        parser.emplace();
        parser->header_limit(route_->policy.answer_head_bytes);
        parser->body_limit(std::uint64_t{route_->policy.answer_body_bytes});
        auto [error, bytes] = co_await http::async_read(link->stream, link->buffer, *parser, awaitable);
        // Without a length the body ends with the connection, which TLS peers often close without a word.
        ended = error == asio::ssl::error::stream_truncated && parser->is_header_done() && parser->need_eof();
        // "Continue" and "early hints" come before the answer, unasked; together they are no longer than a head.
        const bool is_interim = !error && is_interim_answer(parser->get().result_int());
        interim += bytes;
        if (is_interim && interim <= route_->policy.answer_head_bytes) {
            continue;
        }
        if (is_interim || (error && !ended)) {
            exchange.failure =
                link->failed(tls_failure(error, link->stream.native_handle(), link->refused, Failure::answer));
            co_return exchange;
        }
        break;
    }
    link->timer.cancel();
    const auto& message = parser->get();
    exchange.answer.status = message.result_int();
    exchange.answer.content_type = message[http::field::content_type];
    exchange.answer.retry_after = message[http::field::retry_after];
    exchange.etag = message[http::field::etag];
    const auto* const body = reinterpret_cast<const std::byte*>(message.body().data());
    exchange.answer.body.assign(body, body + message.body().size());
    // What follows an answer unasked would be taken for the next one.
    if (ended || parser->need_eof() || !message.keep_alive() || link->buffer.size() > 0) {
        link->close(false);
        if (link_ == link) {
            link_.reset();
        }
    }
    co_return exchange;
}

asio::awaitable<Exchange> Connection::exchange(const Request& request) {
    Exchange result;
    deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(route_->policy.total) + request.poll;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const bool kept = is_open();
        if (!kept) {
            if (request.only_kept) {
                result.failure = Failure::write;
                result.went_stale = true;
                co_return result;
            }
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
            if (sent == Failure::write && result.failure == Failure::answer) {
                result.failure = Failure::write;
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
        if (!went_stale || request.only_kept) {
            result.went_stale = went_stale;
            co_return result;
        }
    }
    co_return result;
}

}  // namespace silhouette::transport
