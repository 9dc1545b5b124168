// Random ids in text: two lower-case hex digits a byte.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace silhouette::transport {

std::string to_hex(std::span<const std::byte> bytes);

// Fills `bytes`. False, and `bytes` unspecified, unless `text` is exactly so many lower- or upper-case digits.
bool from_hex(std::string_view text, std::span<std::byte> bytes);

}  // namespace silhouette::transport
