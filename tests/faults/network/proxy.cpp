#include "tests/faults/network/proxy.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>

namespace silhouette::faults {
namespace {

constexpr std::size_t kPiece = 16'384;
constexpr std::size_t kSlowPiece = 500;
constexpr int kTick = 3;  // ms: how often held and slow connections are looked at

// Of the kernel's stamps.
std::int64_t wall_clock() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

template <typename Value>
void set_option(int socket, int level, int option, const Value& value) {
    ::setsockopt(socket, level, option, &value, sizeof value);
}

// Reads at most `room` bytes behind `into`; the time of the last packet that was read, 0 where the kernel forgot it (it
// does when it packs a full buffer together). 0 or less as recv() says.
ssize_t receive(int socket, std::string& into, std::size_t room, std::int64_t& at) {
    std::array<char, kPiece> bytes;
    alignas(cmsghdr) std::array<char, 128> control;
    iovec piece{bytes.data(), std::min(room, bytes.size())};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = ::recvmsg(socket, &message, MSG_DONTWAIT);
    at = 0;
    if (got <= 0) {
        return got;
    }
    for (cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
        if (one->cmsg_level == SOL_SOCKET && one->cmsg_type == SCM_TIMESTAMPNS) {
            timespec stamp{};
            std::memcpy(&stamp, CMSG_DATA(one), sizeof stamp);
            at = std::int64_t{stamp.tv_sec} * 1'000'000'000 + stamp.tv_nsec;
        }
    }
    into.append(bytes.data(), static_cast<std::size_t>(got));
    return got;
}

std::uint64_t total_at(const std::vector<Arrival>& arrivals, std::int64_t at) {
    const auto after = std::upper_bound(arrivals.begin(), arrivals.end(), at,
                                        [](std::int64_t time, const Arrival& one) { return time < one.at; });
    return after == arrivals.begin() ? 0 : std::prev(after)->total;
}

}  // namespace

bool upload_runs(const ConnectionRecord& record, std::int64_t at) {
    if (record.accepted > at || (record.ended != 0 && record.ended < at) ||
        total_at(record.from_host, at) <= kVerdictBytesMax) {
        return false;
    }
    // What still comes from the endpoint while it is held is no answer (TLS 1.3 sends tickets behind the handshake).
    if (record.held != 0 && record.held <= at && (record.let_go == 0 || at < record.let_go)) {
        return true;
    }
    const auto after = std::upper_bound(record.from_host.begin(), record.from_host.end(), at,
                                        [](std::int64_t time, const Arrival& one) { return time < one.at; });
    const std::int64_t last_sent = std::prev(after)->at;
    return total_at(record.from_endpoint, at) == total_at(record.from_endpoint, last_sent);
}

struct Proxy::Connection {
    int host_socket = -1, endpoint_socket = -1;
    Plan plan;
    std::int64_t hold_until = 0;
    std::uint64_t read_total = 0, forwarded = 0, answered = 0, passed_back = 0;
    bool half_closed = false;
    std::string to_endpoint, to_host;
    bool host_gone = false, endpoint_gone = false;
    ConnectionRecord* record = nullptr;

    bool holds() const { return hold_until != 0; }
    void hold() {
        record->held = wall_clock();
        hold_until = record->held + plan.lasts;
    }
};

Proxy::Proxy(std::uint64_t seed, int receive_buffer)
    : receive_buffer_(receive_buffer), poll_(::epoll_create1(EPOLL_CLOEXEC)), random_(seed) {
    if (poll_ < 0) {
        throw std::runtime_error("epoll");
    }
    thread_ = std::thread([this] { run(); });
}

Proxy::~Proxy() {
    ending_ = true;
    thread_.join();
    for (const auto& one : connections_) {
        ::close(one->host_socket);
        ::close(one->endpoint_socket);
    }
    for (const Listener& one : listeners_) {
        ::close(one.descriptor);
    }
    ::close(poll_);
}

std::uint16_t Proxy::add_host() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    // Before it listens: connections inherit both.
    set_option(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    set_option(descriptor, SOL_SOCKET, SO_RCVBUF, receive_buffer_);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (::bind(descriptor, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(descriptor, 64) != 0 ||
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw std::runtime_error("no port for a host");
    }
    const std::lock_guard lock(mutex_);
    listeners_.push_back({descriptor, wall_clock(), {}, {}, 0});
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = listeners_.size() - 1;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor, &event);
    return ntohs(address.sin_port);
}

void Proxy::set_faults(int host, const Faults& faults) {
    const std::lock_guard lock(mutex_);
    listeners_[static_cast<std::size_t>(host)].faults = faults;
}

void Proxy::drop_all() {
    const std::lock_guard lock(mutex_);
    for (const auto& one : connections_) {
        drop(*one, true);  // the loop erases it: it may have an event of it at hand
    }
}

std::size_t Proxy::connections_of(int host) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(records_.begin(), records_.end(), [host](const auto& one) { return one.host == host; }));
}

bool Proxy::upload_runs_now(int host) const {
    const std::lock_guard lock(mutex_);
    const std::int64_t now = wall_clock();
    return std::any_of(connections_.begin(), connections_.end(),
                       [&](const auto& one) { return one->record->host == host && upload_runs(*one->record, now); });
}

