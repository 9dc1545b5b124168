// The web pages of replays, built into the program: session list, player, and what they need. Whoever serves them
// decides on names and headers; replay knows nothing of HTTP.
//
// Paths are relative to the root of the site, without a leading slash: "" is the page itself, `player/…` what it
// loads. The page asks `v1/sessions` and `v1/sessions/<id>/export?format=rrweb` with the token that the viewer typed.
#pragma once

#include <span>
#include <string_view>

namespace silhouette::replay {

struct Asset {
    std::string_view path;          // "" (the page), "player/viewer.js", …
    std::string_view content_type;  // "text/html; charset=utf-8", …
    std::string_view bytes;
};

// Static; any thread.
std::span<const Asset> pages();

// What the pages need of a Content-Security-Policy, and no more: own scripts, own requests; styles in attributes,
// since the player draws boxes with them; the player's cursor is a data: image.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src "
    "'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace silhouette::replay
