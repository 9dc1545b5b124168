// A strict layout in the numbers of the wire, and what of it has to be told after the one before.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace silhouette::recorder {

struct LayoutRow {
    std::uint32_t element = 0;
    std::uint32_t parent = 0;  // 0: the view itself
    std::uint8_t known = 0;    // bit 0 x, 1 y, 2 width, 3 height
    std::int32_t x = 0, y = 0, width = 0, height = 0;
    std::uint32_t flow = 0, fill = 0, cell = 0;
    bool operator==(const LayoutRow&) const = default;
};

struct LayoutMessage {
    std::uint32_t view = 0;
    bool full = false;
    std::vector<LayoutRow> rows;
    std::vector<std::uint32_t> removed;
};

// Numbers outside the wire's range are not told.
void limit_numbers(LayoutRow& row) noexcept;

// The changes that lead from `before` to `now`; empty when they are equal. A reader applies changes by taking rows out,
// replacing rows in place, and adding new ones behind; where that would give another order than `now`, or where changes
// would be no shorter, the whole layout is told.
std::optional<LayoutMessage> changes(const std::vector<LayoutRow>& before, const std::vector<LayoutRow>& now);

}  // namespace silhouette::recorder
