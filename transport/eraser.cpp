#include "transport/eraser.h"

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

asio::awaitable<void> Eraser::run(std::uint64_t round) {
    const auto self = shared_from_this();
    while (round == round_) {
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
        // When what is not there yet may be believed not to come any more; when the endpoint wants to be asked again.
        std::optional<std::chrono::seconds> settled, later;
        for (const ErasureSecret& secret : secrets) {
            const auto endpoint = parse_endpoint(secret.endpoint);
            if (!secret.asked || !endpoint) {
                continue;
            }
            // A session that went elsewhere once is erased there: by what was kept with its secret.
            Trust trust = secret.endpoint == base_.endpoint ? base_.trust : Trust{};
            trust.ca_file = secret.ca_file;
            const auto connection = std::make_shared<Connection>(
                io_, make_route(*endpoint, base_.proxy, std::move(trust), base_.sdk_version, base_.policy), cutter_);
            connection_ = connection;
            const Exchange exchange = co_await connection->exchange(erasure_request(secret));
            if (round != round_) {
                co_return;
            }
            connection->close();
            if (exchange.failure != Failure::none) {
                problem = to_text(exchange.failure);
                continue;
            }
            const std::int64_t now = std::time(nullptr);
            switch (judge_erasure(exchange.answer.status, secret, now)) {
                case Erased::yes:
                case Erased::not_there:
                    if (remove_erasure_secret(state_, secret.session)) {
                        problem = "a secret could not be removed";
                    } else {
                        reports_.on_pending(--pending);
                        retry_.succeeded();
                    }
                    break;
                case Erased::not_there_yet: {
                    const auto left = std::chrono::seconds(secret.asked - now) + policy::kErasureSettles;
                    settled = settled ? std::min(*settled, left) : left;
                    break;
                }
                case Erased::unknown:
                    problem = "the endpoint answered " + std::to_string(exchange.answer.status);
                    later = parse_retry_after(exchange.answer.retry_after, now);
            }
            if (later) {
                break;  // it has enough for now
            }
        }
        connection_.reset();
        if (pending > 0) {
            // Bounded, since a clock may have been set back meanwhile.
            std::chrono::milliseconds pause = policy::kErasureSettles;
            if (!problem.empty() || !settled) {
                reports_.on_message(kWarning, "erasure: " + (problem.empty() ? "an address is damaged" : problem) +
                                                  "; it is tried again");
                pause = retry_.next();
            }
            if (settled) {
                pause = std::min<std::chrono::milliseconds>(pause, std::max(*settled, std::chrono::seconds(1)));
            }
            timer_.expires_after(std::max<std::chrono::milliseconds>(pause, later.value_or(std::chrono::seconds(0))));
            [[maybe_unused]] auto [waited] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            if (round != round_) {
                co_return;
            }
        }
    }
}

}  // namespace silhouette::transport
