// Menus open and close without being told: with their layout, shortly before something in them is clicked, shortly
// after.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "replay/session.h"

namespace silhouette::replay {

bool is_menu(v1::Role role);

class Menus {
  public:
    // `views`: those that are menus, by the menu's element. A menu that was seen before is not told again: clicks in it
    // say that it was open.
    Menus(const Session& session, const std::map<std::uint32_t, std::uint32_t>& views);

    // The menu's layout came, or is there already when advance() opens it. Of more than can be seen the first stay.
    void open(std::uint32_t view, std::int64_t t_ms);
    // True when there were any.
    bool close();
    // Something was clicked; what is open closes soon.
    void clicked(std::int64_t t_ms);

    // When one opens or closes next, up to and with `until`.
    std::optional<std::int64_t> next_change(std::int64_t until) const;
    // Brings them up to this time; opens those for which `is_laid_out(view)`.
    template <typename IsLaidOut>
    void advance(std::int64_t t_ms, IsLaidOut is_laid_out) {
        if (closing_ && *closing_ <= t_ms) {
            close();
        }
        for (; next_ < expected_.size() && expected_[next_].at <= t_ms; ++next_) {
            if (is_laid_out(expected_[next_].view)) {
                open(expected_[next_].view, t_ms);
            }
        }
    }

    // Views of the open ones, the deepest last.
    const std::vector<std::uint32_t>& shown() const { return shown_; }

  private:
    struct Opening {
        std::int64_t at = 0;
        std::uint32_t view = 0;
    };

    std::vector<Opening> expected_;  // those that open before a click in them, in time order
    std::size_t next_ = 0;
    std::vector<std::uint32_t> shown_;
    std::optional<std::int64_t> closing_;
};

}  // namespace silhouette::replay
