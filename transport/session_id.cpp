#include "transport/session_id.h"

#include <openssl/sha.h>

#include <algorithm>

namespace silhouette::transport {

std::array<std::byte, 32> hash_of(const SessionSecret& secret) noexcept {
    std::array<std::byte, 32> hash{};
    static_assert(hash.size() == SHA256_DIGEST_LENGTH);
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
           reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

SessionId session_id_of(const SessionSecret& secret) noexcept {
    auto hash = hash_of(secret);
    SessionId id;
    std::copy_n(hash.begin(), id.size(), id.begin());
    platform::cleanse(hash);
    return id;
}

}  // namespace silhouette::transport
