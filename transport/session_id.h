// The id of a session, and the secret that erases it. Both are overwritten when they go, wherever they were copied to,
// so that they are nowhere in memory when their epoch has ended.
#pragma once

#include <array>
#include <cstddef>

#include "platform/secure_memory.h"

namespace silhouette::transport {

template <std::size_t Bytes>
struct CleansedBytes : std::array<std::byte, Bytes> {
    CleansedBytes() noexcept { this->fill(std::byte{}); }
    CleansedBytes(const CleansedBytes&) noexcept = default;
    CleansedBytes& operator=(const CleansedBytes&) noexcept = default;
    ~CleansedBytes() { platform::cleanse(*this); }
};

using SessionId = CleansedBytes<16>;
// Random. Who shows it to the endpoint erases the session there.
using SessionSecret = CleansedBytes<32>;

// The first half of the secret's SHA-256: each batch names the session, so the endpoint can tell whose secret it is
// shown whichever batches came.
SessionId session_id_of(const SessionSecret& secret) noexcept;
// The whole of it.
std::array<std::byte, 32> hash_of(const SessionSecret& secret) noexcept;

}  // namespace silhouette::transport
