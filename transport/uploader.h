// Sends the spool's closed batches, oldest first, one at a time, over one connection; retries by policy.h.
//
// A batch leaves the spool when the endpoint acknowledged it (our content type, the batch's id) or refused it for good.
// A session's batches never share a connection with another session's. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "transport/batch_parts.h"
#include "transport/connection.h"
#include "transport/erasure.h"
#include "transport/retry.h"
#include "transport/sent_record.h"
#include "transport/session_id.h"
#include "transport/spool.h"

namespace silhouette::transport {

class Uploader {
  public:
    struct Reports {
        std::function<void(const privacy::Verdict&)> on_verdict;
        std::function<void(std::uint64_t items, bool taken_over)> on_sent;
        std::function<void(std::uint32_t reason, std::uint64_t items, bool taken_over)> on_dropped;
        std::function<void(int severity, const std::string& message)> on_message;
        // Before each batch of the session leaves.
        std::function<Sending(const SessionId&)> may_send;
        // Nothing closed is left, or what is left has to wait.
        std::function<void()> on_rest;
    };
    using MakeConnection = std::function<std::shared_ptr<Connection>()>;

    Uploader(boost::asio::io_context& io, std::string key, Spool& spool, SentRecord& sent,
             MakeConnection make_connection, Reports reports);

    // Until stop(). `owner` is kept alive by what runs; `epoch` must live until stop().
    void start(std::shared_ptr<void> owner, const EpochKey& epoch);
    // Abortive; a batch under way stays in the spool.
    void stop() noexcept;
    bool running() const noexcept { return epoch_ != nullptr; }
    // Something was closed.
    void wake();
    // Does not wait for the end of a back-off, unless the endpoint asked for it. For the flush at exit.
    void hurry();
    // The endpoint may accept now what it did not before: a fresh verdict came.
    void end_hold();
    // Nothing is on its way.
    bool at_rest() const noexcept { return !busy_; }

  private:
    using Time = std::chrono::steady_clock::time_point;
    boost::asio::awaitable<void> run(std::shared_ptr<void> owner, std::uint64_t round);
    // False: the rest has to wait.
    boost::asio::awaitable<bool> send(std::shared_ptr<Connection> connection, BatchId batch, bool taken_over,
                                      std::uint64_t round);
    bool settle(const Judgement& judgement, BatchId batch, bool taken_over, const WholeBatch& whole,
                std::span<const std::byte> body, std::uint64_t round);
    void drop(BatchId batch, std::uint32_t reason, std::uint64_t items, bool taken_over, bool last);
    void wait_at_least(std::chrono::milliseconds pause, bool asked_for);
    void hold();
    std::uint64_t part_items(const WholeBatch& whole, BatchId batch) const;

    boost::asio::io_context& io_;
    std::string key_;
    Spool& spool_;
    SentRecord& sent_;
    MakeConnection make_connection_;
    Reports reports_;
    const EpochKey* epoch_ = nullptr;
    std::shared_ptr<Connection> connection_;
    std::uint64_t round_ = 0;  // counts start() and stop(): what runs for an older round ends without touching anything
    boost::asio::steady_timer timer_;
    Retry retry_;
    Time not_before_{};
    bool asked_to_wait_ = false;
    bool held_ = false;  // the key was not accepted, or the tenant is off
    bool busy_ = false;
    std::optional<SessionId> connection_session_;
    // The parts of the batch that are still to be sent: kept over retries, so that no part is counted twice.
    BatchId parts_of_{};
    std::deque<Part> parts_;
};

}  // namespace silhouette::transport
