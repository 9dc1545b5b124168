// Asks the endpoint for the tenant's verdict: once, or for as long as it is wanted, by a long poll (ETag, Prefer:
// wait), over a connection of its own. A connected client learns of a change within the time that the endpoint needs to
// tell it.
//
// What is no verdict (unreachable, not ours, an error) reports nothing: a verdict ages out by itself. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "transport/connection.h"
#include "transport/retry.h"

namespace silhouette::transport {

class SettingsClient {
  public:
    struct Reports {
        std::function<void(const privacy::Verdict&)> on_verdict;
        std::function<void(int severity, const std::string& message)> on_message;
        // How an asking ended: with a verdict (none), or without one; with `follow` it goes on by itself.
        std::function<void(Failure)> on_end;
    };
    using MakeConnection = std::function<std::shared_ptr<Connection>()>;

    // `valid_max`: how long a verdict is relied on at the most. Polls come back well before it has aged out.
    SettingsClient(boost::asio::io_context& io, std::string key, MakeConnection make_connection, Reports reports,
                   const Policy& policy = {}, std::chrono::seconds valid_max = privacy::kVerdictValidDefault);
    ~SettingsClient();

    // `owner` is kept alive by what runs. Asking while it follows changes nothing.
    void ask(std::shared_ptr<void> owner, bool follow);
    // Abortive.
    void stop() noexcept;
    // From now on; who is waiting to try again does so at once.
    void set_key(std::string key);
    // The network is another: what is asked is asked anew.
    void network_changed();

  private:
    void end(Failure failure) const;
    boost::asio::awaitable<void> run(std::shared_ptr<void> owner, std::shared_ptr<Connection> given, bool follow,
                                     std::uint64_t round);

    boost::asio::io_context& io_;
    std::string key_;
    MakeConnection make_connection_;
    Reports reports_;
    Policy policy_;
    std::chrono::seconds valid_max_;
    std::shared_ptr<Connection> connection_;
    boost::asio::steady_timer timer_;
    std::uint64_t round_ = 0;
    bool following_ = false;
    bool asked_anew_ = false;  // by network_changed(): the failure of the exchange that it broke off is none
    Retry retry_;
    // The verdict that a 304 confirms.
    std::optional<privacy::Verdict> known_;
    std::string etag_;
};

}  // namespace silhouette::transport
