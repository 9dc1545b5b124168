#include "ingest/peer.h"

#include "ingest/access_key.h"

namespace silhouette::ingest {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNetworkBytes = 8;
constexpr std::size_t kPeerBytes = 16;

}  // namespace

std::string peer_of(const boost::asio::ip::address& address) {
    namespace ip = boost::asio::ip;
    static const std::string key = random_bytes(kKeyBytes);
    std::string text = key;
    if (address.is_v6() && !address.to_v6().is_v4_mapped()) {
        const auto bytes = address.to_v6().to_bytes();
        text.append(bytes.begin(), bytes.begin() + kNetworkBytes);
    } else {
        const auto v4 = address.is_v6() ? ip::make_address_v4(ip::v4_mapped, address.to_v6()) : address.to_v4();
        const auto bytes = v4.to_bytes();
        text.append(bytes.begin(), bytes.end());
    }
    return sha256(text).substr(0, kPeerBytes);
}

}  // namespace silhouette::ingest
