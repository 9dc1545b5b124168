// A time as HTTP headers tell it (RFC 9110, section 5.6.7), whatever the host's locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace silhouette::transport {

// UTC seconds of any of the three forms that have to be understood; only the first may still be sent:
//   Sun, 06 Nov 1994 08:49:37 GMT
//   Sunday, 06-Nov-94 08:49:37 GMT    (RFC 850)
//   Sun Nov  6 08:49:37 1994          (asctime)
// A year of two digits is the last one with these digits that is no more than 50 years after `now`.
std::optional<std::int64_t> parse_http_date(std::string_view text, std::int64_t now);

}  // namespace silhouette::transport
