#include "privacy/provenance/listed_names.h"

#include <algorithm>
#include <limits>

#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/name_hasher.h"

namespace silhouette::privacy {

std::size_t ListedNames::add(const std::set<std::string>& names, const HashKey& key, std::size_t memory_max) {
    memory_max = std::min<std::size_t>(memory_max, std::numeric_limits<std::uint32_t>::max());
    std::size_t left_out = 0;
    const auto sorted = static_cast<std::ptrdiff_t>(entries_.size());
    const auto add_one = [&](std::string_view text) {
        const NameHash hash = NameHasher::of(key, text);
        const auto known =
            std::ranges::lower_bound(entries_.begin(), entries_.begin() + sorted, hash, {}, &Entry::hash);
        if (known != entries_.begin() + sorted && known->hash == hash) {
            return;
        }
        if ((entries_.size() + 1) * sizeof(Entry) + texts_.size() + text.size() > memory_max) {
            ++left_out;
            return;
        }
        entries_.push_back({hash, static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())});
        texts_ += text;
    };
    for (const std::string& name : names) {
        add_one(name);
        if (const auto prefix = format_prefix(name); !prefix.empty() && !names.contains(std::string(prefix))) {
            add_one(prefix);
        }
    }
    std::ranges::sort(entries_, {}, &Entry::hash);
    const auto same = [](const Entry& a, const Entry& b) { return a.hash == b.hash; };
    entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
    entries_.shrink_to_fit();
    texts_.shrink_to_fit();
    return left_out;
}

std::string_view ListedNames::find(NameHash hash) const {
    const auto entry = std::ranges::lower_bound(entries_, hash, {}, &Entry::hash);
    return entry != entries_.end() && entry->hash == hash ? std::string_view(texts_).substr(entry->begin, entry->length)
                                                          : std::string_view();
}

}  // namespace silhouette::privacy
