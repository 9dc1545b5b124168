#include "privacy/provenance/route.h"

#include <algorithm>
#include <fstream>

#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

constexpr std::size_t kTableFileMax = std::size_t{4} << 20;
constexpr string_view kVariable = ":var";
// In one segment: each more multiplies the work of a match by the segment's length.
constexpr std::size_t kPlaceholdersMax = 2;

bool is_alphanumeric(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Between slashes; empty and `.` segments do not count.
std::vector<std::string> split(string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const string_view segment = path.substr(0, slash);
        if (!segment.empty() && segment != ".") {
            segments.emplace_back(segment);
        }
        path.remove_prefix(slash == string_view::npos ? path.size() : slash + 1);
    }
    return segments;
}

// `{id}` or `:id` in a segment of a template: where it begins and ends. Nothing of it: size 0.
struct Placeholder {
    std::size_t begin = 0;
    std::size_t end = 0;
};
Placeholder placeholder(string_view segment) {
    if (const auto open = segment.find('{'); open != string_view::npos) {
        const auto close = segment.find('}', open);
        return close == string_view::npos ? Placeholder{} : Placeholder{open, close + 1};
    }
    // A colon within a word is part of it (`tasks:batch`).
    for (std::size_t begin = 0; begin + 1 < segment.size(); ++begin) {
        if (segment[begin] != ':' || (begin > 0 && is_alphanumeric(segment[begin - 1]))) {
            continue;
        }
        std::size_t end = begin + 1;
        while (end < segment.size() && (is_alphanumeric(segment[end]) || segment[end] == '_')) {
            ++end;
        }
        if (end > begin + 1) {
            return {begin, end};
        }
    }
    return {};
}

std::size_t count_placeholders(string_view segment) {
    std::size_t count = 0;
    for (Placeholder hole = placeholder(segment); hole.end != 0; hole = placeholder(segment)) {
        segment.remove_prefix(hole.end);
        ++count;
    }
    return count;
}

bool matches(string_view pattern, string_view segment) {
    const Placeholder hole = placeholder(pattern);
    if (hole.end == 0) {
        return pattern == segment;
    }
    const string_view before = pattern.substr(0, hole.begin);
    const string_view after = pattern.substr(hole.end);
    if (!segment.starts_with(before)) {
        return false;
    }
    if (placeholder(after).end == 0) {
        // A placeholder stands for one character at least.
        return segment.size() > before.size() + after.size() && segment.ends_with(after);
    }
    // Two in one segment (`{owner}:{name}`): the second is looked for behind every place where the first may end.
    for (std::size_t at = before.size() + 1; at < segment.size(); ++at) {
        if (matches(after, segment.substr(at))) {
            return true;
        }
    }
    return false;
}

// Specific before general: fixed, then mixed, then variable, from the left.
char rank_of(string_view segment) {
    const Placeholder hole = placeholder(segment);
    if (hole.end == 0) {
        return 'a';
    }
    return hole.end - hole.begin == segment.size() ? 'c' : 'b';
}

struct Parts {
    bool is_route = false;
    bool is_hash = false;  // `#/orders`: the path of an app that routes behind the `#`
    string_view
        addressed;  // with scheme and host, without user-info, query and fragment; empty when there is no scheme
    string_view path;
};

Parts take_apart(string_view route) {
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
        std::string lower(route.substr(0, scheme));
        std::ranges::transform(lower, lower.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (route.substr(scheme + 1, 2) != "//" || lower == "file" || lower == "javascript" || lower == "data") {
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
    const std::vector<std::string> segments = split(route);
    parts.is_route = segments.size() <= kRouteSegmentsMax && std::ranges::find(segments, "..") == segments.end();
    return parts;
}

}  // namespace

RouteTable RouteTable::parse(string_view text) {
    RouteTable table;
    while (!text.empty()) {
        const auto end = text.find('\n');
        string_view line = text.substr(0, end);
        text.remove_prefix(end == string_view::npos ? text.size() : end + 1);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
            line.remove_suffix(1);
        }
        const bool is_printable = std::ranges::all_of(line, [](char c) { return c > ' ' && c <= '~'; });
        if (line.empty() || !is_printable || line.size() > kRouteLengthMax ||
            (line.front() == '#' && !line.starts_with("#/"))) {
            continue;
        }
        Template entry{std::string(line), split(line), {}};
        bool is_simple = entry.segments.size() <= kRouteSegmentsMax;
        for (const std::string& segment : entry.segments) {
            entry.rank += rank_of(segment);
            is_simple = is_simple && count_placeholders(segment) <= kPlaceholdersMax;
        }
        if (is_simple) {
            table.templates_.push_back(std::move(entry));
        }
    }
    const auto variables = [](const Template& one) {
        return std::ranges::count_if(one.rank, [](char c) { return c != 'a'; });
    };
    std::ranges::stable_sort(table.templates_, [&](const Template& a, const Template& b) {
        return variables(a) != variables(b) ? variables(a) < variables(b) : a.rank < b.rank;
    });
    return table;
}

std::string RouteTable::read(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return std::filesystem::exists(file, error) ? "is not a file" : "does not exist";
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(kTableFileMax + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || (!stream && !stream.eof())) {
        return "cannot be read";
    }
    if (!stream.eof()) {
        return "is larger than 4 MiB";
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    *this = parse(text);
    return {};
}

string_view RouteTable::match(string_view route) const {
    const std::vector<std::string> segments = split(route);
    const bool is_absolute = route.starts_with('/');
    for (const Template& entry : templates_) {
        if (entry.text.starts_with('/') == is_absolute &&
            std::ranges::equal(entry.segments, segments, [](const std::string& pattern, const std::string& segment) {
                return matches(pattern, segment);
            })) {
            return entry.text;
        }
    }
    return {};
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
    const Parts parts = take_apart(route);
    if (!parts.is_route) {
        return {};
    }
    const auto told = [&](RouteReason reason, std::string text, bool is_whole) {
        return RouteDecision{is_whole && text == route ? NameVerdict::kept : NameVerdict::templated, reason,
                             std::move(text)};
    };
    // The most that the table knows: with scheme and host (which are then the table's, not the route's), behind a `#`,
    // or the path alone.
    if (!table.empty()) {
        if (!parts.addressed.empty()) {
            if (const auto found = table.match(parts.addressed); !found.empty()) {
                return told(RouteReason::table, std::string(found), true);
            }
        }
        if (parts.is_hash) {
            if (const auto found = table.match("#" + std::string(parts.path)); !found.empty()) {
                return told(RouteReason::table, std::string(found), true);
            }
        }
        if (const auto found = table.match(parts.path); !found.empty()) {
            return told(RouteReason::table, (parts.is_hash ? "#" : "") + std::string(found), true);
        }
    }
    const std::vector<std::string> segments = split(parts.path);
    std::string text = parts.is_hash ? "#" : "";
    bool separate = parts.path.starts_with('/');
    bool is_whole = true;
    for (const std::string& segment : segments) {
        if (separate) {
            text += '/';
        }
        separate = true;
        const NameDecision decision = index.decide(hash_name(key, RawName(string_view(segment))));
        const bool is_kept = decision.verdict == NameVerdict::kept;
        text += is_kept ? decision.name->text() : kVariable;
        is_whole = is_whole && is_kept;
    }
    if (text.empty() || text == "#") {
        text += '/';
    }
    return told(RouteReason::segments, std::move(text), is_whole);
}

}  // namespace silhouette::privacy
