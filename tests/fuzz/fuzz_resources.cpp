// Read-only data of a program, searched for compiled-in resources: what comes out is bounded, and every name in it may
// stand in a manifest. So that the fuzzer gets behind the checksums, the input is also packed as rcc would pack it.
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/resources.h"

namespace {

using namespace silhouette::privacy;

void search(const std::string& data) {
    // A copy of the exact size: reads beyond it show with AddressSanitizer.
    const std::vector<std::byte> bytes(reinterpret_cast<const std::byte*>(data.data()),
                                       reinterpret_cast<const std::byte*>(data.data()) + data.size());
    std::set<std::string> names;
    ResourceReader reader([&](std::string_view text) {
        if (text.size() > kResourceMax) {
            std::abort();
        }
        extract_resource_names(text, [&](std::string_view name) { names.emplace(name); });
    });
    // As in a large segment, in several windows; their size is no power of two.
    constexpr std::size_t kPiece = 12'345;
    for (std::size_t begin = 0; begin < bytes.size(); begin += kPiece) {
        const std::size_t before = std::min(begin, kBefore);
        const std::size_t own = std::min(kPiece, bytes.size() - begin);
        const std::vector<std::byte> window(
            bytes.begin() + static_cast<std::ptrdiff_t>(begin - before),
            bytes.begin() + static_cast<std::ptrdiff_t>(begin + own + std::min(kAfter, bytes.size() - begin - own)));
        reader.take({window, begin - before, before, before + own, bytes.size(), false},
                    [&](std::size_t place, std::size_t size) { return std::span(bytes).subspan(place, size); });
    }
    for (const std::string& name : names) {
        if (!silhouette::grammar::is_wire_name(name)) {
            std::abort();
        }
    }
}

std::string big_endian(std::size_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string raw(reinterpret_cast<const char*>(data), size);
    search(raw);
    uLongf packed_size = compressBound(size);
    std::string packed(packed_size, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &packed_size, data, size, 1) != Z_OK) {
        return 0;
    }
    packed.resize(packed_size);
    search(big_endian(packed.size() + 4) + big_endian(size) + packed);
    return 0;
}
