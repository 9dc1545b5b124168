// The id of a session. Overwritten when it goes, wherever it was copied to, so that it is nowhere in memory when its
// epoch has ended.
#pragma once

#include <array>
#include <cstddef>

#include "platform/secure_memory.h"

namespace silhouette::transport {

struct SessionId : std::array<std::byte, 16> {
    SessionId() noexcept { fill(std::byte{}); }
    SessionId(const SessionId&) noexcept = default;
    SessionId& operator=(const SessionId&) noexcept = default;
    ~SessionId() { platform::cleanse(*this); }
};

}  // namespace silhouette::transport
