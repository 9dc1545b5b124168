// Where the literals of a module lie, by their hash, in little memory also while they are found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "privacy/provenance/names.h"

namespace silhouette::privacy {

class LiteralTable {
  public:
    struct Place {
        std::size_t offset = 0;  // from the module's base
        bool wide = false;       // UTF-16
    };

    // Whether it can be told where that is.
    bool add(NameHash hash, Place place);
    // Whether what was found and is not yet in the table is so much that settle() is to be called.
    bool is_full();
    // Takes into the table what was found, each literal once unless they are very many. Returns how many, those with
    // the highest hashes, `memory_max` has no room for.
    std::size_t settle(std::size_t memory_max);

    // Those whose hash has the same upper half, until `use` returns false.
    template <typename Use>
    void for_each_like(NameHash hash, Use&& use) const {
        for (auto entry = first_like(hash); entry != entries_.end() && *entry >> 32 == hash >> 32; ++entry) {
            if (!use(Place{static_cast<std::size_t>(*entry & kOffsetMax), (*entry & kWide) != 0})) {
                return;
            }
        }
    }
    bool has_like(NameHash hash) const {
        const auto entry = first_like(hash);
        return entry != entries_.end() && *entry >> 32 == hash >> 32;
    }

    std::size_t size() const { return entries_.size(); }
    std::size_t memory() const { return entries_.size() * sizeof(Entry); }

  private:
    // Of its hash the upper half, then its place. It is read and hashed again on a hit, so that half of the hash is
    // enough.
    using Entry = std::uint64_t;
    static constexpr std::uint32_t kWide = std::uint32_t{1} << 31;
    static constexpr std::uint32_t kOffsetMax = kWide - 1;
    // More than nearly all programs have.
    static constexpr std::size_t kFoundMax = 8192;
    struct Found {
        NameHash hash;
        std::uint32_t place;
    };

    void sort_found();
    std::deque<Entry>::const_iterator first_like(NameHash hash) const;

    std::deque<Entry> entries_;  // by the half of the hash; a deque grows and shrinks without a copy of all
    std::vector<Found> found_;
};

}  // namespace silhouette::privacy
