#include "transport/uploader.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <utility>

#include "platform/secure_memory.h"
#include "proto/fields.h"
#include "proto/hex.h"
#include "transport/message.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;

// Batches closed in the time that one takes to be sent: a session's last, and a new one's first.
constexpr std::size_t kFreshMax = 64;

constexpr auto number(wire::DropReason reason) {
    return static_cast<std::uint32_t>(reason);
}

}  // namespace

Uploader::Uploader(asio::io_context& io, std::string key, Spool& spool, SentRecord& sent,
                   MakeConnection make_connection, Reports reports, const Policy& policy)
    : io_(io),
      key_(std::move(key)),
      spool_(spool),
      sent_(sent),
      make_connection_(std::move(make_connection)),
      reports_(std::move(reports)),
      policy_(policy),
      timer_(io),
      retry_(policy) {}

Uploader::~Uploader() {
    platform::cleanse(std::as_writable_bytes(std::span(key_)));
}

void Uploader::start(std::shared_ptr<void> owner, const EpochKey& epoch) {
    stop();
    epoch_ = &epoch;
    connection_ = make_connection_();
    end_hold();
    asio::co_spawn(io_, run(std::move(owner), ++round_), [](std::exception_ptr) {
        // Only bad_alloc comes here: this round ends, the spool keeps everything for the next.
    });
}

void Uploader::stop() noexcept {
    ++round_;
    epoch_ = nullptr;
    busy_ = false;
    fresh_.clear();
    if (connection_) {
        connection_->end();
        connection_.reset();
    }
    connection_session_.reset();
    spool_.end_sending();
    try {
        timer_.cancel();
    } catch (...) {  // it fires later, and finds another round
    }
}

void Uploader::wake() {
    if (!busy_) {
        timer_.cancel();
    }
}

void Uploader::wake(const BatchId& closed) {
    if (retry_.failures() == 0 && !held_ && fresh_.size() < kFreshMax) {
        fresh_.push_back(closed);
    }
    wake();
}

void Uploader::hurry() {
    if (!asked_to_wait_ && !circuit_open_) {
        not_before_ = {};
    }
    hurries_ = true;
    backlog_not_before_ = {};
    wake();
}

void Uploader::network_changed() {
    if (connection_) {
        // Nobody is at its other end any more, most likely. What was on its way is sent again by the same id.
        connection_->close();
    }
    if (!asked_to_wait_) {
        not_before_ = {};
    }
    wake();
}

void Uploader::set_key(std::string key) {
    platform::cleanse(std::as_writable_bytes(std::span(key_)));
    key_ = std::move(key);
    key_refusal_told_ = false;
    end_hold();
}

void Uploader::tell(Failure failure) const {
    if (reports_.on_try && failure != Failure::cut) {
        reports_.on_try(failure);
    }
}

void Uploader::wait_at_least(std::chrono::milliseconds pause, bool asked_for) {
    not_before_ = std::chrono::steady_clock::now() + pause;
    asked_to_wait_ = asked_for;
}

void Uploader::fail(Failure failure, std::optional<std::chrono::seconds> asked_for) {
    reports_.on_message(kWarning, std::string("upload: ") + to_text(failure));
    tell(failure);
    fresh_.clear();
    const auto pause = retry_.next();
    // Not all of a fleet in the same second.
    wait_at_least(asked_for ? std::chrono::milliseconds(*asked_for) + Retry::jitter(policy_.retry) : pause,
                  asked_for.has_value());
    if (retry_.failures() >= policy_.circuit_failures && !std::exchange(circuit_open_, true)) {
        reports_.on_message(kWarning, "upload: no batch is tried until the endpoint answers a question again");
    }
    // A new connection begins with the question.
    if (circuit_open_ && connection_) {
        connection_->close();
    }
}

void Uploader::hold() {
    wait_at_least(std::chrono::seconds(policy_.hold), true);
    fresh_.clear();
    held_ = true;
    // What comes after it begins with the question.
    if (connection_) {
        connection_->close();
    }
}

void Uploader::end_hold() {
    if (std::exchange(held_, false)) {
        not_before_ = {};
        asked_to_wait_ = false;
        wake();
    }
}

