#include "privacy/provenance/route.h"

#include <algorithm>

#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

constexpr string_view kVariable = ":var";
constexpr string_view kRoot = ":root";

bool is_alphanumeric(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

struct Parts {
    bool is_route = false;
    bool is_hash = false;  // `#/orders`: the path of an app that routes behind the `#`
    string_view
        addressed;  // with scheme and host, without user-info, query and fragment; empty when there is no scheme
    string_view path;
};

Parts take_apart(string_view route) noexcept {
    Parts parts;
    const bool is_plain = std::ranges::none_of(
        route, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '\\'; });
    if (route.empty() || route.size() > kRouteLengthMax || !is_plain) {
        return parts;
    }
    if (route.front() == '#') {
        route.remove_prefix(route.starts_with("#!/") ? 2 : 1);
        if (!route.starts_with('/')) {
            return parts;  // a fragment
        }
        parts.is_hash = true;
    }
    route = route.substr(0, route.find_first_of("?#"));
    std::size_t scheme = 0;
    while (scheme < route.size() &&
           (is_alphanumeric(route[scheme]) || route[scheme] == '+' || route[scheme] == '-' || route[scheme] == '.')) {
        ++scheme;
    }
    if (scheme > 0 && scheme < route.size() && route[scheme] == ':') {
        // Without `//` what follows is no path: mailto:, tel:, javascript:, data:, C:/
        const auto is = [&](string_view word) { return std::ranges::equal(route.substr(0, scheme), word, {}, lower); };
        if (route.substr(scheme + 1, 2) != "//" || is("file") || is("javascript") || is("data")) {
            return parts;
        }
        parts.addressed = route;
        route.remove_prefix(scheme + 1);
    }
    if (route.starts_with("//")) {
        const auto slash = route.find('/', 2);
        // `//orders` of a path with doubled slashes cannot be told from a host: the first segment is lost.
        route = slash == string_view::npos ? string_view("/") : route.substr(slash);
    }
    parts.path = route;
    // Where `..` leads is not for us to work out.
    const RouteSegments segments(route);
    parts.is_route =
        segments.all().size() <= kRouteSegmentsMax && std::ranges::find(segments.all(), "..") == segments.all().end();
    return parts;
}

}  // namespace

HashedRoute hash_route(const HashKey& key, string_view route, const RouteTable& table) noexcept {
    HashedRoute hashed;
    const Parts parts = take_apart(route);
    if (!parts.is_route) {
        return hashed;
    }
    hashed.is_route = true;
    hashed.is_hash = parts.is_hash;
    hashed.is_absolute = parts.path.starts_with('/');
    const RouteSegments segments(parts.path);
    // The most that the table knows: with scheme and host (which are then the table's, not the route's), behind a `#`,
    // or the path alone.
    if (!table.empty()) {
        if (!parts.addressed.empty()) {
            hashed.entry = table.match(RouteSegments(parts.addressed), false);
        }
        if (hashed.entry == 0 && parts.is_hash) {
            hashed.entry = table.match(RouteSegments(parts.path, "#"), false);
            hashed.is_hash = hashed.entry == 0;  // otherwise the template has it
        }
        if (hashed.entry == 0) {
            hashed.entry = table.match(segments, hashed.is_absolute);
        }
    }
    if (hashed.entry == 0) {
        for (const string_view segment : segments.all()) {
            hashed.segments[hashed.count++] = hash_name(key, RawName(segment)).whole;
        }
    }
    return hashed;
}

std::string told_route(const HashedRoute& route, const RouteTable& table, NameIndex& index) {
    std::string text;
    if (!route.is_route) {
        return text;
    }
    text = route.is_hash ? "#" : "";
    if (route.entry != 0) {
        text += table.text(route.entry);
        // One character too long, when the table has it without the `#`.
        return text.size() <= grammar::kNameLengthMax ? text : std::string(kVariable);
    }
    bool separate = route.is_absolute;
    for (std::size_t i = 0; i < route.count; ++i) {
        const NameDecision decision = index.decide({route.segments[i], {}});
        const string_view segment = decision.verdict == NameVerdict::kept ? decision.name->text() : kVariable;
        text += separate ? "/" : "";
        separate = true;
        if (text.size() + segment.size() + (i + 1 < route.count ? 1 + kVariable.size() : 0) > grammar::kNameLengthMax) {
            return text += kVariable;
        }
        text += segment;
    }
    if (text.empty() || text == "#") {
        text += '/';
    }
    return text;
}

std::optional<ShippedName> route_name(const HashedRoute& route, const RouteTable& table, NameIndex& index) {
    std::string text = told_route(route, table, index);
    if (!grammar::is_wire_name(text)) {
        if (text.empty()) {
            return std::nullopt;
        }
        text = kRoot;
    }
    return ShippedName(std::move(text), false);
}

string_view reason_text(RouteReason reason) noexcept {
    switch (reason) {
        case RouteReason::table:
            return "matches a template of the table";
        case RouteReason::segments:
            return "judged segment by segment";
        case RouteReason::not_a_route:
            return "is no route";
    }
    return "";
}

RouteDecision decide_route(string_view route, const RouteTable& table, NameIndex& index, const HashKey& key) {
    const HashedRoute hashed = hash_route(key, route, table);
    if (!hashed.is_route) {
        return {};
    }
    std::string text = told_route(hashed, table, index);
    const bool is_whole = text == route && text.find(kVariable) == std::string::npos;
    return {is_whole ? NameVerdict::kept : NameVerdict::templated,
            hashed.entry != 0 ? RouteReason::table : RouteReason::segments, std::move(text)};
}

}  // namespace silhouette::privacy
