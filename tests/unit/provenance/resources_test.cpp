// What tools make is tested in tests/names; here: what a tool would not make, and how much work it may be.
#include "privacy/provenance/resources.h"

#include <malloc.h>
#include <zlib.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "privacy/provenance/listed_names.h"
#include "privacy/provenance/name_extraction.h"
#include "tests/catch.h"

using namespace silhouette::privacy;

// A sanitizer's own heap.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace {

// Bytes that the heap has given out.
std::size_t allocated() {
    if (__sanitizer_get_current_allocated_bytes != nullptr) {
        return __sanitizer_get_current_allocated_bytes();
    }
    const auto heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

constexpr HashKey kKey{{5, 6}};
const std::string kUi = R"(<ui version="4.0"><widget class="QWidget" name="madeUpPage"/></ui>)";

std::string big_endian(std::size_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
}

std::string compressed(const std::string& text) {
    uLongf size = compressBound(text.size());
    std::string bytes(size, '\0');
    REQUIRE(compress(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                     text.size()) == Z_OK);
    bytes.resize(size);
    return bytes;
}

// As rcc writes it.
std::string qt_entry(const std::string& text, std::size_t says_size) {
    const std::string bytes = compressed(text);
    return big_endian(bytes.size() + 4) + big_endian(says_size) + bytes;
}

// Visits what is found in windows of so many bytes, where the rest is read when it is asked for.
void visit_all(const std::string& data, std::size_t piece, const ResourceReader::Visit& visit) {
    const std::vector<std::byte> exact(reinterpret_cast<const std::byte*>(data.data()),
                                       reinterpret_cast<const std::byte*>(data.data()) + data.size());
    const auto read = [&](std::size_t place, std::size_t size) {
        REQUIRE(size <= kResourceMax);
        return std::span(exact).subspan(place, size);
    };
    ResourceReader reader(visit);
    for (std::size_t begin = 0; begin < exact.size(); begin += piece) {
        const std::size_t before = std::min(begin, kBefore);
        const std::size_t size = std::min(piece, exact.size() - begin);
        const std::size_t after = std::min(kAfter, exact.size() - begin - size);
        reader.take({std::span(exact).subspan(begin - before, before + size + after), begin - before, before,
                     before + size, exact.size(), false},
                    read);
    }
}

constexpr std::size_t kPiece = 65'536;

std::set<std::string> names_in(const std::string& data, std::size_t piece = kPiece) {
    std::set<std::string> names;
    visit_all(data, piece, [&](std::string_view text) {
        extract_resource_names(text, [&](std::string_view name) { names.emplace(name); });
    });
    return names;
}

}  // namespace

TEST_CASE("a compressed text is found wherever it lies") {
    for (const std::size_t before : {0, 1, 7, 1000}) {
        CHECK(names_in(std::string(before, '\3') + qt_entry(kUi, kUi.size()) + std::string(9, '\3')) ==
              std::set<std::string>{"QWidget", "madeUpPage"});
    }
}

TEST_CASE("a text is found once, and whole, wherever a window's border cuts it") {
    const std::string noise(300, '\3');
    const std::string data = noise + kUi + noise + qt_entry(kUi, kUi.size()) + noise;
    // Longer than a window and what lies behind it, and its end says again what it is.
    std::string large = "<ui version='4.0'><widget class='QWidget' name='firstOfAll'/>";
    for (int i = 0; i < 2'000; ++i) {
        large += "<widget class='QWidget' name='widget" + std::to_string(i) + "'/>";
    }
    large += "<ui version='4.0'><widget class='QWidget' name='lastOfAll'/>";
    for (std::size_t piece = 1; piece <= data.size(); ++piece) {
        std::size_t visits = 0;
        visit_all(data, piece, [&](std::string_view text) {
            ++visits;
            CHECK(text == kUi);
        });
        CHECK(visits == 2);
    }
    for (const std::size_t piece : {std::size_t{1'000}, std::size_t{8'191}, kPiece}) {
        std::size_t visits = 0;
        visit_all(noise + large + noise + qt_entry(large, large.size()), piece, [&](std::string_view text) {
            ++visits;
            CHECK(text == large);
        });
        CHECK(visits == 2);
    }
}

