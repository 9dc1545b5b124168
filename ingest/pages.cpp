#include "ingest/pages.h"

#include <array>

#include "ingest/assets.h"
#include "ingest/problem.h"
#include "replay/pages.h"

namespace silhouette::ingest {
namespace {

// The settings need less than the player does: no style of their own in attributes, no frame, no picture but the
// icon.
constexpr std::string_view kSettingsPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

Response answer(std::string_view content_type, std::string_view policy, std::string_view bytes) {
    return {200,
            std::string(content_type),
            {{"Content-Security-Policy", std::string(policy)},
             {"Cross-Origin-Opener-Policy", "same-origin"},
             {"Cross-Origin-Resource-Policy", "same-origin"},
             {"Cache-Control", "no-cache"}},
            std::string(bytes)};
}

struct Asset {
    std::string_view path, content_type, bytes;
};

const std::array<Asset, 3>& settings_pages() {
    static const std::array<Asset, 3> all{{
        {"/settings/usage-tracking", "text/html; charset=utf-8", assets::usage_tracking_page()},
        {"/settings/usage-tracking.js", "text/javascript; charset=utf-8", assets::usage_tracking_script()},
        {"/settings/usage-tracking.css", "text/css; charset=utf-8", assets::usage_tracking_style()},
    }};
    return all;
}

}  // namespace

Response page(std::string_view path) {
    for (const Asset& asset : settings_pages()) {
        if (asset.path == path) {
            return answer(asset.content_type, kSettingsPolicy, asset.bytes);
        }
    }
    for (const replay::Asset& asset : replay::pages()) {
        if (asset.path == path.substr(1)) {
            return answer(asset.content_type, replay::kContentSecurityPolicy, asset.bytes);
        }
    }
    return problem_response(Problem::not_found);
}

}  // namespace silhouette::ingest
