// A route against tables: the first line of the input is the route, the rest a table. What is told is a template of the
// table or made of `:var` and shipped names, can stand on the wire, and is the same as by way of the queue.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/route.h"

namespace {

using namespace silhouette::privacy;

constexpr HashKey kKey{{0x7171, 0x8282}};

void expect(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check(NameIndex& index, const RouteTable& table, const std::string& route) {
    const HashedRoute hashed = hash_route(kKey, route, table);
    const std::string told = told_route(hashed, table, index);
    expect(told.empty() != hashed.is_route);
    expect(decide_route(route, table, index, kKey).text == told);
    const auto name = route_name(hashed, table, index);
    expect(name.has_value() == hashed.is_route);
    if (!name) {
        return;
    }
    expect(silhouette::grammar::is_wire_name(name->text()));
    if (hashed.entry != 0) {
        const std::string_view entry = table.text(hashed.entry);
        expect(told == entry || told == "#" + std::string(entry) || told == ":var");
        return;
    }
    // Nothing shipped but the toolkit's own names, so each segment is `:var` or one of those.
    std::string_view rest = told;
    rest.remove_prefix(rest.starts_with('#') ? 1 : 0);
    while (!rest.empty()) {
        const auto slash = rest.find('/');
        const std::string_view segment = rest.substr(0, slash);
        expect(segment.empty() || segment == ":var" ||
               index.decide(hash_name(kKey, RawName(segment))).verdict == NameVerdict::kept);
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static NameIndex index(kKey);
    static const RouteTable fixed = RouteTable::parse(
        "/orders/{id}\n/orders/{id}/pay\n/{a}:{b}\n/files/:name.json\napp://orders/{id}\n#/hash/{id}\n");
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto end = text.find('\n');
    const std::string route = text.substr(0, end);
    check(index, fixed, route);
    check(index, RouteTable::parse(end == std::string::npos ? std::string_view() : std::string_view(text).substr(end)),
          route);
    return 0;
}
