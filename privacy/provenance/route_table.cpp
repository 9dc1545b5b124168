#include "privacy/provenance/route_table.h"

#include <algorithm>
#include <fstream>
#include <tuple>

#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

constexpr std::size_t kTableFileMax = std::size_t{4} << 20;
// In one segment: each more multiplies the work of a match by the segment's length.
constexpr std::size_t kPlaceholdersMax = 2;

bool is_alphanumeric(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// `{id}` or `:id` in a segment of a template: where it begins and ends. Nothing of it: size 0.
struct Placeholder {
    std::size_t begin = 0;
    std::size_t end = 0;
};
Placeholder placeholder(string_view segment) noexcept {
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

bool matches(string_view pattern, string_view segment) noexcept {
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

}  // namespace

RouteSegments::RouteSegments(string_view path, string_view first) noexcept {
    if (!first.empty()) {
        segments_[count_++] = first;
    }
    while (!path.empty()) {
        const auto slash = path.find('/');
        const string_view segment = path.substr(0, slash);
        if (!segment.empty() && segment != ".") {
            if (count_ == segments_.size()) {
                too_many_ = true;
                return;
            }
            segments_[count_++] = segment;
        }
        path.remove_prefix(slash == string_view::npos ? path.size() : slash + 1);
    }
}

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
        if (line.empty() || !is_printable || line.size() > grammar::kNameLengthMax ||
            (line.front() == '#' && !line.starts_with("#/"))) {
            continue;
        }
        const RouteSegments segments(line);
        Template entry{std::string(line), {segments.all().begin(), segments.all().end()}, {}};
        bool is_simple = !segments.are_too_many();
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
    std::ranges::sort(table.templates_, [&](const Template& a, const Template& b) {
        return std::tuple(variables(a), std::string_view(a.rank), std::string_view(a.text)) <
               std::tuple(variables(b), std::string_view(b.rank), std::string_view(b.text));
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

std::uint32_t RouteTable::match(const RouteSegments& route, bool is_absolute) const noexcept {
    if (route.are_too_many()) {
        return 0;
    }
    for (std::size_t i = 0; i < templates_.size(); ++i) {
        const Template& entry = templates_[i];
        if (entry.text.starts_with('/') == is_absolute && std::ranges::equal(entry.segments, route.all(), matches)) {
            return static_cast<std::uint32_t>(i + 1);
        }
    }
    return 0;
}

}  // namespace silhouette::privacy
