#include "privacy/grammar/name_grammar.h"

#include <algorithm>

namespace silhouette::grammar {
namespace {

// Locale-free, unlike <cctype>.
constexpr bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_printable(char c) {
    return c >= ' ' && c <= '~';
}

}  // namespace

bool is_name(std::string_view text) noexcept {
    return text.size() >= kNameLengthMin && text.size() <= kNameLengthMax && std::ranges::any_of(text, is_letter) &&
           std::ranges::all_of(text, is_name_character);
}

bool is_wire_name(std::string_view text) noexcept {
    return text.size() >= kNameLengthMin && text.size() <= kNameLengthMax && text.front() != ' ' &&
           text.back() != ' ' && std::ranges::any_of(text, is_letter) && std::ranges::all_of(text, is_printable);
}

bool is_prefix(std::string_view text) noexcept {
    return is_wire_name(text) && is_separator(text.back()) &&
           static_cast<std::size_t>(std::ranges::count_if(text, is_letter)) >= kPrefixLettersMin;
}

bool is_configured(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kConfiguredLengthMax && std::ranges::all_of(text, [](char c) {
        return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '+' || c == '-';
    });
}

bool is_app_id(std::string_view text) noexcept {
    // An app id names a folder.
    return !text.empty() && text.size() <= kConfiguredLengthMax && text != "." && text != ".." &&
           std::ranges::all_of(text,
                               [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '-'; });
}

bool is_separator(char character) noexcept {
    return std::string_view("_-:/.[#(").find(character) != std::string_view::npos;
}

std::string_view without_runtime_suffix(std::string_view class_name) noexcept {
    for (;;) {
        std::size_t digits = 0;
        while (digits < class_name.size() && is_digit(class_name[class_name.size() - 1 - digits])) {
            ++digits;
        }
        const std::string_view before = class_name.substr(0, class_name.size() - digits);
        std::string_view suffix;
        for (const std::string_view candidate : {std::string_view("_QMLTYPE_"), std::string_view("_QML_")}) {
            if (before.ends_with(candidate)) {
                suffix = candidate;
                break;
            }
        }
        // A class of which nothing remains keeps its name. Both suffixes may follow each other: `Page_QMLTYPE_3_QML_7`.
        if (digits == 0 || suffix.empty() || suffix.size() == before.size()) {
            return class_name;
        }
        class_name = before.substr(0, before.size() - suffix.size());
    }
}

}  // namespace silhouette::grammar
