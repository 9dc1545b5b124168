#include "proto/hex.h"

namespace silhouette::wire {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

void write_hex(std::span<const std::byte> bytes, char* text) noexcept {
    for (const std::byte byte : bytes) {
        *text++ = kDigits[std::to_integer<unsigned>(byte) >> 4];
        *text++ = kDigits[std::to_integer<unsigned>(byte) & 15u];
    }
}

std::string to_hex(std::span<const std::byte> bytes) {
    std::string text(bytes.size() * 2, '\0');
    write_hex(bytes, text.data());
    return text;
}

std::string to_hex(std::string_view bytes) {
    return to_hex(std::as_bytes(std::span(bytes)));
}

bool from_hex(std::string_view text, std::span<std::byte> bytes) {
    if (text.size() != bytes.size() * 2) {
        return false;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto high = kDigits.find(text[2 * i]);
        const auto low = kDigits.find(text[2 * i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return false;
        }
        bytes[i] = static_cast<std::byte>(high << 4 | low);
    }
    return true;
}

}  // namespace silhouette::wire