std::vector<ConnectionRecord> Proxy::records() const {
    const std::lock_guard lock(mutex_);
    return {records_.begin(), records_.end()};
}

void Proxy::set_script(int host, Script script) {
    const std::lock_guard lock(mutex_);
    listeners_[static_cast<std::size_t>(host)].script = std::move(script);
}

void Proxy::run() {
    std::array<epoll_event, 64> events;
    while (!ending_) {
        const int count = ::epoll_wait(poll_, events.data(), events.size(), kTick);
        const std::lock_guard lock(mutex_);
        for (int i = 0; i < count; ++i) {
            if (events[i].data.u64 < listeners_.size()) {
                accept_all(static_cast<int>(events[i].data.u64));
                continue;
            }
            // The lowest bit of the address says which end it is.
            auto& one = *reinterpret_cast<Connection*>(events[i].data.u64 & ~std::uint64_t{1});
            if ((events[i].data.u64 & 1u) != 0) {
                read_endpoint(one);
            } else {
                one.host_gone = one.host_gone || (events[i].events & (EPOLLHUP | EPOLLERR)) != 0;
                read_host(one);
            }
        }
        const std::int64_t now = wall_clock();
        for (auto next = connections_.begin(); next != connections_.end();) {
            Connection& one = **next;
            if (one.holds() && (now > one.hold_until || one.host_gone)) {
                one.plan.fault = Fault::none;
                one.hold_until = 0;
                one.record->let_go = now;
            }
            if (one.plan.fault != Fault::hold_unread && one.plan.fault != Fault::hold_read) {
                read_host(one);
            }
            forward(one);
            const bool done = (one.host_gone && one.to_endpoint.empty()) || (one.endpoint_gone && one.to_host.empty());
            if (done) {
                drop(one, false);
            }
            next = one.host_socket < 0 ? connections_.erase(next) : std::next(next);
        }
    }
}

