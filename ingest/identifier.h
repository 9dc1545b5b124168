// Random ids of 16 bytes, each kind a type of its own; 32 lower-case hex digits in text.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace silhouette::ingest {

std::string hex(std::string_view bytes);

// Empty unless `text` is lower-case hex digits of exactly `bytes` bytes.
std::optional<std::string> from_hex(std::string_view text, std::size_t bytes);

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
        const auto bytes = from_hex(text, kBytes);
        return bytes ? from_bytes(*bytes) : std::nullopt;
    }

    std::string_view bytes() const { return {bytes_.data(), kBytes}; }
    std::string text() const { return hex(bytes()); }
    auto operator<=>(const Identifier&) const = default;

  private:
    std::array<char, kBytes> bytes_{};
};

using BatchId = Identifier<struct BatchKind>;
using SessionId = Identifier<struct SessionKind>;

}  // namespace silhouette::ingest
