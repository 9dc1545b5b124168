// Names that were read from a text (a manifest, a resource), by their hash, in little memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/provenance/names.h"

namespace silhouette::privacy {

class ListedNames {
  public:
    // Adds names, and of format strings the fixed beginning (`row_` of `row_%1`), as long as memory() stays within
    // `memory_max`. Returns how many did not fit.
    std::size_t add(const std::set<std::string>& names, const HashKey& key, std::size_t memory_max);

    // Empty when there is none.
    std::string_view find(NameHash hash) const;

    std::size_t size() const { return entries_.size(); }
    std::size_t memory() const { return entries_.capacity() * sizeof(Entry) + texts_.capacity(); }

  private:
    struct Entry {
        NameHash hash;
        std::uint32_t begin, length;
    };
    std::vector<Entry> entries_;  // sorted by hash
    std::string texts_;
};

}  // namespace silhouette::privacy
