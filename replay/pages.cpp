#include "replay/pages.h"

#include <array>

#include "replay/assets.h"

namespace silhouette::replay {

std::span<const Asset> pages() {
    static const std::array<Asset, 6> all{{
        {"", "text/html; charset=utf-8", assets::index_page()},
        {"player/page.css", "text/css; charset=utf-8", assets::page_style()},
        {"player/player.css", "text/css; charset=utf-8", assets::player_style()},
        {"player/player.js", "text/javascript; charset=utf-8", assets::player_script()},
        {"player/viewer.js", "text/javascript; charset=utf-8", assets::viewer_script()},
        {"player/sessions.js", "text/javascript; charset=utf-8", assets::list_script()},
    }};
    return all;
}

}  // namespace silhouette::replay
