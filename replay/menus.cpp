#include "replay/menus.h"

#include <algorithm>

#include "replay/window_tree.h"

namespace silhouette::replay {
namespace {

// How long a menu is seen before a click in it, after one, and when none comes.
constexpr std::int64_t kBeforeMs = 900, kAfterMs = 350, kAloneMs = 4'000;
// Deeper menus than people open; each is drawn in every picture.
constexpr std::size_t kShownMax = 16;

}  // namespace

using namespace silhouette::v1;

bool is_menu(Role role) {
    return role == ROLE_MENU || role == ROLE_POPUP || role == ROLE_TOOL_TIP;
}

Menus::Menus(const Session& session, const std::map<std::uint32_t, std::uint32_t>& views) {
    std::int64_t before = 0;
    for (const Item& item : session.items) {
        const auto* click = std::get_if<Click>(&item.what);
        if (click == nullptr || click->trigger == 3 || views.empty()) {
            continue;
        }
        std::uint32_t element = click->element;
        for (int up = 0; up < kDepthMax && element != 0; ++up) {
            const auto menu = views.find(element);
            if (menu != views.end()) {
                expected_.push_back({std::max(before + 1, item.t_ms - kBeforeMs), menu->second});
                break;
            }
            element = session.element(element).parent;
        }
        before = item.t_ms;
    }
}

void Menus::open(std::uint32_t view, std::int64_t t_ms) {
    if (shown_.size() < kShownMax && std::find(shown_.begin(), shown_.end(), view) == shown_.end()) {
        shown_.push_back(view);
    }
    closing_ = t_ms + kAloneMs;
}

bool Menus::close() {
    const bool had_any = !shown_.empty();
    shown_.clear();
    closing_.reset();
    return had_any;
}

void Menus::clicked(std::int64_t t_ms) {
    if (closing_) {
        closing_ = std::min(*closing_, t_ms + kAfterMs);
    }
}

std::optional<std::int64_t> Menus::next_change(std::int64_t until) const {
    std::optional<std::int64_t> next;
    if (next_ < expected_.size() && expected_[next_].at <= until) {
        next = expected_[next_].at;
    }
    if (closing_ && *closing_ <= until && (!next || *closing_ < *next)) {
        next = closing_;
    }
    return next;
}

}  // namespace silhouette::replay
