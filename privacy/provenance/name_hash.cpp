// From a raw name to its hashes: on the UI thread, in place.
#include <type_traits>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/name_hasher.h"
#include "privacy/provenance/names.h"

namespace silhouette::privacy {
namespace {

constexpr std::size_t kUnitsMax = 256;  // nothing that is longer is looked at further

bool is_letter(unsigned unit) {
    return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z');
}

template <typename Unit>
HashedName hash_units(const HashKey& key, std::basic_string_view<Unit> units) noexcept {
    HashedName hashed;
    NameHasher hash(key);
    bool letter = false;
    std::size_t prefixes = 0;
    const std::size_t size = units.size() < kUnitsMax ? units.size() : kUnitsMax;
    std::size_t at = 0;
    for (; at < size; ++at) {
        const auto unit = static_cast<unsigned>(static_cast<std::make_unsigned_t<Unit>>(units[at]));
        if (unit < ' ' || unit > '~') {
            break;  // no name, but what came before may be the program's
        }
        hash.feed(static_cast<unsigned char>(unit));
        letter = letter || is_letter(unit);
        const std::size_t length = at + 1;
        if (prefixes < hashed.prefixes.size() && letter && length >= grammar::kNameLengthMin &&
            length <= grammar::kNameLengthMax && length < units.size() &&
            grammar::is_separator(static_cast<char>(unit)) && units[0] != ' ') {
            // The longest first.
            for (std::size_t i = prefixes; i > 0; --i) {
                hashed.prefixes[i] = hashed.prefixes[i - 1];
            }
            hashed.prefixes[0] = hash.hash();
            ++prefixes;
        }
    }
    if (at == units.size() && letter && at >= grammar::kNameLengthMin && at <= grammar::kNameLengthMax &&
        units.front() != ' ' && units.back() != ' ') {
        hashed.whole = hash.hash();
    }
    return hashed;
}

}  // namespace

HashedName hash_name(const HashKey& key, const RawName& name) noexcept {
    return name.wide_ ? hash_units(key, name.utf16_) : hash_units(key, name.utf8_);
}

}  // namespace silhouette::privacy
