// Names that were read from a text (a manifest, a resource), by their hash, in little memory also while they are added.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "privacy/provenance/names.h"

namespace silhouette::privacy {

class ListedNames {
  public:
    // Takes a name in, and of a format string its fixed beginning (`row_` of `row_%1`), each once, as long as memory()
    // stays within `memory_max`. Returns how many did not fit.
    std::size_t add(std::string_view name, const HashKey& key, std::size_t memory_max);

    // Empty when there is none.
    std::string_view find(NameHash hash) const;

    std::size_t size() const { return entries_.size() + apart_.size(); }
    std::size_t memory() const { return size() * sizeof(Entry) + blocks_.size() * sizeof(Block); }

  private:
    struct Entry {
        NameHash hash;
        std::uint32_t begin, length;
    };
    using Block = std::array<char, 1024>;
    // So many entries are sorted apart, so that a new one does not move all; more in a table that is larger than a
    // recorder's.
    static constexpr std::size_t kApartMax = 1024;

    template <typename Entries>
    static std::size_t place_in(const Entries& entries, NameHash hash);
    std::size_t add_one(std::string_view name, const HashKey& key, std::size_t memory_max);

    // What may be large grows without a copy of all.
    std::deque<Entry> entries_;  // by their hash
    std::vector<Entry> apart_;   // the newest, by their hash
    std::deque<Block> blocks_;   // the names, each within one block
    std::size_t used_ = 0;       // bytes of the last one
};

}  // namespace silhouette::privacy
