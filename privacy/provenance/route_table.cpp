#include "privacy/provenance/route_table.h"

#include <algorithm>
#include <deque>
#include <fstream>
#include <functional>
#include <iterator>
#include <tuple>
#include <utility>

#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

constexpr std::size_t kTableFileMax = std::size_t{4} << 20;
// Work of one match, in segments that are compared, or characters that are searched for the end of one of two
// placeholders: some hundred microseconds. A table of thousands of templates that begin alike stays below it.
constexpr std::size_t kStepsMax = 65'536;

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

// Specific before general: fixed, then mixed, then variable, from the left.
char rank_of(string_view segment) {
    const Placeholder hole = placeholder(segment);
    if (hole.end == 0) {
        return 'a';
    }
    return hole.end - hole.begin == segment.size() ? 'c' : 'b';
}

struct Ranked {
    string_view line;
    std::string rank;
    std::ptrdiff_t variables;

    bool operator<(const Ranked& other) const {
        return std::tie(variables, rank, line) < std::tie(other.variables, other.rank, other.line);
    }
};

// Without the names of its placeholders: `/customers/{}/orders`.
std::string shortened(string_view line) {
    std::string text;
    while (!line.empty()) {
        // Segment by segment: a brace that is not closed there opens no placeholder.
        const string_view segment = line.substr(0, line.find('/', 1));
        std::size_t from = 0;
        for (Placeholder found = placeholder(segment); found.end != 0; found = placeholder(segment.substr(from))) {
            text += segment.substr(from, found.begin);
            text += "{}";
            from += found.end;
        }
        text += segment.substr(from);
        line.remove_prefix(segment.size());
    }
    return text;
}

bool has_too_many_placeholders(string_view segment) {
    for (int count = 0; count < 2; ++count) {
        segment.remove_prefix(placeholder(segment).end);
    }
    return placeholder(segment).end != 0;
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
    std::vector<Ranked> ranked;
    std::deque<std::string> made_shorter;
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
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
        if (line.size() > grammar::kNameLengthMax) {
            line = made_shorter.emplace_back(shortened(line));
        }
        const RouteSegments segments(line);
        if (segments.are_too_many() || std::ranges::any_of(segments.all(), has_too_many_placeholders)) {
            continue;
        }
        if (ranked.size() == kRouteTemplatesMax || line.size() > grammar::kNameLengthMax) {
            ++table.left_out_;
            continue;
        }
        Ranked one{line, {}, 0};
        std::ranges::transform(segments.all(), std::back_inserter(one.rank), rank_of);
        one.variables = std::ranges::count_if(one.rank, [](char c) { return c != 'a'; });
        ranked.push_back(std::move(one));
    }
    std::ranges::sort(ranked, std::less<>());
    for (const Ranked& one : ranked) {
        table.add(one.line, RouteSegments(one.line));
    }
    return table;
}

void RouteTable::add(string_view line, const RouteSegments& segments) {
    const auto place = [](std::size_t at) { return static_cast<std::uint8_t>(at); };
    static_assert(grammar::kNameLengthMax <= 255);
    templates_.push_back({static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(segments_.size()),
                          place(line.size()), place(segments.all().size()), line.starts_with('/')});
    texts_ += line;
    for (const string_view text : segments.all()) {
        const auto begin = static_cast<std::size_t>(text.data() - line.data());
        Segment segment{place(begin), place(begin + text.size()), {}};
        std::size_t from = 0;
        for (Hole& hole : segment.holes) {
            const Placeholder found = placeholder(text.substr(from));
            if (found.end == 0) {
                break;
            }
            hole = {place(begin + from + found.begin), place(begin + from + found.end)};
            from += found.end;
        }
        segments_.push_back(segment);
    }
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
    return left_out_ == 0 ? "" : "has more than 10,000 templates, or one of more than 128 characters";
}

bool RouteTable::fits(string_view text, const Segment& pattern, string_view segment) noexcept {
    const auto part = [text](std::size_t begin, std::size_t end) { return text.substr(begin, end - begin); };
    const auto& [first, second] = pattern.holes;
    if (first.end == 0) {
        return part(pattern.begin, pattern.end) == segment;
    }
    const string_view before = part(pattern.begin, first.begin);
    const string_view after = part(second.end != 0 ? second.end : first.end, pattern.end);
    // A placeholder stands for one character at least.
    if (segment.size() <= before.size() + after.size() || !segment.starts_with(before) || !segment.ends_with(after)) {
        return false;
    }
    if (second.end == 0) {
        return true;
    }
    // Two in one segment (`{owner}:{name}`): the first ends where what stands between them is found first.
    const string_view between = part(first.end, second.begin);
    const string_view inside = segment.substr(before.size(), segment.size() - before.size() - after.size());
    const auto found = inside.find(between, 1);
    return found != string_view::npos && found + between.size() < inside.size();
}

std::uint32_t RouteTable::match(const RouteSegments& route, bool is_absolute) const noexcept {
    if (route.are_too_many()) {
        return 0;
    }
    std::size_t steps = 0;
    for (std::size_t i = 0; i < templates_.size(); ++i) {
        const Template& one = templates_[i];
        if (one.is_absolute != is_absolute || one.count != route.all().size()) {
            continue;
        }
        std::size_t k = 0;
        for (; k < one.count; ++k) {
            const Segment& pattern = segments_[one.segments + k];
            const string_view segment = route.all()[k];
            steps += 1 + (pattern.holes[1].end != 0 ? segment.size() : 0);
            if (steps > kStepsMax) {
                return 0;
            }
            if (!fits(text_of(one), pattern, segment)) {
                break;
            }
        }
        if (k == one.count) {
            return static_cast<std::uint32_t>(i + 1);
        }
    }
    return 0;
}

}  // namespace silhouette::privacy
