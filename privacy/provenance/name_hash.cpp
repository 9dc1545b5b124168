// SipHash-2-4 (Aumasson and Bernstein), over the ASCII units of a name.
#include <bit>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/names.h"

namespace silhouette::privacy {
namespace {

constexpr std::size_t kUnitsMax = 256;  // nothing that is longer is looked at further

// Fed unit by unit; the hash of what was fed so far can be taken at any time, so that prefixes cost one pass.
class SipHash {
  public:
    explicit SipHash(const HashKey& key) noexcept
        : v0_(key.words[0] ^ 0x736f6d6570736575),
          v1_(key.words[1] ^ 0x646f72616e646f6d),
          v2_(key.words[0] ^ 0x6c7967656e657261),
          v3_(key.words[1] ^ 0x7465646279746573) {}

    void feed(unsigned char unit) noexcept {
        word_ |= static_cast<std::uint64_t>(unit) << (8 * (length_ % 8));
        if (++length_ % 8 == 0) {
            compress(word_);
            word_ = 0;
        }
    }

    NameHash hash() const noexcept {
        SipHash end = *this;
        end.compress(end.word_ | static_cast<std::uint64_t>(end.length_) << 56);
        end.v2_ ^= 0xff;
        for (int i = 0; i < 4; ++i) {
            end.round();
        }
        const NameHash value = end.v0_ ^ end.v1_ ^ end.v2_ ^ end.v3_;
        return value != 0 ? value : 1;  // 0 means: none
    }

  private:
    void round() noexcept {
        v0_ += v1_, v1_ = std::rotl(v1_, 13), v1_ ^= v0_, v0_ = std::rotl(v0_, 32);
        v2_ += v3_, v3_ = std::rotl(v3_, 16), v3_ ^= v2_;
        v0_ += v3_, v3_ = std::rotl(v3_, 21), v3_ ^= v0_;
        v2_ += v1_, v1_ = std::rotl(v1_, 17), v1_ ^= v2_, v2_ = std::rotl(v2_, 32);
    }
    void compress(std::uint64_t word) noexcept {
        v3_ ^= word;
        round();
        round();
        v0_ ^= word;
    }

    std::uint64_t v0_, v1_, v2_, v3_;
    std::uint64_t word_ = 0;
    std::size_t length_ = 0;
};

bool is_letter(unsigned unit) {
    return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z');
}

template <typename Unit>
HashedName hash_units(const HashKey& key, std::basic_string_view<Unit> units) noexcept {
    HashedName hashed;
    SipHash hash(key);
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
