// A libsilhouette for windows that are built in this process: the real rules (sdk/recorder's session, with the names
// that this program ships) behind the interface that hooks see, with a clock that the test turns and no thread.
#pragma once

#include <QWidget>

#include <string>
#include <vector>

#include <silhouette/adapter.h>

#include "sdk/recorder/session.h"

namespace silhouette::tests {

// What the tenant and the host let be told: clicks and layouts; layouts as they are; clicks only.
enum class Level { strict, exact, interactions };

// From its making to its end, what the hook tells.
class Recording : private recorder::Sink {
  public:
    explicit Recording(Level level);
    ~Recording() override;
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    // Lets time pass, and what waits for it go.
    void advance(std::int64_t milliseconds);
    // All that would leave.
    std::vector<std::string> finish();

    // True boxes of the last layout that the hook told, which do not leave.
    const std::vector<sil_layout_node>& boxes() const { return boxes_; }
    int clicks() const { return clicks_; }

  private:
    friend struct Doors;
    std::array<std::byte, 32> begin() override { return {}; }
    void frame(std::string bytes, std::uint64_t) override { frames_.push_back(std::move(bytes)); }
    void captured() override {}
    void not_captured() override {}
    void dropped(wire::DropReason) override {}

    recorder::Session session_;
    std::vector<std::string> frames_;
    std::vector<sil_layout_node> boxes_;
    std::int64_t now_ = 1'000'000'000'000;
    std::uint32_t last_element_ = 0, last_view_ = 0;
    int clicks_ = 0;
};

// What the frames say, one line a fact: to see where two recordings differ.
std::vector<std::string> in_lines(const std::vector<std::string>& frames);

}  // namespace silhouette::tests
