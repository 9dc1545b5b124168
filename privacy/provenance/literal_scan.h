// Finds what may be a name among the string literals in read-only bytes: UTF-8 and UTF-16LE, ending in NUL.
// Pure functions over bytes that may be hostile: no allocation, no assumption about their form.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "privacy/provenance/segment_window.h"

namespace silhouette::privacy {

enum class LiteralKind : unsigned char {
    whole,   // the literal itself: `saveButton`
    format,  // its fixed beginning, which ends in a separator: `row_` of `row_%1`, `row_%d`, `row_{}`
    tail  // the end of a longer one, with which the linker may have merged it: `FunctionsDock` in `UserFunctionsDock`
};

struct Literal {
    std::size_t offset = 0;  // in the bytes of the window
    std::size_t units = 0;   // characters
    bool wide = false;       // UTF-16LE
    LiteralKind kind = LiteralKind::whole;
};

// Visits every literal that ends in the window and has the form of a name (privacy/grammar). UTF-16 is looked for at
// even addresses.
void scan_literals(const SegmentWindow& window, const std::function<void(const Literal&)>& visit);

// The characters of a literal at `offset`, up to the first that names do not have, or 128. Empty when out of range.
std::string read_literal(std::span<const std::byte> bytes, std::size_t offset, bool wide);

// The fixed beginning of a format string (`row_%1` → `row_`), empty when there is none that ends in a separator.
std::string_view format_prefix(std::string_view format) noexcept;

}  // namespace silhouette::privacy
