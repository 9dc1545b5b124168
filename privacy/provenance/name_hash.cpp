// From a raw name to its hashes: on the UI thread, in place.
#include <algorithm>
#include <type_traits>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/name_hasher.h"
#include "privacy/provenance/names.h"
#include "privacy/provenance/word_list.h"

namespace silhouette::privacy {
namespace {

constexpr std::size_t kUnitsMax = 256;  // nothing that is longer is looked at further

bool is_letter(unsigned unit) {
    return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z');
}

template <typename Unit>
constexpr Unit in_small(Unit unit) {
    return unit >= 'A' && unit <= 'Z' ? static_cast<Unit>(unit - 'A' + 'a') : unit;
}

// Before the colon of an address that has no `//`.
constexpr std::string_view kSchemes =
    "mailto tel callto sip sips sms xmpp skype geo data urn magnet file matrix javascript";

// Paths (`/home/…`, `C:/Users/…`) and addresses are content from their first character on: a program holds `https://`
// as well as the user does. Schemes are written in small and in large letters.
template <typename Unit>
bool is_address(std::basic_string_view<Unit> units) noexcept {
    const auto begins_with = [&](std::basic_string_view<Unit> rest, std::string_view word) {
        return rest.size() >= word.size() && std::equal(word.begin(), word.end(), rest.begin(), [](char a, Unit b) {
                   return static_cast<Unit>(a) == in_small(b);
               });
    };
    if (begins_with(units, "/") || begins_with(units, "www.")) {
        return true;
    }
    const auto colon = units.substr(0, kUnitsMax).find(static_cast<Unit>(':'));
    return colon != units.npos && (colon == 1 || begins_with(units.substr(colon + 1), "//") ||
                                   is_any_word(kSchemes, [&](std::string_view scheme) {
                                       return colon == scheme.size() && begins_with(units, scheme);
                                   }));
}

template <typename Unit>
HashedName hash_units(const HashKey& key, std::basic_string_view<Unit> units) noexcept {
    HashedName hashed;
    NameHasher hash(key);
    std::size_t letters = 0;
    std::size_t prefixes = 0;
    const std::size_t size = units.size() < kUnitsMax ? units.size() : kUnitsMax;
    const bool has_prefixes = !units.empty() && units.front() != ' ' && !is_address(units);
    const std::size_t most = has_prefixes ? hashed.prefixes.size() : 0;
    // Before a space (or one that is encoded, `%20`) a separator is the punctuation of a text: `Name: Ada`, `Prof.
    // Ito`.
    const auto joins = [](Unit next) { return next != ' ' && next != '%'; };
    std::size_t at = 0;
    for (; at < size; ++at) {
        const auto unit = static_cast<unsigned>(static_cast<std::make_unsigned_t<Unit>>(units[at]));
        if (unit < ' ' || unit > '~') {
            break;  // no name, but what came before may be the program's
        }
        hash.feed(static_cast<unsigned char>(unit));
        letters += is_letter(unit) ? 1 : 0;
        const std::size_t length = at + 1;
        if (prefixes < most && letters >= grammar::kPrefixLettersMin && length <= grammar::kNameLengthMax &&
            length < units.size() && grammar::is_separator(static_cast<char>(unit)) && joins(units[length])) {
            // The longest first.
            for (std::size_t i = prefixes; i > 0; --i) {
                hashed.prefixes[i] = hashed.prefixes[i - 1];
            }
            hashed.prefixes[0] = hash.hash();
            ++prefixes;
        }
    }
    if (at == units.size() && letters != 0 && at >= grammar::kNameLengthMin && at <= grammar::kNameLengthMax &&
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