void Proxy::accept_all(int host) {
    Listener& listener = listeners_[static_cast<std::size_t>(host)];
    for (;;) {
        const int socket = ::accept4(listener.descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        const std::int64_t now = wall_clock();
        if (socket < 0) {
            listener.empty_at = now;
            return;
        }
        auto one = std::make_unique<Connection>();
        one->host_socket = socket;
        one->endpoint_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        set_option(one->endpoint_socket, IPPROTO_TCP, TCP_NODELAY, 1);
        set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
        const sockaddr_in address = loopback(endpoint_);
        ::connect(one->endpoint_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        records_.emplace_back();
        one->record = &records_.back();
        one->record->host = host;
        one->record->not_before = listener.empty_at;
        one->record->accepted = now;
        draw_plan(*one);
        for (const auto& [descriptor, end] : {std::pair(socket, 0u), std::pair(one->endpoint_socket, 1u)}) {
            epoll_event event{};
            event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
            event.data.u64 = reinterpret_cast<std::uint64_t>(one.get()) | end;
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor, &event);
        }
        connections_.push_back(std::move(one));
    }
}

void Proxy::draw_plan(Connection& one) {
    Listener& listener = listeners_[static_cast<std::size_t>(one.record->host)];
    const std::size_t number = listener.accepted++;
    if (listener.script) {
        one.plan = listener.script(number);
        return;
    }
    const Faults& faults = listener.faults;
    const auto draw = static_cast<std::uint32_t>(random_() % 1'000);
    std::uint32_t below = 0;
    for (const auto& [fault, share] :
         {std::pair(Fault::hold_unread, faults.hold_unread), std::pair(Fault::hold_read, faults.hold_read),
          std::pair(Fault::reset, faults.reset), std::pair(Fault::slow, faults.slow),
          std::pair(Fault::delay, faults.delay), std::pair(Fault::cut, faults.cut),
          std::pair(Fault::half_close, faults.half_close), std::pair(Fault::corrupt, faults.corrupt),
          std::pair(Fault::swallow, faults.swallow), std::pair(Fault::overtaken, faults.overtaken)}) {
        below += share;
        if (draw < below) {
            one.plan.fault = fault;
            break;
        }
    }
    one.plan.lasts = faults.hold_for;
    one.plan.at = faults.hold_from + random_() % (faults.hold_to - faults.hold_from + 1);
    // What stress tests judge by is in the bytes of the host; the rest may hit either way.
    const bool either_way = one.plan.fault == Fault::cut || one.plan.fault == Fault::corrupt ||
                            one.plan.fault == Fault::swallow || one.plan.fault == Fault::half_close;
    one.plan.of_the_answer = either_way && random_() % 2 == 0;
}

void Proxy::read_host(Connection& one) {
    for (;;) {
        if (one.host_socket < 0) {
            return;
        }
        std::size_t room = one.plan.fault == Fault::slow ? kSlowPiece : kPiece;
        if (one.plan.fault == Fault::hold_unread && !one.host_gone) {
            room = std::min<std::size_t>(room, one.plan.at - std::min(one.plan.at, one.read_total));
            if (room == 0) {
                if (!one.holds()) {
                    one.hold();
                }
                return;
            }
        }
        std::int64_t at = 0;
        const ssize_t got = receive(one.host_socket, one.to_endpoint, room, at);
        if (got <= 0) {
            one.host_gone = one.host_gone || got == 0 || errno != EAGAIN;
            return;
        }
        one.read_total += static_cast<std::uint64_t>(got);
        if (at == 0) {
            // Nothing can be proven of these: they count as if they had come with those before.
            ++one.record->unstamped;
            at = one.record->from_host.empty() ? one.record->not_before : one.record->from_host.back().at;
        }
        one.record->from_host.push_back({at, one.read_total, wall_clock()});
        if (one.plan.fault == Fault::slow) {
            return;
        }
    }
}

void Proxy::read_endpoint(Connection& one) {
    for (;;) {
        if (one.endpoint_socket < 0) {
            return;
        }
        std::int64_t at = 0;
        const ssize_t got = receive(one.endpoint_socket, one.to_host, kPiece, at);
        if (got <= 0) {
            one.endpoint_gone = got == 0 || (errno != EAGAIN && errno != ENOTCONN);
            return;
        }
        one.answered += static_cast<std::uint64_t>(got);
        one.record->from_endpoint.push_back({wall_clock(), one.answered, 0});
    }
}

std::optional<std::size_t> Proxy::may_pass(Connection& one, bool of_the_answer) {
    std::string& waiting = of_the_answer ? one.to_host : one.to_endpoint;
    const std::uint64_t passed = of_the_answer ? one.passed_back : one.forwarded;
    const Plan& plan = one.plan;
    if (plan.fault == Fault::delay || plan.fault == Fault::overtaken) {
        if (!one.holds()) {
            one.hold_until = one.record->accepted + plan.lasts;
        }
        const bool overtaken = plan.fault == Fault::overtaken &&
                               std::any_of(connections_.begin(), connections_.end(), [&](const auto& other) {
                                   return other->record->host == one.record->host &&
                                          other->record->accepted > one.record->accepted && other->answered > 0;
                               });
        if (!overtaken) {
            return 0;
        }
        one.plan.fault = Fault::none;
        one.hold_until = 0;
        return waiting.size();
    }
    if (plan.of_the_answer != of_the_answer || plan.fault == Fault::none || plan.fault == Fault::slow ||
        plan.fault == Fault::hold_unread) {
        return waiting.size();
    }
    const auto room =
        static_cast<std::size_t>(std::min<std::uint64_t>(waiting.size(), plan.at - std::min(plan.at, passed)));
    if (plan.fault == Fault::corrupt) {
        if (plan.at >= passed && plan.at - passed < waiting.size()) {
            char& byte = waiting[static_cast<std::size_t>(plan.at - passed)];
            byte = static_cast<char>(byte ^ 0x10);
            one.plan.fault = Fault::none;
        }
        return waiting.size();
    }
    if (room == waiting.size()) {
        return room;
    }
    switch (plan.fault) {
        case Fault::hold_read:
            if (!one.holds()) {
                one.hold();
            }
            break;
        case Fault::cut:
        case Fault::reset:
            if (room == 0) {
                drop(one, plan.fault == Fault::reset);
                return std::nullopt;
            }
            break;
        case Fault::half_close:
            if (room == 0 && !one.half_closed) {
                one.half_closed = true;
                ::shutdown(one.host_socket, SHUT_WR);
            }
            break;
        case Fault::swallow:
            waiting.resize(room);
            break;
        default:
            break;
    }
    return room;
}

void Proxy::forward(Connection& one) {
    const auto may = may_pass(one, false);
    if (!may) {
        return;
    }
    if (*may > 0) {
        const ssize_t sent = ::send(one.endpoint_socket, one.to_endpoint.data(), *may, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            one.forwarded += static_cast<std::uint64_t>(sent);
            one.to_endpoint.erase(0, static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN && errno != ENOTCONN) {
            one.endpoint_gone = true;
            one.to_endpoint.clear();
        }
    }
    const auto may_back = may_pass(one, true);
    if (!may_back) {
        return;
    }
    if (*may_back > 0 && !one.host_gone) {
        const ssize_t sent = ::send(one.host_socket, one.to_host.data(), *may_back, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            one.passed_back += static_cast<std::uint64_t>(sent);
            one.to_host.erase(0, static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN) {
            one.host_gone = true;
            one.to_host.clear();
        }
    }
}

void Proxy::drop(Connection& one, bool abortive) {
    for (int* const socket : {&one.host_socket, &one.endpoint_socket}) {
        if (*socket >= 0) {
            if (abortive) {
                set_option(*socket, SOL_SOCKET, SO_LINGER, linger{1, 0});
            }
            // A child that was forked just now and has yet to call exec holds the socket open: closed here, it would
            // stay in the list.
            ::epoll_ctl(poll_, EPOLL_CTL_DEL, *socket, nullptr);
            ::close(*socket);
            *socket = -1;
        }
    }
    one.record->ended = wall_clock();
}

}  // namespace silhouette::faults
