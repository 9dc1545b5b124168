// Manifests, route tables and sources that names are taken from: whatever comes out may stand in a manifest.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/manifest.h"
#include "privacy/provenance/name_extraction.h"
#include "privacy/provenance/route.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace silhouette::privacy;
    const std::string text(reinterpret_cast<const char*>(data), size);
    std::set<std::string> names;
    const auto take = [&](std::string_view name) { names.emplace(name); };
    for (const auto kind : {SourceKind::ui, SourceKind::gtk_ui, SourceKind::qml, SourceKind::blueprint,
                            SourceKind::xaml, SourceKind::code, SourceKind::script, SourceKind::hash_script}) {
        extract_names(kind, text, take);
    }
    for_each_listed(text, take);
    for (const std::string& name : names) {
        if (!silhouette::grammar::is_wire_name(name)) {
            std::abort();
        }
    }
    const RouteTable table = RouteTable::parse(text);
    for (const std::string& route : {std::string("/orders/17/pay"), text.substr(0, 200)}) {
        const std::uint32_t entry = table.match(RouteSegments(route), route.starts_with('/'));
        if ((entry != 0) == table.text(entry).empty()) {
            std::abort();
        }
    }
    return 0;
}
