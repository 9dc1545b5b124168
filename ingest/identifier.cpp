#include "ingest/identifier.h"

namespace silhouette::ingest {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        text += kDigits[value >> 4];
        text += kDigits[value & 15];
    }
    return text;
}

std::optional<std::string> from_hex(std::string_view text, std::size_t bytes) {
    if (text.size() != bytes * 2) {
        return std::nullopt;
    }
    std::string result;
    result.reserve(bytes);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = kDigits.find(text[i]);
        const auto low = kDigits.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        result += static_cast<char>(high << 4 | low);
    }
    return result;
}

}  // namespace silhouette::ingest
