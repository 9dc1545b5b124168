// What a Transport is made of, and what its parts tell each other. transport.h has the door.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "transport/batcher.h"
#include "transport/cutter.h"
#include "transport/message.h"
#include "transport/network_change.h"
#include "transport/open_epoch.h"
#include "transport/session_secrets.h"
#include "transport/settings_client.h"
#include "transport/transport.h"
#include "transport/uploader.h"

namespace silhouette::transport {

struct Transport::State : std::enable_shared_from_this<State> {
    using Clock = std::chrono::steady_clock;

    State(boost::asio::io_context& context, Options given, Events callbacks);

    std::shared_ptr<Connection> connect(Cutter& cutter) { return std::make_shared<Connection>(io, route, cutter); }

    // To the host. Nobody is called any more once the Transport is gone.
    void say(int severity, const std::string& message) const;
    void dropped(std::uint32_t reason, std::uint64_t items, Whose whose) const;
    void dropped(const Spool::Lost& lost) const;
    void wiped(const Spool::Lost& lost) const;
    void tell(const std::function<void(Failure)>& whom, Failure failure) const;
    void learned(privacy::Verdict verdict);

    // Asked by the uploader before each batch.
    bool is_ended_by_others() const;
    bool is_over(std::uint64_t since) const;
    Sending may_send(const SessionId& session);

    void set_metered(bool metered);
    void network_changed();

    // What waits in the open batch goes to the spool. `next_items`: of a frame that is in the books already, and comes
    // into the next batch.
    void spool_piece(std::uint64_t next_items = 0);
    void close_batch(std::uint64_t next_items = 0);
    // One timer for the next piece or batch; none while nothing waits.
    void arm_tick();

    // Who waits for flush() is told; nobody waits any more.
    void tell_flushed();

    // Nothing escapes into the recorder: what fails here is memory.
    template <typename Action>
    void guarded(Action action) noexcept {
        try {
            action();
        } catch (...) {
            try {
                say(kError, "transport: not enough memory");
            } catch (...) {  // then nobody hears of it
            }
        }
    }

    boost::asio::io_context& io;
    Options options;
    Events events;
    std::optional<Endpoint> endpoint;
    RoutePtr route;
    Cutter upload_cutter;
    Cutter verdict_cutter;
    OpenEpoch epoch;
    std::optional<std::uint64_t> allowed_since;  // of the last "yes" that was heard
    SessionSecrets secrets;
    Batcher batcher;
    Spool spool;
    SentRecord sent_record;
    Uploader uploader;
    SettingsClient settings;
    boost::asio::steady_timer tick;
    Clock::time_point armed_for = Clock::time_point::max();
    boost::asio::steady_timer flush_timer;
    NetworkChange network;
    std::function<void()> flush_done;
    // The Transport is gone; what still runs keeps this alive, and calls nobody.
    bool closed = false;

  private:
    std::function<std::int64_t()> spool_clock() const;
};

}  // namespace silhouette::transport