// What waits from before is not to take the whole of a line, nor of an endpoint that just came back.
void Uploader::pace(std::size_t bytes) {
    const std::uint64_t rate = metered_ ? policy_.metered_bytes_per_s : policy_.backlog_bytes_per_s;
    backlog_not_before_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(bytes * 1'000 / rate);
}

// The next to be sent; or nothing, and when to look again.
std::optional<Spool::Waiting> Uploader::choose(Time now, Time& when) {
    while (!fresh_.empty() && !spool_.closed(fresh_.front())) {
        fresh_.pop_front();
    }
    const auto oldest = spool_.oldest_closed();
    when = Time::max();
    if (!oldest) {
        return std::nullopt;
    }
    if (now < not_before_) {
        when = not_before_;
        return std::nullopt;
    }
    const auto fresh = fresh_.empty() ? std::nullopt : spool_.closed(fresh_.front());
    if (fresh && (fresh_has_turn_ || oldest->id == fresh->id || now < backlog_not_before_)) {
        return fresh;
    }
    if (now < backlog_not_before_) {
        when = backlog_not_before_;
        return std::nullopt;
    }
    return oldest;
}

asio::awaitable<void> Uploader::run([[maybe_unused]] std::shared_ptr<void> owner, std::uint64_t round) {
    while (round == round_) {
        Time when{};
        const auto next = choose(std::chrono::steady_clock::now(), when);
        if (!next) {
            timer_.expires_at(when);
            hurries_ = false;
            reports_.on_rest();
            if (round != round_) {
                co_return;
            }
            [[maybe_unused]] auto [woken] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        busy_ = true;
        const bool is_fresh = !fresh_.empty() && fresh_.front() == next->id;
        const auto connection = connection_;
        const bool sent = co_await send(connection, next->id, next->taken_over, !is_fresh, round);
        if (round != round_) {
            co_return;
        }
        busy_ = false;
        if (sent) {
            retry_.succeeded();
            circuit_open_ = false;
            asked_to_wait_ = false;
            held_ = false;
            fresh_has_turn_ = !is_fresh;
        }
        spool_.end_sending();
    }
}

asio::awaitable<bool> Uploader::probe(std::shared_ptr<Connection> connection, std::uint64_t round) {
    Request request;
    request.method = "GET";
    request.target = "/v1/settings";
    // It is not to wait for a change of the verdict.
    request.headers = {authorization(), {"Prefer", "wait=0"}};
    const Exchange exchange = co_await connection->exchange(request);
    platform::cleanse(std::as_writable_bytes(std::span(request.headers.front().second)));
    if (round != round_) {
        co_return false;
    }
    if (exchange.failure != Failure::none) {
        fail(exchange.failure);
        co_return false;
    }
    const auto judgement = judge_settings(exchange.answer, std::time(nullptr), policy_.retry_after_longest);
    switch (judgement.meaning) {
        case Meaning::acknowledged: {
            circuit_open_ = false;
            tell(Failure::none);
            const bool allowed = judgement.verdict->allowed;
            if (!allowed) {
                hold();
            }
            reports_.on_verdict(*judgement.verdict);
            co_return allowed&& round == round_;
        }
        case Meaning::hold:
            key_refused();
            co_return false;
        default:
            fail(failure_of(judgement.meaning), judgement.retry_after);
            // Somebody else's, most likely: the next try is to find out whether it still is.
            connection->close();
            co_return false;
    }
}

void Uploader::key_refused() {
    reports_.on_message(kWarning, std::string("upload: ") + to_text(Failure::key) + "; everything is kept");
    tell(Failure::key);
    hold();
    if (!std::exchange(key_refusal_told_, true) && reports_.on_key_refused) {
        reports_.on_key_refused();
    }
}

asio::awaitable<bool> Uploader::send(std::shared_ptr<Connection> connection, BatchId batch, bool taken_over,
                                     bool backlog, std::uint64_t round) {
    if (reports_.is_ended()) {
        wait_at_least(retry_.next(), false);
        co_return false;
    }
    auto read = spool_.begin_sending(*epoch_, batch);
    if (!read) {
        reports_.on_message(kWarning, "spool: the system is short of descriptors or memory; tried again later");
        wait_at_least(retry_.next(), false);
        co_return false;
    }
    auto pieces = std::move(*read);
    struct PiecesGo {
        std::vector<std::vector<std::byte>>& bytes;
        ~PiecesGo() {
            for (auto& one : bytes) {
                platform::cleanse(one);
            }
        }
    } const pieces_go{pieces};
    if (round != round_) {
        co_return false;
    }
    const auto whole = join_pieces(pieces);
    if (!whole) {
        spool_.remove(batch, number(wire::DropReason::spool_damaged));
        co_return true;
    }
    if (parts_of_ != batch || parts_.empty()) {
        parts_of_ = batch;
        parts_.assign(1, Part{batch, 0, whole->frames.size()});
    }
    if (const auto end = leave_unless_allowed(batch, taken_over, whole->session)) {
        co_return *end;
    }
    if (round != round_) {
        co_return false;
    }
    if (connection_session_ != whole->session) {
        connection->close();
        connection_session_ = whole->session;
    }
    while (!parts_.empty()) {
        const Part part = parts_.front();
        auto body = encode_part(*whole, part);
        const platform::CleansedAtEnd body_goes(body);
        if (body.empty()) {  // above the envelope's limit, which only a foreign or damaged piece can be
            drop(batch, {number(wire::DropReason::encoding), part_items(*whole, batch), taken_over, whole->session},
                 parts_.size() == 1);
            co_return true;
        }
        const bool asks_first = !connection->is_open();
        if (asks_first && !co_await probe(connection, round)) {
            co_return false;
        }
        if (reports_.is_over(whole->allowed_since)) {
            hold();
            co_return false;
        }
        // Once more for each part, and after the question: the user may have asked for the erasure meanwhile.
        if (const auto end = leave_unless_allowed(batch, taken_over, whole->session)) {
            co_return *end;
        }
        if (round != round_) {
            co_return false;
        }
        Request request;
        request.method = "POST";
        request.target = "/v1/batches";
        request.headers = {authorization(),
                           {"Content-Type", "application/x-protobuf"},
                           {"Content-Encoding", "zstd"},
                           {"Idempotency-Key", wire::to_hex(part.id)}};
        request.body = body;
        // An endpoint that ends the connection with each answer (HTTP/1.0) was asked just now.
        request.only_kept = !asks_first || connection->is_open();
        const Exchange exchange = co_await connection->exchange(request);
        platform::cleanse(std::as_writable_bytes(std::span(request.headers.front().second)));
        if (round != round_) {
            co_return false;
        }
        if (exchange.went_stale && !asks_first) {
            continue;
        }
        if (exchange.failure != Failure::none) {
            fail(exchange.failure);
            co_return false;
        }
        if (backlog && !hurries_) {
            pace(body.size());
        }
        const auto judgement = judge_upload(exchange.answer, part.id, std::time(nullptr), policy_.retry_after_longest);
        if (!settle(judgement, batch, taken_over, *whole, body, round) || round != round_) {
            co_return false;
        }
    }
    co_return true;
}

std::optional<bool> Uploader::leave_unless_allowed(BatchId batch, bool taken_over, const SessionId& session) {
    switch (reports_.may_send(session)) {
        case Sending::allowed:
            return std::nullopt;
        case Sending::forbidden:
            reports_.on_message(kInformation, "upload: the user wants its session erased; it is not sent");
            wipe(batch, {number(wire::DropReason::rejected), spool_.pending(batch), taken_over, session});
            return true;
        case Sending::not_now:
            reports_.on_message(kWarning, "upload: it cannot be noted that the session was sent; it waits");
            tell(Failure::storage);
            wait_at_least(retry_.next(), false);
            return false;
    }
    return false;
}

// Items of the first part; the last part has whatever is left of the batch.
std::uint64_t Uploader::part_items(const WholeBatch& whole, BatchId batch) const {
    const std::uint64_t pending = spool_.pending(batch);
    if (parts_.size() == 1) {
        return pending;
    }
    std::uint64_t items = 0;
    const Part& part = parts_.front();
    for (std::size_t i = part.first; i < part.first + part.count && i < whole.frames.size(); ++i) {
        items += items_in_frame(whole.frames[i]);
    }
    return std::min(items, pending);
}

void Uploader::drop(BatchId batch, const Spool::Lost& lost, bool last) {
    spool_.settle(batch, lost.items);
    if (!parts_.empty()) {
        parts_.pop_front();
    }
    if (last) {
        spool_.remove(batch, lost.reason);
    }
    if (lost.items > 0) {
        reports_.on_dropped(lost);
    }
}

void Uploader::wipe(BatchId batch, const Spool::Lost& lost) {
    spool_.settle(batch, lost.items);
    parts_.clear();
    spool_.remove(batch, lost.reason);
    if (lost.items > 0) {
        reports_.on_wiped(lost);
    }
}

// Takes the answer into the books. False: the rest of the batch has to wait.
bool Uploader::settle(const Judgement& judgement, BatchId batch, bool taken_over, const WholeBatch& whole,
                      std::span<const std::byte> body, std::uint64_t round) {
    const Part part = parts_.front();
    const bool last = parts_.size() == 1;
    const std::uint64_t items = part_items(whole, batch);
    switch (judgement.meaning) {
        case Meaning::acknowledged:
            sent_.add(part.id, items, body);
            spool_.settle(batch, items);
            parts_.pop_front();
            if (last) {
                spool_.remove(batch, 0);
            }
            tell(Failure::none);
            reports_.on_sent(items, taken_over);
            if (judgement.verdict && round == round_) {
                reports_.on_verdict(*judgement.verdict);
            }
            return true;
        case Meaning::too_large:
            if (part.count > 1) {
                const auto halves = split(part);
                parts_.pop_front();
                parts_.push_front(halves[1]);
                parts_.push_front(halves[0]);
                reports_.on_message(kInformation, "upload: the endpoint found a batch too large; it is split");
            } else {
                reports_.on_message(kWarning, "upload: a single frame is too large for the endpoint; it is dropped");
                drop(batch, {number(wire::DropReason::too_large), items, taken_over, whole.session}, last);
            }
            return true;
        case Meaning::rejected:
            reports_.on_message(kWarning, "upload: the endpoint refused a batch for good; it is dropped");
            tell(Failure::rejected);
            drop(batch, {number(wire::DropReason::rejected), items, taken_over, whole.session}, last);
            return true;
        case Meaning::hold:
            key_refused();
            return false;
        case Meaning::tenant_off:
            hold();
            reports_.on_message(kInformation, "upload: the tenant is off");
            reports_.on_verdict(*judgement.verdict);
            return false;
        case Meaning::retry:
        case Meaning::redirect:
        case Meaning::not_ours:
            fail(failure_of(judgement.meaning), judgement.retry_after);
            return false;
    }
    return false;
}

}  // namespace silhouette::transport
