#include <algorithm>
#include <cctype>

#include "replay/assets.h"
#include "replay/export.h"

namespace silhouette::replay {
namespace {

// `<` is special in a script only before these; in JSON and in the scripts that are put in, they stand in strings only,
// where the escape means the same.
bool is_special(std::string_view next) {
    for (const std::string_view word : {"!--", "/script", "script"}) {
        const bool equal = next.size() >= word.size() &&
                           std::equal(word.begin(), word.end(), next.begin(), [](char wanted, char character) {
                               return wanted == std::tolower(static_cast<unsigned char>(character));
                           });
        if (equal) {
            return true;
        }
    }
    return false;
}

std::string for_script(std::string_view text) {
    std::string safe;
    safe.reserve(text.size() + text.size() / 64);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool special = text[at] == '<' && is_special(text.substr(at + 1, 7));
        safe += special ? std::string_view("\\u003c") : text.substr(at, 1);
    }
    return safe;
}

}  // namespace

std::string to_html(const Session& session) {
    const std::string_view page = assets::export_page();
    std::string html;
    std::size_t from = 0;
    // {{name}} stands for a file that is put in.
    while (true) {
        const std::size_t open = page.find("{{", from);
        if (open == std::string_view::npos) {
            html += page.substr(from);
            return html;
        }
        const std::size_t close = page.find("}}", open);
        const std::string_view name = page.substr(open + 2, close - open - 2);
        html += page.substr(from, open - from);
        if (name == "player_style") {
            html += assets::player_style();
        } else if (name == "page_style") {
            html += assets::page_style();
        } else if (name == "player_script") {
            html += for_script(assets::player_script());
        } else if (name == "viewer_script") {
            html += for_script(assets::viewer_script());
        } else if (name == "events") {
            html += for_script(to_rrweb(session));
        }
        from = close + 2;
    }
}

}  // namespace silhouette::replay
