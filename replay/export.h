// A session as files: JSON lines, rrweb events, one HTML page that plays without a network.
//
//   const auto session = replay::read_session(batches);
//   std::string file = replay::export_session(session, replay::Format::html);
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "replay/session.h"

namespace silhouette::replay {

enum class Format { html, rrweb, jsonl };

// "html", "rrweb", "jsonl".
std::optional<Format> format_of(std::string_view word);

// Media type of the format, as HTTP wants it.
std::string_view content_type(Format format);

// docs/export.md: one JSON object an item, in time order.
std::string to_json_lines(const Session& session);
// A JSON array of rrweb events (rrweb 2).
std::string to_rrweb(const Session& session);
// rrweb events with the player around them; makes no request.
std::string to_html(const Session& session);

std::string export_session(const Session& session, Format format);

}  // namespace silhouette::replay
