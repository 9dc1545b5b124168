#include "proto/envelope/opener.h"
#include "proto/envelope/sealer.h"

#include <zstd.h>

#include <string>

#include "tests/catch.h"

namespace envelope = silhouette::envelope;

namespace {

std::vector<std::byte> bytes(const std::string& text) {
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + text.size()};
}

}  // namespace

TEST_CASE("what is sealed opens again") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{70'000}, envelope::kUncompressedMax}) {
        const auto plain = bytes(std::string(size, 'x'));
        envelope::Error error{};
        CHECK(envelope::open(envelope::seal(plain), error) == plain);
        CHECK(error == envelope::Error::none);
    }
}

TEST_CASE("one after another is opened as each by itself, also behind a damaged one and one without the dictionary") {
    const auto plain = bytes(std::string(300, 'x') + "save open close");
    const auto sealed = envelope::seal(plain);
    auto damaged = sealed;
    damaged[damaged.size() / 2] ^= std::byte{0x55};
    std::vector<std::byte> without(ZSTD_compressBound(plain.size()));
    without.resize(ZSTD_compress(without.data(), without.size(), plain.data(), plain.size(), 3));
    envelope::Opener opener;
    for (int round = 0; round < 3; ++round) {
        for (const auto* const one :
             std::initializer_list<const std::vector<std::byte>*>{&sealed, &damaged, &without, &sealed}) {
            envelope::Error error{}, alone{};
            CHECK(opener.open(*one, error) == envelope::open(*one, alone));
            CHECK(error == alone);
            CHECK((one == &damaged || error == envelope::Error::none));
        }
    }
}

TEST_CASE("one after another is sealed as each by itself, with the dictionary, also after a rest") {
    envelope::Sealer sealer;
    for (int round = 0; round < 2; ++round) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{40}, std::size_t{300}, std::size_t{20'000}}) {
            const auto plain = bytes("save open close" + std::string(size, 'x'));
            const auto sealed = sealer.seal(plain);
            envelope::Error error{};
            CHECK(envelope::open(sealed, error) == plain);
            CHECK(ZSTD_getDictID_fromFrame(sealed.data(), sealed.size()) != 0);
            CHECK(sealed.size() <= envelope::seal(plain).size());
        }
        sealer.rest();
    }
}

TEST_CASE("a batch that is too large is not sealed") {
    CHECK(envelope::seal(std::vector<std::byte>(envelope::kUncompressedMax + 1)).empty());
    CHECK(envelope::Sealer().seal(std::vector<std::byte>(envelope::kUncompressedMax + 1)).empty());
}

TEST_CASE("a frame that unpacks to more than the limit is refused before it is unpacked") {
    const std::string zeros(envelope::kUncompressedMax + 1, '\0');
    std::vector<std::byte> bomb(ZSTD_compressBound(zeros.size()));
    bomb.resize(ZSTD_compress(bomb.data(), bomb.size(), zeros.data(), zeros.size(), 19));
    CHECK(bomb.size() < 1'000);
    envelope::Error error{};
    CHECK_FALSE(envelope::open(bomb, error));
    CHECK(error == envelope::Error::too_large);
}

TEST_CASE("a frame that hides its size is refused") {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    std::vector<std::byte> sealed(1'000);
    sealed.resize(ZSTD_compress2(context, sealed.data(), sealed.size(), "hello", 5));
    ZSTD_freeCCtx(context);
    envelope::Error error{};
    CHECK_FALSE(envelope::open(sealed, error));
    CHECK(error == envelope::Error::not_zstd);
}

TEST_CASE("every truncation, every flipped bit and anything behind the frame is refused or harmless") {
    const auto plain =
        bytes("the quick brown fox jumps over the lazy dog, twice: the quick brown fox jumps over the lazy dog");
    const auto sealed = envelope::seal(plain);
    envelope::Error error{};
    for (std::size_t length = 0; length < sealed.size(); ++length) {
        CHECK_FALSE(envelope::open({sealed.data(), length}, error));
    }
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        auto flipped = sealed;
        flipped[bit / 8] ^= std::byte{1} << (bit % 8);
        const auto opened = envelope::open(flipped, error);
        CHECK((!opened || opened->size() <= envelope::kUncompressedMax));
    }
    auto longer = sealed;
    longer.push_back(std::byte{0});
    CHECK_FALSE(envelope::open(longer, error));
    CHECK(error == envelope::Error::damaged);
}

TEST_CASE("a body that is larger than the limit is not looked at") {
    envelope::Error error{};
    CHECK_FALSE(envelope::open(std::vector<std::byte>(envelope::kCompressedMax + 1), error));
    CHECK(error == envelope::Error::too_large);
}
