// "Delete what was sent", beside the recorder: asks the endpoints to erase every session whose erasure the user asked
// for (erasure.h), over and over until each is confirmed or past its retention. Works while consent is closed, and
// sends nothing but a session's id and its secret: each on a connection of its own, so that nothing ties two sessions
// to one another. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "transport/connection.h"
#include "transport/endpoint.h"
#include "transport/retry.h"
#include "transport/session_id.h"

namespace silhouette::transport {

class Eraser : public std::enable_shared_from_this<Eraser> {
  public:
    struct Reports {
        std::function<void(std::uint32_t)> on_pending;  // how many are not confirmed yet
        std::function<void(int severity, const std::string& message)> on_message;
    };

    // What is no secret's own: how any endpoint is reached, and what the app's present one is trusted by.
    struct Base {
        std::string sdk_version, endpoint;
        ProxyChoice proxy;
        Trust trust;
        Policy policy;
    };

    // `state` is the app's folder. Held by a shared_ptr: what runs keeps it alive.
    Eraser(boost::asio::io_context& io, std::filesystem::path state, Base base, Reports reports);

    // Begins; or begins again at once where it waits between two tries, or when the one under way is through. Endpoints
    // that asked to be left alone are, the others are asked. Ends by itself when all are confirmed.
    void start();
    // Abortive; reports nothing afterwards. What is not confirmed stays asked for.
    void stop() noexcept;

  private:
    boost::asio::awaitable<void> run(std::uint64_t round);
    // Empty: it may be asked.
    std::optional<std::chrono::milliseconds> left_alone_for(const std::string& endpoint);

    boost::asio::io_context& io_;
    std::filesystem::path state_;
    Base base_;
    Reports reports_;
    Cutter cutter_;
    std::shared_ptr<Connection> connection_;
    boost::asio::steady_timer timer_;
    Retry retry_;
    std::uint64_t round_ = 0;
    bool running_ = false;
    bool again_ = false;                                                       // start() was called while it runs
    std::map<std::string, std::chrono::steady_clock::time_point> not_before_;  // by endpoint, which asked for it
};

}  // namespace silhouette::transport
