// What a name may look like. The same rules in the recorder, in the command and in ingest.
#pragma once

#include <cstddef>
#include <string_view>

namespace silhouette::grammar {

// Limits, each with its reason.
inline constexpr std::size_t kNameLengthMin = 2;    // one character tells nothing about a program, much about content
inline constexpr std::size_t kNameLengthMax = 128;  // the longest element name in 46,871 real ones is shorter
inline constexpr std::size_t kConfiguredLengthMax = 64;

// A name that shipped with a program: 2 … 128 of A-Za-z0-9_.:/#()[]- with at least one letter.
bool is_name(std::string_view text) noexcept;

// As is_name(), and what a prefix adds at its end: `row_*`. Also any printable ASCII, as a manifest may list it.
bool is_wire_name(std::string_view text) noexcept;

// Configured by the host: [A-Za-z0-9._+-]{1,64}; an app id: [a-z0-9.-]{1,64}.
bool is_configured(std::string_view text) noexcept;
bool is_app_id(std::string_view text) noexcept;

// Separators at which a composed name may be cut: _ - : / . [ # (
bool is_separator(char character) noexcept;

// Without what the toolkit adds at run time: `Button_QMLTYPE_12` → `Button`, `Page_QML_3` → `Page`.
std::string_view without_runtime_suffix(std::string_view class_name) noexcept;

}  // namespace silhouette::grammar
