#include "privacy/provenance/listed_names.h"

#include <algorithm>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/name_hasher.h"

namespace silhouette::privacy {

std::size_t ListedNames::add(std::string_view name, const HashKey& key, std::size_t memory_max) {
    const auto prefix = format_prefix(name);
    return add_one(name, key, memory_max) + (prefix.empty() ? 0 : add_one(prefix, key, memory_max));
}

std::size_t ListedNames::add_one(std::string_view name, const HashKey& key, std::size_t memory_max) {
    static_assert(grammar::kNameLengthMax <= sizeof(Block));
    const NameHash hash = NameHasher::of(key, name);
    if (!find(hash).empty()) {
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
    entries_.push_back({hash, static_cast<std::uint32_t>((blocks_.size() - 1) * sizeof(Block) + used_),
                        static_cast<std::uint32_t>(name.size())});
    used_ += name.size();
    if (entries_.size() - sorted_ >= kUnsortedMax) {
        const auto before = [](const Entry& a, const Entry& b) { return a.hash < b.hash; };
        const auto middle = entries_.begin() + static_cast<std::ptrdiff_t>(sorted_);
        std::sort(middle, entries_.end(), before);
        std::inplace_merge(entries_.begin(), middle, entries_.end(), before);
        sorted_ = entries_.size();
    }
    return 0;
}

std::string_view ListedNames::find(NameHash hash) const {
    const auto middle = entries_.begin() + static_cast<std::ptrdiff_t>(sorted_);
    auto entry = std::ranges::lower_bound(entries_.begin(), middle, hash, {}, &Entry::hash);
    if (entry == middle || entry->hash != hash) {
        entry = std::ranges::find(middle, entries_.end(), hash, &Entry::hash);
    }
    return entry != entries_.end()
               ? std::string_view(blocks_[entry->begin / sizeof(Block)].data() + entry->begin % sizeof(Block),
                                  entry->length)
               : std::string_view();
}

}  // namespace silhouette::privacy
