// SipHash-2-4 (Aumasson and Bernstein), fed unit by unit. The hash of what was fed so far can be taken at any time, so
// that the prefixes of a name cost no pass of their own.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "privacy/provenance/names.h"

namespace silhouette::privacy {

class NameHasher {
  public:
    explicit NameHasher(const HashKey& key) noexcept
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

    // Never 0, which means: none.
    NameHash hash() const noexcept {
        NameHasher end = *this;
        end.compress(end.word_ | static_cast<std::uint64_t>(end.length_) << 56);
        end.v2_ ^= 0xff;
        for (int i = 0; i < 4; ++i) {
            end.round();
        }
        const NameHash value = end.v0_ ^ end.v1_ ^ end.v2_ ^ end.v3_;
        return value != 0 ? value : 1;
    }

    static NameHash of(const HashKey& key, std::string_view text) noexcept {
        NameHasher hasher(key);
        for (const char character : text) {
            hasher.feed(static_cast<unsigned char>(character));
        }
        return hasher.hash();
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

}  // namespace silhouette::privacy
