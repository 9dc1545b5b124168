// Calls once the machine's network is another, or it slept: what comes in quick succession is one change. One thread.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <memory>

#include "platform/network_watch.h"

namespace silhouette::transport {

class NetworkChange {
  public:
    NetworkChange(boost::asio::io_context& io, std::function<void()> changed);

    // Until stop(). Once it has begun, again is nothing.
    void start();
    void stop() noexcept;

  private:
    struct Watch;
    boost::asio::io_context& io_;
    std::function<void()> changed_;
    std::shared_ptr<Watch> watch_;
};

}  // namespace silhouette::transport
