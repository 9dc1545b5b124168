#include "transport/settings_client.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>

#include "platform/boot_clock.h"
#include "platform/secure_memory.h"
#include "transport/message.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;

}  // namespace

SettingsClient::SettingsClient(asio::io_context& io, std::string key, MakeConnection make_connection, Reports reports,
                               const Policy& policy, std::chrono::seconds valid_max)
    : io_(io),
      key_(std::move(key)),
      make_connection_(std::move(make_connection)),
      reports_(std::move(reports)),
      policy_(policy),
      valid_max_(valid_max),
      timer_(io),
      retry_(policy) {}

SettingsClient::~SettingsClient() {
    platform::cleanse(std::as_writable_bytes(std::span(key_)));
}

void SettingsClient::set_key(std::string key) {
    platform::cleanse(std::as_writable_bytes(std::span(key_)));
    key_ = std::move(key);
    timer_.cancel();
}

void SettingsClient::network_changed() {
    if (!following_) {
        return;
    }
    asked_anew_ = true;
    if (connection_) {
        connection_->close();
    }
    timer_.cancel();
}

void SettingsClient::ask(std::shared_ptr<void> owner, bool follow) {
    if (following_) {
        return;
    }
    stop();
    following_ = follow;
    connection_ = make_connection_();
    asio::co_spawn(io_, run(std::move(owner), connection_, follow, ++round_), [](const std::exception_ptr&) {
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

void SettingsClient::end(Failure failure) const {
    if (reports_.on_end) {
        reports_.on_end(failure);
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
        std::chrono::seconds wait = policy_.poll;
        const bool long_poll = !first && known_.has_value() && !etag_.empty();
        if (long_poll) {
            request.headers.emplace_back("If-None-Match", etag_);
            wait = std::clamp<std::chrono::seconds>(std::min(known_->valid_for, valid_max_) / 2,
                                                    policy::kSettingsWaitMin, policy_.poll);
            request.headers.emplace_back("Prefer", "wait=" + std::to_string(wait.count()));
            request.poll = wait;
        }
        const auto asked = std::chrono::steady_clock::now();
        asked_anew_ = false;
        const Exchange exchange = co_await connection->exchange(request);
        platform::cleanse(std::as_writable_bytes(std::span(request.headers.front().second)));
        if (round != round_) {
            co_return;
        }
        if (exchange.failure != Failure::none && std::exchange(asked_anew_, false)) {
            continue;
        }
        std::optional<privacy::Verdict> verdict = read_settings(exchange.answer);
        Failure failure = exchange.failure;
        std::optional<std::chrono::seconds> asked_for;
        bool unchanged = false;
        if (exchange.failure != Failure::none) {
            verdict.reset();
        } else if (verdict) {
            unchanged = known_ && known_->version == verdict->version && etag_ == exchange.etag;
            etag_ = exchange.etag;
        } else if (exchange.answer.status == 304 && long_poll) {
            verdict = known_;
            unchanged = true;
        } else {
            const auto judgement = judge_settings(exchange.answer, std::time(nullptr), policy_.retry_after_longest);
            failure = failure_of(judgement.meaning);
            asked_for = judgement.retry_after;
        }
        std::chrono::milliseconds pause{0};
        if (verdict) {
            first = false;
            retry_.succeeded();
            verdict->received = platform::boot_time();
            known_ = verdict;
            end(Failure::none);
            reports_.on_verdict(*verdict);
            // An endpoint that does not hold the poll, or that tells no version, is not asked without end.
            const bool at_once = std::chrono::steady_clock::now() - asked <
                                 std::min<std::chrono::milliseconds>(policy_.poll_pause, wait / 2);
            if ((unchanged && long_poll && at_once) || etag_.empty()) {
                pause = std::chrono::milliseconds(policy_.poll_pause) + Retry::jitter(policy_.poll_pause);
            }
        } else {
            reports_.on_message(kWarning, std::string("settings: ") + to_text(failure));
            end(failure);
            pause = retry_.next();
            if (asked_for) {
                // Not all of a fleet in the same second.
                pause = std::chrono::milliseconds(*asked_for) + Retry::jitter(policy_.retry);
            }
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
