// Facts of a view as any hook could hand them in: bad parents, huge numbers, unknown flows and roles. What comes out
// must be within the wire's ranges, parents before children, and tell nothing of what lies inside a cluster or is
// hidden.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <set>
#include <vector>

#include "privacy/shape/strict_layout.h"

namespace {

using silhouette::privacy::shape::Fact;

// Two bytes of kind, then what most facts need in little space: 16 bytes a node.
constexpr std::size_t kNodeBytes = 16;

Fact fact_of(const std::uint8_t* bytes, std::uint32_t number) {
    Fact fact;
    fact.element = bytes[0] % 8 == 0 ? 0 : number + 1;
    // Mostly a node before this one, sometimes anything.
    fact.parent =
        bytes[0] % 32 == 31 ? static_cast<std::int8_t>(bytes[1]) * 65536 : static_cast<std::int32_t>(bytes[1]) - 1;
    const int scale = bytes[0] % 16 == 15 ? 1 << 24 : 3;
    fact.x = static_cast<std::int8_t>(bytes[2]) * scale;
    fact.y = static_cast<std::int8_t>(bytes[3]) * scale;
    fact.width = static_cast<std::int8_t>(bytes[4]) * scale;
    fact.height = static_cast<std::int8_t>(bytes[5]) * scale;
    std::memcpy(&fact.flags, bytes + 6, sizeof fact.flags);
    fact.flow = bytes[8];
    fact.policy_w = bytes[9] & 15;
    fact.policy_h = bytes[9] >> 4;
    fact.align_w = bytes[10] & 7;
    fact.align_h = (bytes[10] >> 3) & 7;
    fact.stretch = bytes[11];
    fact.row = bytes[12];
    fact.column = bytes[13];
    fact.row_span = bytes[14] & 15;
    fact.column_span = bytes[14] >> 4;
    fact.role = bytes[15];
    fact.spacing = bytes[11];
    fact.margin_left = bytes[12];
    return fact;
}

void expect(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<Fact> facts;
    for (std::size_t at = 0; at + kNodeBytes <= size && facts.size() < 3000; at += kNodeBytes) {
        facts.push_back(fact_of(data + at, static_cast<std::uint32_t>(facts.size())));
    }
    const auto strict = silhouette::privacy::shape::make_strict(facts);
    std::set<std::uint32_t> told{0}, covered;
    for (const auto& cover : strict.covered) {
        expect(cover.element != 0 && cover.container != 0 && cover.element != cover.container);
        covered.insert(cover.element);
    }
    for (const auto& element : strict.elements) {
        expect(element.element != 0 && covered.count(element.element) == 0);
        expect(told.count(element.parent_element) == 1);
        expect(told.insert(element.element).second);
        const std::int32_t numbers[] = {element.x, element.y, element.width, element.height};
        for (int i = 0; i < 4; ++i) {
            expect(numbers[i] >= -32768 && numbers[i] <= 32767);
            expect((element.known >> i & 1) == 1 || numbers[i] == 0);
        }
        expect(element.known < 16 && element.flow < 12 && element.fill < 1u << 24 && element.cell < 1u << 24);
    }
    return 0;
}
