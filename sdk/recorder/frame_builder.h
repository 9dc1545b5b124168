// Columns of one frame, and its bytes (protozero, by proto/fields.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proto/fields.h"
#include "sdk/recorder/directory.h"
#include "sdk/recorder/layout_rows.h"

namespace silhouette::recorder {

class FrameBuilder {
  public:
    // Times in ticks since the session's start. A time before the item ahead counts as that item's.
    void add_click(std::uint32_t tick, std::uint32_t element, std::uint32_t view, std::uint32_t what, std::uint32_t x,
                   std::uint32_t y);
    void add_navigation(std::uint32_t tick, std::uint32_t kind, std::uint32_t view);
    void add_layout(std::uint32_t tick, LayoutMessage layout);
    void add_gap(std::uint32_t tick, wire::GapReason reason, std::uint64_t items, std::uint32_t from);

    bool empty() const { return kinds_.empty(); }
    // Clicks, navigations and layouts; gaps are not items of law 4.
    std::uint64_t items() const { return kinds_.size() - gaps_.size(); }
    std::size_t rows() const { return kinds_.size(); }
    // A rough size of the encoded items, for closing in time.
    std::size_t weight() const { return weight_; }

    // The frame's bytes; empties the builder. `erasure_hash` for the first frame of a session.
    std::string encode(const Definitions& definitions, const std::optional<std::array<std::byte, 32>>& erasure_hash);

    // Forgets everything, and overwrites it.
    void cleanse();

  private:
    struct GapRow {
        wire::GapReason reason;
        std::uint64_t items;
        std::uint32_t from, to;
    };

    void add_item(wire::ItemKind kind, std::uint32_t tick);

    std::uint32_t start_ = 0, last_ = 0;
    std::vector<std::uint32_t> kinds_, time_deltas_;
    std::vector<std::uint32_t> click_elements_, click_views_, click_kinds_, click_x_, click_y_;
    std::vector<std::uint32_t> navigation_kinds_, navigation_views_;
    std::vector<LayoutMessage> layouts_;
    std::vector<GapRow> gaps_;
    std::size_t weight_ = 0;
};

}  // namespace silhouette::recorder
