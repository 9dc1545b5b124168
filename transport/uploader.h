// Sends the spool's closed batches, oldest first, one at a time, over one connection; retries by policy.h.
//
// A batch leaves the spool when the endpoint acknowledged it (our content type, the batch's id) or refused it for good.
// A session's batches never share a connection with another session's. Before the first batch of a connection the
// endpoint is asked for the verdict: who does not answer that as an ingest endpoint gets no byte of a batch. What waits
// from before goes at a pace of its own, and what is closed meanwhile is let pass between. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "transport/connection.h"
#include "transport/erasure.h"
#include "transport/parts_to_send.h"
#include "transport/sent_record.h"
#include "transport/session_id.h"
#include "transport/spool.h"
#include "transport/upload_schedule.h"

namespace silhouette::transport {

class Uploader {
  public:
    struct Reports {
        std::function<void(const privacy::Verdict&)> on_verdict;
        std::function<void(std::uint64_t items, bool taken_over)> on_sent;
        std::function<void(const Spool::Lost&)> on_dropped;
        // The user wants its session erased.
        std::function<void(const Spool::Lost&)> on_wiped;
        std::function<void(int severity, const std::string& message)> on_message;
        // How a try ended.
        std::function<void(Failure)> on_try;
        // The key was not accepted; once for each key.
        std::function<void()> on_key_refused;
        // Before each batch of the session leaves, and before each part of it.
        std::function<Sending(const SessionId&)> may_send;
        // Before each batch is read: whether another process has ended the epoch, so that all of it is to be wiped, and
        // what cannot be read is not damaged.
        std::function<bool()> is_ended;
        // Whether the tenant's last verdict is of another "yes" than the one that a batch was recorded under.
        std::function<bool(std::uint64_t allowed_since)> is_over;
        // Nothing closed is left, or what is left has to wait.
        std::function<void()> on_rest;
    };
    using MakeConnection = std::function<std::shared_ptr<Connection>()>;

    Uploader(boost::asio::io_context& io, std::string key, Spool& spool, SentRecord& sent,
             MakeConnection make_connection, Reports reports, const Policy& policy = {});
    ~Uploader();

    // Until stop(). `owner` is kept alive by what runs; `epoch` must live until stop().
    void start(std::shared_ptr<void> owner, const EpochKey& epoch);
    // Abortive; a batch under way stays in the spool.
    void stop() noexcept;
    bool running() const noexcept { return epoch_ != nullptr; }
    // Also where it is the question for the verdict that was refused.
    void tell_key_refused();
    // The batch was closed.
    void wake(const BatchId& closed);
    // Does not wait for the end of a back-off, unless the endpoint asked for it or the circuit is open: then nothing is
    // tried any more; nor at a pace. For the flush at exit.
    void hurry();
    // The network is another: a back-off ends.
    void network_changed();
    void set_key(std::string key);
    // What waits from before goes at the pace of metered links.
    void set_metered(bool metered) noexcept { schedule_.set_metered(metered); }
    // The endpoint may accept now what it did not before: a fresh verdict came.
    void end_hold();
    // Nothing is on its way.
    bool at_rest() const noexcept { return !busy_; }

  private:
    boost::asio::awaitable<void> run(std::shared_ptr<void> owner, std::uint64_t round);
    // Whether an ingest endpoint answers on this connection, that takes our key. False: everything has to wait.
    boost::asio::awaitable<bool> probe(std::shared_ptr<Connection> connection, std::uint64_t round);
    // False: the rest has to wait.
    boost::asio::awaitable<bool> send(std::shared_ptr<Connection> connection, BatchId batch, bool taken_over,
                                      bool backlog, std::uint64_t round);
    // What send() ends with when the batch may not be sent, or not now.
    std::optional<bool> leave_unless_allowed(bool taken_over, const SessionId& session);
    bool settle(const Judgement& judgement, bool taken_over, const WholeBatch& whole, std::span<const std::byte> body,
                std::uint64_t round);
    void drop(const Spool::Lost& lost);
    void wipe(bool taken_over, const SessionId& session);
    // A wait that follows from what was answered, or not.
    void fail(Failure failure, std::optional<std::chrono::seconds> asked_for = {});
    void wake();
    void hold();
    void key_refused();
    void tell(Failure failure) const;
    std::pair<std::string, std::string> authorization() const { return {"Authorization", "Bearer " + key_}; }

    boost::asio::io_context& io_;
    std::string key_;
    Spool& spool_;
    SentRecord& sent_;
    MakeConnection make_connection_;
    Reports reports_;
    const EpochKey* epoch_ = nullptr;
    std::shared_ptr<Connection> connection_;
    std::uint64_t round_ = 0;  // counts start() and stop(): what runs for an older round ends without touching anything
    Policy policy_;
    boost::asio::steady_timer timer_;
    UploadSchedule schedule_;
    bool key_refusal_told_ = false;
    bool busy_ = false;
    std::optional<SessionId> connection_session_;
    PartsToSend parts_;
};

}  // namespace silhouette::transport
