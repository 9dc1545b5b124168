// One secret, one line of the file of erasure secrets; a damaged line costs one secret, not all.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "transport/erasure.h"

namespace silhouette::transport {

// What a session's line starts with.
std::string erasure_line_start(const SessionId& session);

// Room for all lines, so that no copy of a secret stays behind when the text grows.
std::size_t size_of_erasure_lines(std::span<const ErasureSecret> secrets);
void append_erasure_line(std::string& text, const ErasureSecret& secret);

// Overwrites the id and the secret in `line`.
std::optional<ErasureSecret> read_erasure_line(std::span<char> line);

// Where a line that says "not sent" says so: one character, to be overwritten by kErasureSent.
std::optional<std::size_t> find_not_sent(std::string_view line);
inline constexpr char kErasureNotSent = '0', kErasureSent = '1';

}  // namespace silhouette::transport
