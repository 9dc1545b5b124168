#include <string>
#include <type_traits>

#include "privacy/provenance/name_hasher.h"
#include "privacy/provenance/names.h"
#include "tests/catch.h"

using namespace silhouette::privacy;

namespace {

constexpr HashKey kKey{{0x0706050403020100, 0x0f0e0d0c0b0a0908}};

HashedName hash8(std::string_view text) {
    return hash_name(kKey, RawName(text));
}
HashedName hash16(std::u16string_view text) {
    return hash_name(kKey, RawName(text));
}

}  // namespace

// A raw string cannot be kept, and nobody but the index makes a name that may leave.
static_assert(!std::is_copy_constructible_v<RawName> && !std::is_copy_assignable_v<RawName> &&
              !std::is_move_constructible_v<RawName>);
static_assert(!std::is_default_constructible_v<ShippedName> &&
              !std::is_constructible_v<ShippedName, std::string, bool> &&
              !std::is_constructible_v<ShippedName, std::string>);

TEST_CASE("the hash is SipHash-2-4: the authors' test vectors") {
    std::string text;
    CHECK(NameHasher::of(kKey, text) == 0x726fdb47dd0e0e31);
    for (char c = 0; c < 15; ++c) {
        text += c;
    }
    CHECK(NameHasher::of(kKey, text) == 0xa129ca6149be45e5);
}

TEST_CASE("UTF-8 and UTF-16 of one name hash alike") {
    CHECK(hash8("row_17").whole == hash16(u"row_17").whole);
    CHECK(hash8("row_17").prefixes == hash16(u"row_17").prefixes);
    CHECK(hash8("row_17").whole != 0);
    CHECK(hash8("row_17").whole != hash8("row_18").whole);
}

TEST_CASE("another key gives other hashes") {
    CHECK(hash8("row_17").whole != hash_name(HashKey{{1, 2}}, RawName(std::string_view("row_17"))).whole);
}

TEST_CASE("prefixes are those that end in a separator, the longest first") {
    const auto name = hash8("tab-a/b.c");
    CHECK(name.prefixes[0] == hash8("tab-a/b.").whole);
    CHECK(name.prefixes[1] == hash8("tab-a/").whole);
    CHECK(name.prefixes[2] == hash8("tab-").whole);
    CHECK(name.prefixes[3] == 0);
    CHECK(hash8("row_").prefixes[0] == 0);      // that is the whole
    CHECK(hash8("_x").prefixes[0] == 0);        // no letter
    CHECK(hash8("ab_x").prefixes[0] == 0);      // two letters
    CHECK(hash8("abc d ef").prefixes[0] == 0);  // a space is no separator
    CHECK(hash8(" row_17").prefixes[0] == 0);
}

TEST_CASE("initials, titles, plates, punctuation, paths and addresses begin with no prefix") {
    for (const char* text : {"U. West",
                             "J.-P. Ito",
                             "Dr.Ito",
                             "K-AB 12",
                             "DE-79098",
                             "Name: Ada Ito",
                             "Prof. Ito",
                             "Prof.%20Ito",
                             "Re:invoice",
                             "Subject: invoice",
                             "/home/ada/taxes.pdf",
                             "/tmp/ada",
                             "C:/Users/ada",
                             "https://ada.example/a_b",
                             "file:///home/ada",
                             "my-app://ada/b",
                             "mailto:ada@example.org",
                             "tel:+4912345",
                             "Mailto:ada@example.org",
                             "TEL:+4912345",
                             "jaVAScript:orders",
                             "WWW.ada.example",
                             "magnet:?xt=urn:btih:ada",
                             "www.ada.example"}) {
        CAPTURE(text);
        CHECK(hash8(text).prefixes == decltype(hash8(text).prefixes){});
        const std::string narrow(text);
        CHECK(hash16(std::u16string(narrow.begin(), narrow.end())).prefixes == decltype(hash8(text).prefixes){});
    }
    // The like, made of a program's own.
    CHECK(hash8("tab:17").prefixes[0] == hash8("tab:").whole);
    CHECK(hash8("telephone:17").prefixes[0] == hash8("telephone:").whole);
    CHECK(hash8("page/17").prefixes[0] == hash8("page/").whole);
    CHECK(hash8("item_Ada Ito").prefixes[0] == hash8("item_").whole);
    // The punctuation takes nothing from the joint before it.
    CHECK(hash8("chat_Name: Ada").prefixes[0] == hash8("chat_").whole);
}

TEST_CASE("of many prefixes the four shortest count") {
    const auto name = hash8("abc_cd_ef_gh_ij_kl");
    CHECK(name.prefixes[3] == hash8("abc_").whole);
    CHECK(name.prefixes[0] == hash8("abc_cd_ef_gh_").whole);
}

TEST_CASE("what cannot be a name has no hash, and keeps the prefixes before it") {
    CHECK(hash8("caf\xc3\xa9").whole == 0);
    CHECK(hash16(u"caf\u00e9").whole == 0);
    CHECK(hash8("chat_\xd0\xaf").whole == 0);
    CHECK(hash8("chat_\xd0\xaf").prefixes[0] == hash8("chat_").whole);
    CHECK(hash16(u"chat_\xd800").prefixes[0] == hash8("chat_").whole);  // half a surrogate pair
    CHECK(hash8("1234").whole == 0);
    CHECK(hash8("x").whole == 0);
    CHECK(hash8("").whole == 0);
    CHECK(hash16(u"").whole == 0);
    CHECK(hash8("a\xe2\x80\xae"
                "b")
              .whole == 0);                   // text direction turned
    CHECK(hash16(u"\u0430dmin").whole == 0);  // a Cyrillic letter that looks like an a
    CHECK(hash16(u"ab\u0100").whole == 0);    // no unit is cut to its low byte
}

TEST_CASE("a hostile name costs no more than a long one") {
    const std::string text(1'000'000, 'a');
    CHECK(hash8(text).whole == 0);
    const std::string separators(1'000'000, '_');
    CHECK(hash8("abc" + separators).whole == 0);
    CHECK(hash8("abc" + separators).prefixes[3] == hash8("abc_").whole);
}
