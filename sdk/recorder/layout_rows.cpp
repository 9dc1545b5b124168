#include "sdk/recorder/layout_rows.h"

#include <limits>
#include <unordered_map>

namespace silhouette::recorder {
namespace {

bool fits(std::int32_t number) noexcept {
    return number >= std::numeric_limits<std::int16_t>::min() && number <= std::numeric_limits<std::int16_t>::max();
}

}  // namespace

void limit_numbers(LayoutRow& row) noexcept {
    std::int32_t* const numbers[] = {&row.x, &row.y, &row.width, &row.height};
    for (unsigned axis = 0; axis < 4; ++axis) {
        if ((row.known & 1u << axis) == 0 || !fits(*numbers[axis])) {
            row.known = static_cast<std::uint8_t>(row.known & ~(1u << axis));
            *numbers[axis] = 0;
        }
    }
}

std::optional<LayoutMessage> changes(const std::vector<LayoutRow>& before, const std::vector<LayoutRow>& now) {
    if (before == now) {
        return std::nullopt;
    }
    LayoutMessage whole;
    whole.full = true;
    whole.rows = now;

    std::unordered_map<std::uint32_t, const LayoutRow*> was, is;
    for (const LayoutRow& row : before) {
        was.emplace(row.element, &row);
    }
    for (const LayoutRow& row : now) {
        is.emplace(row.element, &row);
    }
    LayoutMessage message;
    std::vector<std::uint32_t> order;  // as a reader will have it
    for (const LayoutRow& row : before) {
        if (is.count(row.element) == 0) {
            message.removed.push_back(row.element);
        } else {
            order.push_back(row.element);
        }
    }
    for (const LayoutRow& row : now) {
        const auto old = was.find(row.element);
        if (old == was.end()) {
            order.push_back(row.element);
        }
        if (old == was.end() || !(*old->second == row)) {
            message.rows.push_back(row);
        }
    }
    if (message.rows.size() + message.removed.size() / 4 >= now.size()) {
        return whole;
    }
    for (std::size_t place = 0; place < now.size(); ++place) {
        if (order[place] != now[place].element) {
            return whole;
        }
    }
    return message;
}

}  // namespace silhouette::recorder
