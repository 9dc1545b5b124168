#include "transport/eraser.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <optional>

#include "transport/answer.h"
#include "transport/erasure.h"
#include "transport/message.h"
#include "transport/openssl_end.h"

namespace silhouette::transport {

namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Eraser::Eraser(asio::io_context& io, std::filesystem::path state, Base base, Reports reports)
    : io_(io),
      state_(std::move(state)),
      base_(std::move(base)),
      reports_(std::move(reports)),
      timer_(io),
      retry_(base_.policy, policy::kErasureRetryMax) {
    outlive_openssl();
}

void Eraser::start() {
    if (running_) {
        again_ = true;
        timer_.cancel();
        return;
    }
    running_ = true;
    // Only bad_alloc comes out: the next start tries again.
    const std::uint64_t round = ++round_;
    asio::co_spawn(io_, run(round), [self = shared_from_this(), round](const std::exception_ptr& failure) {
        if (failure && round == self->round_) {
            self->running_ = false;
        }
    });
}

void Eraser::stop() noexcept {
    ++round_;
    running_ = false;
    if (connection_) {
        connection_->end();
        connection_.reset();
    }
    try {
        timer_.cancel();
    } catch (...) {  // it fires later, and finds another round
    }
}

std::optional<std::chrono::milliseconds> Eraser::left_alone_for(const std::string& endpoint) {
    const auto found = not_before_.find(endpoint);
    if (found == not_before_.end()) {
        return std::nullopt;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(found->second - Clock::now());
    if (left.count() <= 0) {
        not_before_.erase(found);
        return std::nullopt;
    }
    return left;
}

asio::awaitable<void> Eraser::run(std::uint64_t round) {
    const auto self = shared_from_this();
    // A date far away, or a clock that is years behind, leaves no erasure undone for longer than an endpoint that is
    // gone.
    const auto longest = std::min<std::chrono::seconds>(
        base_.policy.retry_after_longest, std::chrono::duration_cast<std::chrono::seconds>(policy::kErasureRetryMax));
    while (round == round_) {
        again_ = false;
        forget_old_erasure_secrets(state_);
        std::uint32_t pending = 0;
        const auto secrets = list_erasure_secrets(state_);
        for (const ErasureSecret& secret : secrets) {
            pending += secret.asked ? 1 : 0;
        }
        reports_.on_pending(pending);
        if (pending == 0) {
            running_ = false;
            co_return;
        }
        std::string problem;
        bool has_failed = false;
        // When something is to be tried again.
        std::optional<std::chrono::milliseconds> due;
        const auto due_in = [&due](std::chrono::milliseconds pause) { due = due ? std::min(*due, pause) : pause; };
        for (const ErasureSecret& secret : secrets) {
            const auto endpoint = parse_endpoint(secret.endpoint);
            if (!secret.asked || !endpoint) {
                continue;
            }
            if (const auto left = left_alone_for(secret.endpoint)) {
                due_in(*left);
                continue;
            }
            // A session that went elsewhere once is erased there: by what was kept with the secrets.
            const bool is_elsewhere = secret.endpoint != base_.endpoint;
            const ErasureSecret& there = newest_there(secrets, secret);
            const auto connection = std::make_shared<Connection>(
                io_,
                make_route(*endpoint, is_elsewhere && there.proxy ? *there.proxy : base_.proxy,
                           is_elsewhere ? there.trust : base_.trust, base_.sdk_version, base_.policy),
                cutter_);
            connection_ = connection;
            const Exchange exchange = co_await connection->exchange(erasure_request(secret));
            if (round != round_) {
                co_return;
            }
            connection->close();
            if (exchange.failure != Failure::none) {
                problem = to_text(exchange.failure);
                has_failed = true;
                continue;
            }
            const auto now = uptime();
            switch (judge_erasure(exchange.answer.status, secret, now)) {
                case Erased::yes:
                case Erased::not_there:
                    if (remove_erasure_secret(state_, secret.session)) {
                        problem = "a secret could not be removed";
                        has_failed = true;
                    } else {
                        reports_.on_pending(--pending);
                        retry_.succeeded();
                    }
                    break;
                case Erased::not_there_yet:
                    due_in(std::max<std::chrono::seconds>(policy::kErasureSettles - asked_for(secret, now),
                                                          policy::kErasurePauseMin));
                    break;
                case Erased::unknown:
                    problem = "the endpoint answered " + std::to_string(exchange.answer.status);
                    if (const auto later =
                            parse_retry_after(exchange.answer.retry_after, std::time(nullptr), longest)) {
                        const auto pause = std::max(*later, policy::kErasurePauseMin);
                        not_before_[secret.endpoint] = Clock::now() + pause;
                        due_in(pause);
                    } else {
                        has_failed = true;
                    }
            }
        }
        connection_.reset();
        if (pending > 0) {
            if (!problem.empty() || !due) {
                reports_.on_message(kWarning, "erasure: " + (problem.empty() ? "an address is damaged" : problem) +
                                                  "; it is tried again");
            }
            if (has_failed || !due) {
                due_in(retry_.next());
            }
            if (again_) {
                continue;  // asked for meanwhile
            }
            timer_.expires_after(*due);
            [[maybe_unused]] auto [waited] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            if (round != round_) {
                co_return;
            }
        }
    }
}

}  // namespace silhouette::transport
