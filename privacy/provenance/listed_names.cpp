#include "privacy/provenance/listed_names.h"

#include <algorithm>
#include <utility>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/name_hasher.h"

namespace silhouette::privacy {

// Its entry and true, or false and where among those apart it belongs.
auto ListedNames::place_of(NameHash hash) const {
    const auto middle = entries_.begin() + static_cast<std::ptrdiff_t>(merged_);
    const auto find_in = [&](auto begin, auto end) {
        const auto entry = std::ranges::lower_bound(begin, end, hash, {}, &Entry::hash);
        return std::pair(entry, entry != end && entry->hash == hash);
    };
    const auto merged = find_in(entries_.begin(), middle);
    return merged.second ? merged : find_in(middle, entries_.end());
}

std::size_t ListedNames::add(std::string_view name, const HashKey& key, std::size_t memory_max) {
    const auto prefix = format_prefix(name);
    return add_one(name, key, memory_max) + (prefix.empty() ? 0 : add_one(prefix, key, memory_max));
}

std::size_t ListedNames::add_one(std::string_view name, const HashKey& key, std::size_t memory_max) {
    static_assert(grammar::kNameLengthMax <= sizeof(Block));
    const NameHash hash = NameHasher::of(key, name);
    const auto place = place_of(hash);
    if (place.second) {
        return 0;
    }
    const bool needs_block = blocks_.empty() || name.size() > sizeof(Block) - used_;
    if (name.size() > sizeof(Block) || memory() + sizeof(Entry) + (needs_block ? sizeof(Block) : 0) > memory_max) {
        return 1;
    }
    if (needs_block) {
        blocks_.emplace_back();
        used_ = 0;
    }
    std::ranges::copy(name, blocks_.back().begin() + static_cast<std::ptrdiff_t>(used_));
    entries_.insert(place.first, {hash, static_cast<std::uint32_t>((blocks_.size() - 1) * sizeof(Block) + used_),
                                  static_cast<std::uint32_t>(name.size())});
    used_ += name.size();
    if (entries_.size() - merged_ >= std::max(kApartMax, entries_.size() / 128)) {
        std::inplace_merge(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(merged_), entries_.end(),
                           [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
        merged_ = entries_.size();
    }
    return 0;
}

std::string_view ListedNames::find(NameHash hash) const {
    const auto [entry, is_there] = place_of(hash);
    return is_there ? std::string_view(blocks_[entry->begin / sizeof(Block)].data() + entry->begin % sizeof(Block),
                                       entry->length)
                    : std::string_view();
}

}  // namespace silhouette::privacy
