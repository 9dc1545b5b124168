// Random ids of 16 bytes, each kind a type of its own; 32 lower-case hex digits in text.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proto/hex.h"

namespace silhouette::ingest {

template <class Kind>
class Identifier {
  public:
    static constexpr std::size_t kBytes = 16;

    static std::optional<Identifier> from_bytes(std::string_view bytes) {
        if (bytes.size() != kBytes) {
            return std::nullopt;
        }
        Identifier id;
        std::memcpy(id.bytes_.data(), bytes.data(), kBytes);
        return id;
    }
    static std::optional<Identifier> from_text(std::string_view text) {
        Identifier id;
        return wire::from_hex(text, std::as_writable_bytes(std::span(id.bytes_))) ? std::optional(id) : std::nullopt;
    }

    std::string_view bytes() const { return {bytes_.data(), kBytes}; }
    std::string text() const { return wire::to_hex(bytes()); }
    auto operator<=>(const Identifier&) const = default;

  private:
    std::array<char, kBytes> bytes_{};
};

using BatchId = Identifier<struct BatchKind>;
using SessionId = Identifier<struct SessionKind>;

}  // namespace silhouette::ingest
