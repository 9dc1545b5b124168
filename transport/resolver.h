// Looks a host up without ever holding up the recorder thread or an exit. getaddrinfo() cannot be called back, so it
// runs in a thread of its own that is abandoned when nobody waits any more; what it still touches then is its own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <string>
#include <vector>

namespace silhouette::transport {

// Addresses in the system's order. Empty when there are none, or not within `deadline`. Address literals ask nobody.
boost::asio::awaitable<std::vector<boost::asio::ip::tcp::endpoint>> resolve(std::string host, std::uint16_t port,
                                                                            std::chrono::milliseconds deadline);

}  // namespace silhouette::transport
