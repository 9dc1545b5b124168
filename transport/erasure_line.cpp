#include "transport/erasure_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "proto/hex.h"

namespace silhouette::transport {
namespace {

using nlohmann::json;

constexpr std::string_view kStart = R"({"session":")";
// Of the same length: a line is marked where it is. A quotation mark within a string has a backslash before it, so that
// no endpoint or tenant looks like this.
constexpr std::string_view kSaysNotSent = R"(,"sent":0)", kSaysSent = R"(,"sent":1)";

std::string quoted(const std::string& text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

void append_hex(std::string& text, std::span<const std::byte> bytes) {
    const std::size_t at = text.size();
    text.resize(at + 2 * bytes.size());
    wire::write_hex(bytes, text.data() + at);
}

// Reads the digits of a member and puts zeros in their place, so that no parser makes a copy of them.
bool take_hex(std::span<char> line, std::string_view start, std::span<std::byte> bytes) {
    const std::string_view text(line.data(), line.size());
    const auto at = text.find(start);
    if (at == std::string_view::npos || text.size() - at - start.size() < 2 * bytes.size()) {
        return false;
    }
    const auto digits = line.subspan(at + start.size(), 2 * bytes.size());
    const bool is_read = wire::from_hex({digits.data(), digits.size()}, bytes);
    std::fill(digits.begin(), digits.end(), '0');
    return is_read;
}

// How the endpoint is reached and trusted; what is not set takes no room.
template <typename Action>
void for_each_way(const ErasureSecret& secret, Action action) {
    const auto unless_empty = [&](const char* name, const std::string& value) {
        if (!value.empty()) {
            action(name, value);
        }
    };
    unless_empty("ca", secret.trust.ca_file);
    unless_empty("pins", to_text(secret.trust.pins));
    unless_empty("certificate", secret.trust.client_certificate);
    unless_empty("key", secret.trust.client_key);
    if (secret.proxy) {
        action("proxy", secret.proxy->https_proxy);
        unless_empty("no_proxy", secret.proxy->no_proxy);
    }
}

}  // namespace

std::string erasure_line_start(const SessionId& session) {
    std::string start(kStart);
    append_hex(start, session);
    return start;
}

std::size_t size_of_erasure_lines(std::span<const ErasureSecret> secrets) {
    std::size_t size = 0;
    for (const ErasureSecret& one : secrets) {
        // An escaped character takes six; the rest of a line is shorter than this.
        size += 256 + 6 * (one.endpoint.size() + one.tenant.size());
        for_each_way(one, [&](const char*, const std::string& value) { size += 32 + 6 * value.size(); });
    }
    return size;
}

// A JSON object. Ids and secrets are written in place.
void append_erasure_line(std::string& text, const ErasureSecret& secret) {
    text += kStart;
    append_hex(text, secret.session);
    text += R"(","secret":")";
    append_hex(text, secret.secret);
    text += R"(","endpoint":)" + quoted(secret.endpoint) + R"(,"tenant":)" + quoted(secret.tenant);
    for_each_way(secret, [&](const char* name, const std::string& value) {
        text += ",\"";
        text += name;
        text += "\":" + quoted(value);
    });
    text += R"(,"day":)" + std::to_string(secret.day);
    text += secret.sent ? kSaysSent : kSaysNotSent;
    text +=
        R"(,"asked":)" + std::to_string(secret.asked) + R"(,"uptime":)" + std::to_string(secret.asked_uptime) + "}\n";
}

std::optional<ErasureSecret> read_erasure_line(std::span<char> text) {
    ErasureSecret secret;
    if (!take_hex(text, kStart, secret.session) || !take_hex(text, R"("secret":")", secret.secret)) {
        return std::nullopt;
    }
    const json line = json::parse(text.begin(), text.end(), nullptr, false);
    if (!line.is_object()) {
        return std::nullopt;
    }
    const auto field = [&](const char* name) {
        const auto found = line.find(name);
        return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    secret.endpoint = field("endpoint");
    secret.tenant = field("tenant");
    secret.trust.ca_file = field("ca");
    secret.trust.client_certificate = field("certificate");
    secret.trust.client_key = field("key");
    // Rather none at all than one that is sent to whoever answers.
    auto pins = parse_pins(field("pins"));
    if (!pins) {
        return std::nullopt;
    }
    secret.trust.pins = std::move(*pins);
    if (line.contains("proxy")) {
        secret.proxy = ProxyChoice{field("proxy"), field("no_proxy"), true};
    }
    const auto number = [&](const char* name, std::int64_t otherwise) {
        const auto found = line.find(name);
        return found != line.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
    };
    secret.day = number("day", 0);
    secret.asked = number("asked", 0);
    secret.asked_uptime = number("uptime", 0);
    secret.sent = number("sent", 1) != 0;
    return secret;
}

std::optional<std::size_t> find_not_sent(std::string_view line) {
    const auto at = line.find(kSaysNotSent);
    return at == std::string_view::npos ? std::nullopt : std::optional(at + kSaysNotSent.size() - 1);
}

}  // namespace silhouette::transport
