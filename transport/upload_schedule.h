// When the uploader tries again, and which batch it takes then: back-off, circuit, holds, and turns between what was
// closed just now and what waits from before, which goes at a pace of its own. Knows no connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

#include "transport/policy.h"
#include "transport/retry.h"
#include "transport/spool.h"

namespace silhouette::transport {

class UploadSchedule {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit UploadSchedule(const Policy& policy) : policy_(policy), retry_(policy) {}

    // The next to be sent; or nothing, and when to look again.
    std::optional<Spool::Waiting> choose(Spool& spool, Time now, Time& when);
    // It is the one whose turn it is among those that were closed just now.
    bool is_fresh(const BatchId& batch) const { return !fresh_.empty() && fresh_.front() == batch; }

    // The batch was closed just now.
    void closed(const BatchId& batch);
    // What was closed up to now waits from before.
    void forget_fresh() noexcept { fresh_.clear(); }

    // How a try ended. True when with this failure no batch is tried until the endpoint answers a question again.
    bool failed(std::optional<std::chrono::seconds> asked_for);
    void succeeded(bool was_fresh);
    // The endpoint answered a question.
    void answered() noexcept { circuit_open_ = false; }
    bool circuit_is_open() const noexcept { return circuit_open_; }
    // Something of our own was not to be had.
    void try_later();
    // The key was not accepted, or the tenant is off.
    void hold();
    // True when there was a hold.
    bool end_hold();

    // So many bytes of what waits from before were sent.
    void pace(std::size_t bytes);
    // The end of a back-off is not waited for, unless the endpoint asked for it or the circuit is open; nor is a pace
    // kept.
    void hurry();
    // Nothing is left, or all of it has to wait.
    void rest() noexcept { hurries_ = false; }
    // A back-off ends, unless the endpoint asked for it.
    void network_changed();
    // What waits from before goes at the pace of metered links.
    void set_metered(bool metered) noexcept { metered_ = metered; }

  private:
    void wait_at_least(std::chrono::milliseconds pause, bool asked_for);

    Policy policy_;
    Retry retry_;
    // Closed since the last failure, oldest first.
    std::deque<BatchId> fresh_;
    bool fresh_has_turn_ = false;
    Time backlog_not_before_{};
    Time not_before_{};
    bool asked_to_wait_ = false;
    bool held_ = false;
    bool circuit_open_ = false;
    bool metered_ = false;
    bool hurries_ = false;
};

}  // namespace silhouette::transport
