#include "privacy/provenance/listed_names.h"

#include <algorithm>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/name_hasher.h"

namespace silhouette::privacy {

// Of the first entry whose hash is not lower.
template <typename Entries>
std::size_t ListedNames::place_in(const Entries& entries, NameHash hash) {
    std::size_t begin = 0, end = entries.size();
    while (begin < end) {
        const std::size_t middle = (begin + end) / 2;
        (entries[middle].hash < hash ? begin : end) = entries[middle].hash < hash ? middle + 1 : middle;
    }
    return begin;
}

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
    apart_.insert(apart_.begin() + static_cast<std::ptrdiff_t>(place_in(apart_, hash)),
                  {hash, static_cast<std::uint32_t>((blocks_.size() - 1) * sizeof(Block) + used_),
                   static_cast<std::uint32_t>(name.size())});
    used_ += name.size();
    if (apart_.size() >= std::max(kApartMax, entries_.size() / 128)) {
        // From the highest down, so that it needs no room of its own.
        std::size_t left = entries_.size(), right = apart_.size();
        entries_.resize(left + right);
        for (std::size_t to = entries_.size(); right != 0;) {
            const bool is_left = left != 0 && entries_[left - 1].hash > apart_[right - 1].hash;
            entries_[--to] = is_left ? entries_[--left] : apart_[--right];
        }
        apart_.clear();
    }
    return 0;
}

std::string_view ListedNames::find(NameHash hash) const {
    const auto find_in = [&](const auto& entries) {
        const std::size_t place = place_in(entries, hash);
        if (place == entries.size() || entries[place].hash != hash) {
            return std::string_view();
        }
        const Entry& entry = entries[place];
        return std::string_view(blocks_[entry.begin / sizeof(Block)].data() + entry.begin % sizeof(Block),
                                entry.length);
    };
    const auto found = find_in(entries_);
    return found.empty() ? find_in(apart_) : found;
}

}  // namespace silhouette::privacy
