// Random ids and secrets in text: two lower-case hex digits a byte.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace silhouette::wire {

// Writes two characters a byte, and no NUL. Allocates nothing.
void write_hex(std::span<const std::byte> bytes, char* text) noexcept;
std::string to_hex(std::span<const std::byte> bytes);
// The same for a protobuf field of type bytes.
std::string to_hex(std::string_view bytes);

// Fills `bytes`. False, and `bytes` unspecified, unless `text` is exactly so many lower-case digits: an id has one
// text.
[[nodiscard]] bool from_hex(std::string_view text, std::span<std::byte> bytes);

}  // namespace silhouette::wire
