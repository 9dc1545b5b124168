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
      schedule_(policy),
      parts_(spool) {}

Uploader::~Uploader() {
    platform::cleanse(std::as_writable_bytes(std::span(key_)));
}

void Uploader::start(std::shared_ptr<void> owner, const EpochKey& epoch) {
    stop();
    epoch_ = &epoch;
    connection_ = make_connection_();
    end_hold();
    asio::co_spawn(io_, run(std::move(owner), ++round_), [](const std::exception_ptr&) {
        // Only bad_alloc comes here: this round ends, the spool keeps everything for the next.
    });
}

void Uploader::stop() noexcept {
    ++round_;
    epoch_ = nullptr;
    busy_ = false;
    schedule_.forget_fresh();
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
    schedule_.closed(closed);
    wake();
}

void Uploader::hurry() {
    schedule_.hurry();
    wake();
}

void Uploader::network_changed() {
    if (connection_) {
        // Nobody is at its other end any more, most likely. What was on its way is sent again by the same id.
        connection_->close();
    }
    schedule_.network_changed();
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

void Uploader::fail(Failure failure, std::optional<std::chrono::seconds> asked_for) {
    reports_.on_message(kWarning, std::string("upload: ") + to_text(failure));
    tell(failure);
    if (schedule_.failed(asked_for)) {
        reports_.on_message(kWarning, "upload: no batch is tried until the endpoint answers a question again");
    }
    // A new connection begins with the question.
    if (schedule_.circuit_is_open() && connection_) {
        connection_->close();
    }
}

void Uploader::hold() {
    schedule_.hold();
    // What comes after it begins with the question.
    if (connection_) {
        connection_->close();
    }
}

void Uploader::end_hold() {
    if (schedule_.end_hold()) {
        wake();
    }
}

asio::awaitable<void> Uploader::run([[maybe_unused]] std::shared_ptr<void> owner, std::uint64_t round) {
    while (round == round_) {
        UploadSchedule::Time when{};
        const auto next = schedule_.choose(spool_, std::chrono::steady_clock::now(), when);
        if (!next) {
            timer_.expires_at(when);
            schedule_.rest();
            reports_.on_rest();
            if (round != round_) {
                co_return;
            }
            [[maybe_unused]] auto [woken] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        busy_ = true;
        const bool is_fresh = schedule_.is_fresh(next->id);
        const auto connection = connection_;
        const bool sent = co_await send(connection, next->id, next->taken_over, !is_fresh, round);
        if (round != round_) {
            co_return;
        }
        busy_ = false;
        if (sent) {
            schedule_.succeeded(is_fresh);
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
            schedule_.answered();
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
    tell_key_refused();
}

void Uploader::tell_key_refused() {
    if (!std::exchange(key_refusal_told_, true) && reports_.on_key_refused) {
        reports_.on_key_refused();
    }
}

asio::awaitable<bool> Uploader::send(std::shared_ptr<Connection> connection, BatchId batch, bool taken_over,
                                     bool backlog, std::uint64_t round) {
    if (reports_.is_ended()) {
        schedule_.try_later();
        co_return false;
    }
    auto read = spool_.begin_sending(*epoch_, batch);
    if (!read) {
        reports_.on_message(kWarning, "spool: the system is short of descriptors or memory; tried again later");
        schedule_.try_later();
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
    parts_.begin(batch, *whole);
    if (const auto end = leave_unless_allowed(taken_over, whole->session)) {
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
        const Part part = parts_.next();
        auto body = encode_part(*whole, part);
        const platform::CleansedAtEnd body_goes(body);
        if (body.empty()) {  // above the envelope's limit, which only a foreign or damaged piece can be
            drop({number(wire::DropReason::encoding), parts_.items(*whole), taken_over, whole->session});
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
        if (const auto end = leave_unless_allowed(taken_over, whole->session)) {
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
        if (backlog) {
            schedule_.pace(body.size());
        }
        const auto judgement = judge_upload(exchange.answer, part.id, std::time(nullptr), policy_.retry_after_longest);
        if (!settle(judgement, taken_over, *whole, body, round) || round != round_) {
            co_return false;
        }
    }
    co_return true;
}

}  // namespace silhouette::transport
