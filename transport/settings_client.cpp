#include "transport/settings_client.h"

#include <time.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "transport/message.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;

}  // namespace

std::chrono::steady_clock::time_point boot_time() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::steady_clock::time_point(std::chrono::seconds(now.tv_sec) +
                                                 std::chrono::nanoseconds(now.tv_nsec));
}

SettingsClient::SettingsClient(asio::io_context& io, std::string key, MakeConnection make_connection, Reports reports,
                               std::chrono::seconds valid_max)
    : io_(io),
      key_(std::move(key)),
      make_connection_(std::move(make_connection)),
      reports_(std::move(reports)),
      valid_max_(valid_max),
      timer_(io) {}

void SettingsClient::ask(std::shared_ptr<void> owner, bool follow) {
    if (following_) {
        return;
    }
    stop();
    following_ = follow;
    connection_ = make_connection_();
    asio::co_spawn(io_, run(std::move(owner), connection_, follow, ++round_), [](std::exception_ptr) {
        // Only bad_alloc comes here: no verdict, which is "no" in the end.
    });
}

void SettingsClient::stop() noexcept {
    ++round_;
    following_ = false;
    if (connection_) {
        connection_->end();
        connection_.reset();
    }
    try {
        timer_.cancel();
    } catch (...) {  // it fires later, and finds another round
    }
}

asio::awaitable<void> SettingsClient::run([[maybe_unused]] std::shared_ptr<void> owner,
                                          std::shared_ptr<Connection> given, bool follow, std::uint64_t round) {
    // A local one, so that it goes before `owner`, which has the cutter that it needs to its end.
    const std::shared_ptr<Connection> connection = std::move(given);
    bool first = true;  // it is answered at once, whatever is known
    for (;;) {
        Request request;
        request.method = "GET";
        request.target = "/v1/settings";
        request.headers = {{"Authorization", "Bearer " + key_}};
        std::chrono::seconds wait = policy::kSettingsWait;
        const bool long_poll = !first && known_.has_value() && !etag_.empty();
        if (long_poll) {
            request.headers.emplace_back("If-None-Match", etag_);
            wait = std::clamp(std::min(known_->valid_for, valid_max_) / 2, policy::kSettingsWaitMin,
                              policy::kSettingsWait);
            request.headers.emplace_back("Prefer", "wait=" + std::to_string(wait.count()));
            request.answer_deadline = wait + policy::kSettingsSlack;
        }
        const auto asked = std::chrono::steady_clock::now();
        const Exchange exchange = co_await connection->exchange(request);
        if (round != round_) {
            co_return;
        }
        std::optional<privacy::Verdict> verdict = read_settings(exchange.answer);
        std::string why;
        bool unchanged = false;
        if (exchange.failure != Failure::none) {
            verdict.reset();
            why = to_text(exchange.failure);
        } else if (verdict) {
            unchanged = known_ && known_->version == verdict->version && etag_ == exchange.etag;
            etag_ = exchange.etag;
        } else if (exchange.answer.status == 304 && long_poll) {
            verdict = known_;
            unchanged = true;
        } else if (exchange.answer.status == 401 || exchange.answer.status == 403) {
            why = "the endpoint does not accept the key";
        } else {
            why = "the answer is not an ingest endpoint's (status " + std::to_string(exchange.answer.status) + ")";
        }
        std::chrono::milliseconds pause{0};
        if (verdict) {
            first = false;
            retry_.succeeded();
            verdict->received = boot_time();
            known_ = verdict;
            reports_.on_verdict(*verdict);
            // An endpoint that does not hold the poll, or that tells no version, is not asked without end.
            const bool at_once = std::chrono::steady_clock::now() - asked <
                                 std::min<std::chrono::milliseconds>(policy::kSettingsPauseMin, wait / 2);
            if ((unchanged && long_poll && at_once) || etag_.empty()) {
                pause = policy::kSettingsPauseMin + Retry::jitter(policy::kSettingsPauseMin);
            }
        } else {
            reports_.on_message(kWarning, "settings: " + why);
            if (reports_.on_failure) {
                reports_.on_failure(why);
            }
            pause = retry_.next();
        }
        if (round != round_ || !follow) {
            co_return;
        }
        if (pause.count() > 0) {
            timer_.expires_after(pause);
            [[maybe_unused]] auto [waited] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            if (round != round_) {
                co_return;
            }
        }
    }
}

}  // namespace silhouette::transport
