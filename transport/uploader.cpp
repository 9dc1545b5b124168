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

constexpr auto number(wire::DropReason reason) {
    return static_cast<std::uint32_t>(reason);
}

}  // namespace

Uploader::Uploader(asio::io_context& io, std::string key, Spool& spool, SentRecord& sent,
                   MakeConnection make_connection, Reports reports)
    : io_(io),
      key_(std::move(key)),
      spool_(spool),
      sent_(sent),
      make_connection_(std::move(make_connection)),
      reports_(std::move(reports)),
      timer_(io) {}

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

void Uploader::hurry() {
    if (!asked_to_wait_) {
        not_before_ = {};
    }
    wake();
}

void Uploader::wait_at_least(std::chrono::milliseconds pause, bool asked_for) {
    not_before_ = std::chrono::steady_clock::now() + pause;
    asked_to_wait_ = asked_for;
}

void Uploader::hold() {
    wait_at_least(policy::kHoldRetry, true);
    held_ = true;
}

void Uploader::end_hold() {
    if (std::exchange(held_, false)) {
        not_before_ = {};
        asked_to_wait_ = false;
        wake();
    }
}

asio::awaitable<void> Uploader::run([[maybe_unused]] std::shared_ptr<void> owner, std::uint64_t round) {
    while (round == round_) {
        const auto waiting = spool_.oldest_closed();
        const auto now = std::chrono::steady_clock::now();
        if (!waiting || now < not_before_) {
            timer_.expires_at(waiting ? not_before_ : Time::max());
            reports_.on_rest();
            if (round != round_) {
                co_return;
            }
            [[maybe_unused]] auto [woken] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        busy_ = true;
        const auto connection = connection_;
        const bool sent = co_await send(connection, waiting->id, waiting->taken_over, round);
        if (round != round_) {
            co_return;
        }
        busy_ = false;
        if (sent) {
            retry_.succeeded();
            asked_to_wait_ = false;
            held_ = false;
        }
        spool_.end_sending();
    }
}

asio::awaitable<bool> Uploader::send(std::shared_ptr<Connection> connection, BatchId batch, bool taken_over,
                                     std::uint64_t round) {
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
    switch (reports_.may_send(whole->session)) {
        case Sending::allowed:
            break;
        case Sending::forbidden:
            reports_.on_message(kInformation, "upload: the user wants its session erased; it is not sent");
            drop(batch, number(wire::DropReason::rejected), spool_.pending(batch), taken_over, true);
            co_return true;
        case Sending::not_now:
            reports_.on_message(kWarning, "upload: it cannot be noted that the session was sent; it waits");
            wait_at_least(retry_.next(), false);
            co_return false;
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
            drop(batch, number(wire::DropReason::encoding), part_items(*whole, batch), taken_over, parts_.size() == 1);
            co_return true;
        }
        Request request;
        request.method = "POST";
        request.target = "/v1/batches";
        request.headers = {{"Authorization", "Bearer " + key_},
                           {"Content-Type", "application/x-protobuf"},
                           {"Content-Encoding", "zstd"},
                           {"Idempotency-Key", wire::to_hex(part.id)}};
        request.body = body;
        const Exchange exchange = co_await connection->exchange(request);
        if (round != round_) {
            co_return false;
        }
        if (exchange.failure != Failure::none) {
            reports_.on_message(kWarning, std::string("upload: ") + to_text(exchange.failure));
            wait_at_least(retry_.next(), false);
            co_return false;
        }
        const auto judgement = judge_upload(exchange.answer, part.id, std::time(nullptr));
        if (!settle(judgement, batch, taken_over, *whole, body, round) || round != round_) {
            co_return false;
        }
    }
    co_return true;
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

void Uploader::drop(BatchId batch, std::uint32_t reason, std::uint64_t items, bool taken_over, bool last) {
    spool_.settle(batch, items);
    if (!parts_.empty()) {
        parts_.pop_front();
    }
    if (last) {
        spool_.remove(batch, reason);
    }
    if (items > 0) {
        reports_.on_dropped(reason, items, taken_over);
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
                drop(batch, number(wire::DropReason::too_large), items, taken_over, last);
            }
            return true;
        case Meaning::rejected:
            reports_.on_message(kWarning, "upload: the endpoint refused a batch for good; it is dropped");
            drop(batch, number(wire::DropReason::rejected), items, taken_over, last);
            return true;
        case Meaning::retry:
            reports_.on_message(kWarning, "upload: the endpoint asks to try later");
            if (judgement.retry_after) {
                retry_.next();
                // Not all of a fleet in the same second.
                wait_at_least(*judgement.retry_after + Retry::jitter(policy::kRetryFirst), true);
            } else {
                wait_at_least(retry_.next(), false);
            }
            return false;
        case Meaning::hold:
            reports_.on_message(kWarning, "upload: the endpoint does not accept the key; everything is kept");
            hold();
            return false;
        case Meaning::tenant_off:
            hold();
            reports_.on_message(kInformation, "upload: the tenant is off");
            reports_.on_verdict(*judgement.verdict);
            return false;
        case Meaning::not_ours:
            reports_.on_message(kWarning, "upload: the answer is not an ingest endpoint's");
            wait_at_least(retry_.next(), false);
            return false;
    }
    return false;
}

}  // namespace silhouette::transport
