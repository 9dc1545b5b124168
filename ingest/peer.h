// Who is at the other end, for rates only: what stands for an address while this process runs, and cannot be turned
// back into it.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>

namespace silhouette::ingest {

// The same for addresses of one IPv6 network of 64 bits, of which one peer has as many as he likes.
std::string peer_of(const boost::asio::ip::address& address);

}  // namespace silhouette::ingest
