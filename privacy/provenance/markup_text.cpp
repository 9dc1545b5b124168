#include "privacy/provenance/markup_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/source_text.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

// With each character an entity.
constexpr std::size_t kValueMax = 10 * grammar::kNameLengthMax;

// The character that the entity stands for (`amp`, `#95`, `#x5f`); 0 when it is none of a name.
char character_of(string_view entity) {
    static constexpr std::array<std::pair<string_view, char>, 5> kNamed = {
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    for (const auto& [name, character] : kNamed) {
        if (entity == name) {
            return character;
        }
    }
    if (!entity.starts_with('#')) {
        return 0;
    }
    const bool is_hex = entity.starts_with("#x");
    const string_view digits = entity.substr(is_hex ? 2 : 1);
    unsigned value = 0;
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value, is_hex ? 16 : 10);
    return read.ec == std::errc() && read.ptr == end && value < 0x7f ? static_cast<char>(value) : '\0';
}

// Goes over the attributes at `at` to the end of their tag, or until `use` returns false; returns where it stopped.
template <typename Use>
std::size_t for_each_attribute(string_view text, std::size_t at, Use&& use) {
    const auto skip_space = [&] {
        while (at < text.size() && is_source_space(text[at])) {
            ++at;
        }
    };
    while (at < text.size() && text[at] != '>') {
        if (is_source_space(text[at]) || text[at] == '/') {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        while (at < text.size() && !is_source_space(text[at]) &&
               string_view("=/>").find(text[at]) == string_view::npos) {
            ++at;
        }
        const string_view key = text.substr(begin, at - begin);
        skip_space();
        if (at >= text.size() || text[at] != '=') {
            at += key.empty() ? 1 : 0;
            continue;
        }
        ++at;
        skip_space();
        if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) {
            continue;
        }
        const auto close = text.find(text[at], at + 1);
        if (close == string_view::npos) {
            return text.size();
        }
        const string_view value = text.substr(at + 1, close - at - 1);
        at = close + 1;
        if (!use(key, value)) {
            break;
        }
    }
    return at;
}

}  // namespace

std::string without_entities(string_view text) {
    std::string result;
    if (text.size() > kValueMax) {
        return result;
    }
    while (!text.empty()) {
        const auto end = text.front() == '&' ? text.find(';') : string_view::npos;
        if (end == string_view::npos) {
            result += text.front();
            text.remove_prefix(1);
            continue;
        }
        const char character = character_of(text.substr(1, end - 1));
        if (character == 0) {
            return {};
        }
        result += character;
        text.remove_prefix(end + 1);
    }
    return result;
}

std::string MarkupTag::attribute(string_view key) const {
    std::string found;
    for_each_attribute(inside, 0, [&](string_view one, string_view value) {
        if (one != key) {
            return true;
        }
        found = without_entities(value);
        return false;
    });
    return found;
}

void for_each_tag(string_view text, const std::function<void(const MarkupTag&)>& visit) {
    for (auto open = text.find('<'); open != string_view::npos; open = text.find('<', open)) {
        const auto skip = [&](string_view begin, string_view end) {
            if (!text.substr(open).starts_with(begin)) {
                return false;
            }
            const auto close = text.find(end, open + begin.size());
            open = close == string_view::npos ? text.size() : close + end.size();
            return true;
        };
        if (skip("<!--", "-->") || skip("<![CDATA[", "]]>") || skip("<?", "?>") || skip("<!", ">") || skip("</", ">")) {
            continue;
        }
        MarkupTag tag;
        std::size_t at = open + 1;
        while (at < text.size() && !is_source_space(text[at]) && text[at] != '/' && text[at] != '>') {
            ++at;
        }
        tag.name = text.substr(open + 1, at - open - 1);
        const std::size_t end = for_each_attribute(text, at, [](string_view, string_view) { return true; });
        tag.inside = text.substr(at, end - at);
        open = std::min(end + 1, text.size());
        tag.text = text.substr(open, text.find('<', open) - open);
        visit(tag);
    }
}

}  // namespace silhouette::privacy
