#include "transport/route.h"

#include <openssl/evp.h>

#include <algorithm>
#include <utility>

namespace silhouette::transport {
namespace {

constexpr std::string_view kPinScheme = "sha256//";
// 32 bytes: 43 digits and one that fills up.
constexpr std::size_t kPinDigits = 44;

std::optional<Pin> parse_pin(std::string_view text) {
    if (text.size() != kPinScheme.size() + kPinDigits || !text.starts_with(kPinScheme) || text.back() != '=' ||
        text[text.size() - 2] == '=') {
        return std::nullopt;
    }
    std::array<unsigned char, 33> bytes{};
    const auto digits = text.substr(kPinScheme.size());
    if (EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(digits.data()),
                        static_cast<int>(digits.size())) != static_cast<int>(bytes.size())) {
        return std::nullopt;
    }
    Pin pin;
    std::transform(bytes.begin(), bytes.end() - 1, pin.begin(), [](unsigned char byte) { return std::byte{byte}; });
    return pin;
}

}  // namespace

std::optional<std::vector<Pin>> parse_pins(std::string_view text) {
    std::vector<Pin> pins;
    if (text.empty()) {
        return pins;
    }
    for (bool more = true; more;) {
        const auto end = text.find(';');
        const auto pin = parse_pin(text.substr(0, end));
        if (!pin || std::find(pins.begin(), pins.end(), *pin) != pins.end()) {
            return std::nullopt;
        }
        pins.push_back(*pin);
        more = end != std::string_view::npos;
        text.remove_prefix(more ? end + 1 : 0);
    }
    if (pins.size() < policy::kPinsMin || pins.size() > policy::kPinsMax) {
        return std::nullopt;
    }
    return pins;
}

std::string to_text(const std::vector<Pin>& pins) {
    std::string text;
    for (const Pin& pin : pins) {
        std::array<unsigned char, kPinDigits + 1> digits;
        EVP_EncodeBlock(digits.data(), reinterpret_cast<const unsigned char*>(pin.data()),
                        static_cast<int>(pin.size()));
        text += text.empty() ? "" : ";";
        text += kPinScheme;
        text.append(digits.begin(), digits.end() - 1);
    }
    return text;
}

RoutePtr make_route(Endpoint endpoint, const ProxyChoice& proxy, Trust trust, const std::string& sdk_version,
                    const Policy& policy) {
    Way way = way_to(endpoint, proxy);
    return std::make_shared<const Route>(
        Route{std::move(endpoint), std::move(way), std::move(trust), "silhouette/" + sdk_version, policy});
}

}  // namespace silhouette::transport
