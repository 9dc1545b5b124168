// What a name may look like. The same rules in the recorder, in the command and in ingest.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace silhouette::grammar {

// Limits, each with its reason.
inline constexpr std::size_t kNameLengthMin = 2;    // one character tells nothing about a program, much about content
inline constexpr std::size_t kNameLengthMax = 128;  // the longest element name in 20,000 real ones is shorter
inline constexpr std::size_t kConfiguredLengthMax = 64;
// Of what begins a composed name. Shorter are initials, titles and the marks of plates: `U. West`, `Dr.Ito`, `K-AB 12`.
inline constexpr std::size_t kPrefixLettersMin = 3;

// One of A-Za-z0-9_.:/#()[]-. Asked for each byte of a program, so it stands here.
inline constexpr auto kNameCharacters = [] {
    std::array<bool, 256> table{};
    for (const char character :
         std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/#()[]-")) {
        table[static_cast<unsigned char>(character)] = true;
    }
    return table;
}();
constexpr bool is_name_character(char character) noexcept {
    return kNameCharacters[static_cast<unsigned char>(character)];
}

// A name that shipped with a program: 2 … 128 name characters with at least one letter.
bool is_name(std::string_view text) noexcept;

// As is_name(), of any printable ASCII, as a manifest may list it: what may stand on the wire. Neither the first nor
// the last character is a space.
bool is_wire_name(std::string_view text) noexcept;

// A literal that can stand for a composed name: is_wire_name(), with three letters at least, and ends in a separator.
bool is_prefix(std::string_view text) noexcept;

// Configured by the host: [A-Za-z0-9._+-]{1,64}; an app id: [a-z0-9.-]{1,64}, and neither "." nor "..".
bool is_configured(std::string_view text) noexcept;
bool is_app_id(std::string_view text) noexcept;

// Separators at which a composed name may be cut: _ - : / . [ # (
bool is_separator(char character) noexcept;

// Without what the toolkit adds at run time: `Button_QMLTYPE_12` → `Button`, `Page_QML_3` → `Page`.
std::string_view without_runtime_suffix(std::string_view class_name) noexcept;

}  // namespace silhouette::grammar
