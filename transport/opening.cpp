// How a connection comes about: addresses, whichever answers first (RFC 8305), a proxy where there is one, the
// handshake.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "transport/connection.h"
#include "transport/link.h"
#include "transport/resolver.h"
#include "transport/tls.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);

// The families in turn, in the system's order otherwise: one that is broken costs one address's wait.
std::deque<tcp::endpoint> in_turn(const std::vector<tcp::endpoint>& addresses) {
    std::deque<tcp::endpoint> first, other, all;
    for (const auto& address : addresses) {
        (address.protocol() == addresses.front().protocol() ? first : other).push_back(address);
    }
    while (all.size() < policy::kAddressesMax && !(first.empty() && other.empty())) {
        for (auto* const family : {&first, &other}) {
            if (!family->empty()) {
                all.push_back(family->front());
                family->pop_front();
            }
        }
    }
    return all;
}

}  // namespace

asio::awaitable<Failure> Connection::open() {
    if (route_->way.unusable) {
        co_return Failure::proxy_setting;
    }
    Failure failure = Failure::none;
    const auto context = make_tls_context(route_->trust, failure);
    if (!context) {
        co_return failure;
    }
    if (cutter_.is_cut() || ended_) {
        co_return Failure::cut;
    }
    const auto& proxy = route_->way.proxy;
    auto addresses = co_await resolve(proxy ? proxy->host : route_->endpoint.host,
                                      proxy ? proxy->port : route_->endpoint.port, route_->policy.resolve);
    if (ended_) {
        co_return Failure::cut;
    }
    failure = addresses.empty() ? Failure::resolve : co_await connect_any(context, std::move(addresses));
    if (failure != Failure::none) {
        co_return cutter_.is_cut() ? Failure::cut : failure;
    }
    const auto link = link_;
    if (!link) {
        co_return Failure::cut;  // closed meanwhile
    }
    if (proxy) {
        failure = co_await ask_proxy(link);
    }
    if (failure == Failure::none) {
        failure = co_await shake_hands(link);
    }
    if (failure != Failure::none) {
        link->close(true);
    }
    kept_ = false;
    co_return failure;
}

asio::awaitable<Failure> Connection::connect_any(std::shared_ptr<asio::ssl::context> context,
                                                 std::vector<tcp::endpoint> addresses) {
    auto left = in_turn(addresses);
    const Time end = until(route_->policy.connect);
    // Wakes when an attempt has an answer, or when it is time for the next address.
    const auto turn = std::make_shared<asio::steady_timer>(io_);
    Time next{};
    bool closed = false;
    while (!closed) {
        const Time now = std::chrono::steady_clock::now();
        if (!left.empty() && (now >= next || attempts_.empty())) {
            auto link = std::make_shared<Link>(io_, context, cutter_);
            const std::error_code begun = link->begin(left.front(), route_->policy);
            left.pop_front();
            if (!begun || begun == std::errc::operation_in_progress) {
                attempts_.push_back(link);
                link->socket().async_wait(tcp::socket::wait_write, [turn, link](error_code) {
                    link->answered = true;
                    turn->cancel();
                });
                next = now + std::chrono::milliseconds(route_->policy.next_address);
            }
            continue;
        }
        if (attempts_.empty() || now >= end) {
            break;
        }
        turn->expires_at(left.empty() ? end : std::min(next, end));
        const std::size_t before = attempts_.size();
        if (std::none_of(attempts_.begin(), attempts_.end(), [](const auto& one) { return one->answered; })) {
            [[maybe_unused]] auto [woken] = co_await turn->async_wait(awaitable);
        }
        closed = attempts_.size() != before;  // by close()
        for (auto one = attempts_.begin(); one != attempts_.end();) {
            if ((*one)->answered && (*one)->connected()) {
                link_ = *one;
                attempts_.erase(one);
                for (const auto& other : attempts_) {
                    other->close(true);
                }
                attempts_.clear();
                co_return Failure::none;
            }
            if ((*one)->answered) {
                (*one)->close(true);
                next = {};  // that address is no good: not a moment is lost
                one = attempts_.erase(one);
            } else {
                ++one;
            }
        }
    }
    const bool late = std::chrono::steady_clock::now() >= end;
    for (const auto& one : attempts_) {
        one->close(true);
    }
    attempts_.clear();
    co_return closed ? Failure::cut : late ? Failure::deadline : Failure::connect;
}

asio::awaitable<Failure> Connection::shake_hands(std::shared_ptr<Link> link) {
    const Endpoint& endpoint = route_->endpoint;
    if (!endpoint.is_address && SSL_set_tlsext_host_name(link->stream.native_handle(), endpoint.host.c_str()) != 1) {
        co_return Failure::tls;
    }
    error_code error;
    link->stream.set_verify_callback(
        // The stream is the link's own: it does not outlive what is referred to.
        [route = route_, link = link.get()](bool leads_to_authority, asio::ssl::verify_context& verified) {
            return accept_certificate(leads_to_authority, verified, *route, link->refused);
        },
        error);
    if (error) {
        co_return Failure::tls;
    }
    link->watch(until(route_->policy.handshake));
    auto [shaken] = co_await link->stream.async_handshake(asio::ssl::stream_base::client, awaitable);
    if (shaken) {
        co_return link->failed(tls_failure(shaken, link->stream.native_handle(), link->refused, Failure::tls));
    }
    co_return Failure::none;
}

}  // namespace silhouette::transport
