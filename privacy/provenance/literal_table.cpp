#include "privacy/provenance/literal_table.h"

#include <algorithm>

namespace silhouette::privacy {

bool LiteralTable::add(NameHash hash, Place place) {
    if (place.offset > kOffsetMax) {
        return false;
    }
    found_.push_back({hash, (place.wide ? kWide : 0) | static_cast<std::uint32_t>(place.offset)});
    return true;
}

// The same literal in several places: one is enough.
void LiteralTable::sort_found() {
    std::ranges::sort(
        found_, [](const Found& a, const Found& b) { return a.hash != b.hash ? a.hash < b.hash : a.place < b.place; });
    const auto same = [](const Found& a, const Found& b) { return a.hash == b.hash; };
    found_.erase(std::unique(found_.begin(), found_.end(), same), found_.end());
}

bool LiteralTable::is_full() {
    // In step with a large table, which is gone over each time: a recorder's never is.
    const std::size_t most = std::max(kFoundMax, entries_.size() / 16);
    if (found_.size() < most) {
        return false;
    }
    sort_found();
    return found_.size() > most / 2;
}

std::size_t LiteralTable::settle(std::size_t memory_max) {
    sort_found();
    // From the highest down, so that it needs no room of its own.
    std::size_t left = entries_.size(), right = found_.size();
    entries_.resize(left + right);
    for (std::size_t to = entries_.size(); right != 0;) {
        const Found& next = found_[right - 1];
        if (left != 0 && entries_[left - 1] >> 32 > next.hash >> 32) {
            entries_[--to] = entries_[--left];
        } else {
            entries_[--to] = (next.hash >> 32) << 32 | next.place;
            --right;
        }
    }
    std::vector<Found>().swap(found_);
    const std::size_t most = memory_max / sizeof(Entry);
    const std::size_t left_out = entries_.size() - std::min(entries_.size(), most);
    entries_.resize(entries_.size() - left_out);
    return left_out;
}

std::deque<LiteralTable::Entry>::const_iterator LiteralTable::first_like(NameHash hash) const {
    return std::ranges::lower_bound(entries_, (hash >> 32) << 32);
}

}  // namespace silhouette::privacy
