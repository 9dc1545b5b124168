#include "transport/upload_schedule.h"

#include <cstdint>
#include <utility>

namespace silhouette::transport {
namespace {

// Batches closed in the time that one takes to be sent: a session's last, and a new one's first.
constexpr std::size_t kFreshMax = 64;

}  // namespace

std::optional<Spool::Waiting> UploadSchedule::choose(Spool& spool, Time now, Time& when) {
    while (!fresh_.empty() && !spool.closed(fresh_.front())) {
        fresh_.pop_front();
    }
    const auto oldest = spool.oldest_closed();
    when = Time::max();
    if (!oldest) {
        return std::nullopt;
    }
    if (now < not_before_) {
        when = not_before_;
        return std::nullopt;
    }
    const auto fresh = fresh_.empty() ? std::nullopt : spool.closed(fresh_.front());
    if (fresh && (fresh_has_turn_ || oldest->id == fresh->id || now < backlog_not_before_)) {
        return fresh;
    }
    if (now < backlog_not_before_) {
        when = backlog_not_before_;
        return std::nullopt;
    }
    return oldest;
}

void UploadSchedule::closed(const BatchId& batch) {
    if (retry_.failures() == 0 && !held_ && fresh_.size() < kFreshMax) {
        fresh_.push_back(batch);
    }
}

bool UploadSchedule::failed(std::optional<std::chrono::seconds> asked_for) {
    fresh_.clear();
    const auto pause = retry_.next();
    // Not all of a fleet in the same second.
    wait_at_least(asked_for ? std::chrono::milliseconds(*asked_for) + Retry::jitter(policy_.retry) : pause,
                  asked_for.has_value());
    return retry_.failures() >= policy_.circuit_failures && !std::exchange(circuit_open_, true);
}

void UploadSchedule::succeeded(bool was_fresh) {
    retry_.succeeded();
    circuit_open_ = false;
    asked_to_wait_ = false;
    held_ = false;
    fresh_has_turn_ = !was_fresh;
}

void UploadSchedule::try_later() {
    wait_at_least(retry_.next(), false);
}

void UploadSchedule::hold() {
    wait_at_least(std::chrono::seconds(policy_.hold), true);
    fresh_.clear();
    held_ = true;
}

bool UploadSchedule::end_hold() {
    if (!std::exchange(held_, false)) {
        return false;
    }
    not_before_ = {};
    asked_to_wait_ = false;
    return true;
}

// What waits from before is not to take the whole of a line, nor of an endpoint that just came back.
void UploadSchedule::pace(std::size_t bytes) {
    if (hurries_) {
        return;
    }
    const std::uint64_t rate = metered_ ? policy_.metered_bytes_per_s : policy_.backlog_bytes_per_s;
    backlog_not_before_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(bytes * 1'000 / rate);
}

void UploadSchedule::hurry() {
    if (!asked_to_wait_ && !circuit_open_) {
        not_before_ = {};
    }
    hurries_ = true;
    backlog_not_before_ = {};
}

void UploadSchedule::network_changed() {
    if (!asked_to_wait_) {
        not_before_ = {};
    }
}

void UploadSchedule::wait_at_least(std::chrono::milliseconds pause, bool asked_for) {
    not_before_ = std::chrono::steady_clock::now() + pause;
    asked_to_wait_ = asked_for;
}

}  // namespace silhouette::transport