TEST_CASE("what only resembles a resource is passed over") {
    const std::string entry = qt_entry(kUi, kUi.size());
    CHECK(names_in(qt_entry(kUi, kUi.size() + 1)).empty());
    CHECK(names_in(qt_entry(kUi, 0xffffffff)).empty());
    CHECK(names_in(compressed(kUi)).empty());
    std::string damaged = entry;
    damaged[entry.size() - 2] ^= 1;
    CHECK(names_in(damaged).empty());
    for (std::size_t size = 0; size < entry.size(); ++size) {
        CHECK(names_in(entry.substr(0, size)).empty());
    }
    // Compressed, but no text that names elements.
    CHECK(names_in(qt_entry("Berlin, Paris, Maria, name=\"madeUpPage\"", 39)).empty());
    const std::string data(2000, '\1');
    CHECK(names_in(qt_entry(data, data.size())).empty());
}

TEST_CASE("a bomb costs bounded work") {
    const std::string zeros = "<ui version=" + std::string(std::size_t{64} << 20, ' ');
    CHECK(names_in(qt_entry(zeros, zeros.size())).empty());
    // Many that are each allowed: in sum no more than the module may have.
    const std::string one = "<ui version=" + std::string(kResourceMax - 12, ' ');
    const std::string entry = qt_entry(one, one.size());
    std::string many;
    for (std::size_t i = 0; i < 3 * kResourcesTotalMax / kResourceMax; ++i) {
        many += entry;
    }
    std::size_t taken = 0;
    visit_all(many, kPiece, [&](std::string_view text) { taken += text.size(); });
    CHECK(taken > 0);
    CHECK(taken <= kResourcesTotalMax);
}

TEST_CASE("a text of names without end is read in no memory but the name's") {
    std::string text = "<ui version='4.0'><widget";
    for (std::size_t i = 0; i < 100'000; ++i) {
        text += " attribute" + std::to_string(i) + "='" + std::to_string(i) + "'";
    }
    text += " name='afterAll'/>";
    for (std::size_t i = 0; i < 60'000; ++i) {
        text += "<widget class='QWidget' name='w" + std::to_string(i) + "'/>";
    }
    text += "<widget name='" + std::string(100'000, 'x') + "'/>";
    std::size_t visits = 0, most = 0;
    const std::size_t before = allocated();
    extract_resource_names(text, [&](std::string_view) {
        ++visits;
        most = std::max(most, allocated() - before);
    });
    CHECK(visits == 120'001);
    CHECK(most < 10'000);
    // Of one that is too long for a resource, what lies within.
    CHECK(names_in(kUi + '\1' + text.substr(text.find("<widget class"))).size() == 2);
    const std::string large = "<ui version='4.0'>" + text.substr(text.find("<widget class"));
    CHECK(large.size() > kResourceMax);
    const std::size_t within = names_in(large).size();
    CHECK(within > 10'000);
    CHECK(within < 60'000);
}

TEST_CASE("listed names are found by hash, with the beginnings of formats, within their memory") {
    ListedNames names;
    const auto hash = [](const std::string& text) { return hash_name(kKey, RawName(std::string_view(text))).whole; };
    for (const char* name : {"alpha", "row_%1", "beta", "beta", "gamma", "row_"}) {
        CHECK(names.add(name, kKey, 1 << 20) == 0);
    }
    CHECK(names.find(hash("alpha")) == "alpha");
    CHECK(names.find(hash("row_")) == "row_");
    CHECK(names.find(hash("delta")).empty());
    CHECK(names.size() == 5);
    // More than are left unsorted, over many blocks.
    const auto number = [](int i) { return std::string("number") + std::to_string(i); };
    for (int i = 0; i < 5'000; ++i) {
        CHECK(names.add(number(i % 2'500), kKey, 1 << 20) == 0);
    }
    CHECK(names.size() == 2'505);
    for (int i = 0; i < 2'500; ++i) {
        CHECK(names.find(hash(number(i))) == number(i));
    }
    ListedNames small;
    std::size_t left_out = 0;
    for (int i = 0; i < 1'000; ++i) {
        left_out += small.add(number(i), kKey, 3'000);
        CHECK(small.memory() <= 3'000);
    }
    CHECK(small.size() > 50);
    CHECK(small.size() + left_out == 1'000);
}
