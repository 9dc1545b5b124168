#include "privacy/provenance/source_text.h"

#include <algorithm>
#include <utility>

#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

// Of a string. Longer than a name and what tells that it is none.
constexpr std::size_t kStringMax = 2 * grammar::kNameLengthMax;

constexpr bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

}  // namespace

void visit_name(string_view name, const NameVisit& visit) {
    if (grammar::is_wire_name(name) && name.front() != '#') {
        visit(name);
    }
}

bool SourceText::skip_comment() {
    const auto skip_to = [&](string_view end, std::size_t begin) {
        const auto found = text.find(end, at + begin);
        at = found == string_view::npos ? text.size() : found + end.size();
        return true;
    };
    if (has_hash_comments ? here() == '#' : begins_with("//")) {
        return skip_to("\n", 1);
    }
    if (!has_hash_comments && begins_with("/*")) {
        return skip_to("*/", 2);
    }
    if (here() == '\'' && !quotes_strings_singly) {
        // 'x', '\n', '\u{1f600}'; else the mark of a lifetime (Rust), or between digits (C++).
        const auto close = text.substr(at + 1, 12).find('\'', ahead(1) == '\\' ? 2 : 1);
        const bool is_character = close == 1 || (ahead(1) == '\\' && close != string_view::npos);
        at = std::min(at + (is_character ? close + 2 : 1), text.size());
        return true;
    }
    return false;
}

void SourceText::skip_space() {
    while (!is_at_end() && (is_source_space(here()) || skip_comment())) {
        at += is_source_space(here()) ? 1 : 0;
    }
}

string_view SourceText::take_word() {
    const std::size_t begin = at;
    while (!is_at_end() && is_source_word(here())) {
        ++at;
    }
    return text.substr(begin, at - begin);
}

string_view SourceText::take_token(string_view marks) {
    const std::size_t begin = at;
    while (!is_at_end() && (is_source_word(here()) || marks.find(here()) != string_view::npos)) {
        ++at;
    }
    at = std::min(std::max(at, begin + 1), text.size());
    return text.substr(begin, at - begin);
}

std::string SourceText::take_until(string_view end, bool has_escapes) {
    std::string value;
    const bool is_of_one_line = end == "\"" || end == "'";
    while (!is_at_end() && !begins_with(end) && !(is_of_one_line && here() == '\n')) {
        char c = here();
        if (c == '\\' && has_escapes && at + 1 < text.size()) {
            ++at;
            c = here() == '"' || here() == '\'' || here() == '\\' ? here() : '\n';
        }
        ++at;
        if (value.size() < kStringMax) {
            value += c;
        }
    }
    at = std::min(at + end.size(), text.size());
    return value;
}

std::optional<std::string> SourceText::take_string() {
    std::size_t quote = at;
    while (quote < text.size() && quote - at < 4 && string_view("uUlLrRbBfF8").find(text[quote]) != string_view::npos) {
        ++quote;
    }
    const string_view kind = text.substr(at, quote - at);
    const bool is_raw = kind.ends_with('r') || kind.ends_with('R');
    std::size_t hashes = 0;  // of Rust
    while (kind.ends_with('r') && quote + hashes < text.size() && text[quote + hashes] == '#') {
        ++hashes;
    }
    const char mark = quote + hashes < text.size() ? text[quote + hashes] : '\0';
    if (mark != '"' && (hashes != 0 || (mark != '`' && (mark != '\'' || !quotes_strings_singly)))) {
        return std::nullopt;
    }
    at = quote + hashes + 1;
    if (hashes != 0) {
        return take_until('"' + std::string(std::min(hashes, std::size_t{16}), '#'), false);
    }
    if (kind.ends_with('R') && mark == '"') {
        const string_view rest = text.substr(at, 17);
        const auto open = rest.find_first_of("(\"\n\\ ");
        if (open != string_view::npos && rest[open] == '(') {
            at += open + 1;
            return take_until(")" + std::string(rest.substr(0, open)) + "\"", false);
        }
    }
    if (mark != '`' && here() == mark && ahead(1) == mark) {
        at += 2;
        return take_until(std::string(3, mark), !is_raw);
    }
    return take_until(string_view(&mark, 1), !is_raw);
}

void SourceText::visit_string(std::string value, const NameVisit& visit) {
    for (;;) {
        const std::size_t behind = at;
        skip_space();
        const auto next = take_string();
        if (!next) {
            at = behind;
            break;
        }
        if (value.size() < kStringMax) {
            value += *next;
        }
    }
    // `row_${index}`, f"row_{index}", "row_{index}".format(…)
    const auto brace = value.find('{');
    if (brace != std::string::npos && brace + 1 < value.size() && is_letter(value[brace + 1])) {
        const auto begin = string_view(value).substr(0, brace - (brace > 0 && value[brace - 1] == '$' ? 1 : 0));
        if (grammar::is_prefix(begin)) {
            visit_name(begin, visit);
        }
        return;
    }
    visit_name(value, visit);
}

void SourceText::take_names(bool is_call, const NameVisit& visit) {
    int depth = 0;
    bool is_wanted = true, has_choice = false, is_continued = true;
    while (!is_at_end()) {
        if (here() == '\n' && !is_call && depth == 0 && !is_continued) {
            // The next line may go on with an operator.
            skip_space();
            if (string_view("?:+|&").find(here()) == string_view::npos || is_at_end()) {
                return;
            }
        }
        if (is_source_space(here())) {
            ++at;
            continue;
        }
        if (skip_comment()) {
            continue;
        }
        if (auto value = take_string()) {
            if (std::exchange(is_wanted, false)) {
                visit_string(std::move(*value), visit);
            }
            is_continued = false;
            continue;
        }
        if (is_source_word(here())) {
            is_wanted = (take_word() == "else") || is_wanted;
            is_continued = false;
            continue;
        }
        const char c = here();
        if (string_view(")]}").find(c) != string_view::npos) {
            if (depth == 0) {
                return;
            }
            if (--depth == 0 && is_call) {
                ++at;
                return;
            }
        } else if (string_view("([{").find(c) != string_view::npos) {
            ++depth;
        } else if (c == ';' || (c == ',' && depth == (is_call ? 1 : 0) && !(is_call && is_wanted))) {
            return;
        } else if (c == '?') {
            has_choice = true;
        } else if (c == ':' && ahead(1) == ':') {
            ++at;
        } else if (c == ':' && has_choice) {
            is_wanted = true;
        }
        is_continued = string_view(")]}").find(c) == string_view::npos;
        ++at;
    }
}

}  // namespace silhouette::privacy
