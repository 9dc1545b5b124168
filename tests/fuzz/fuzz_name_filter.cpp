// A raw name as a toolkit gives it, in both encodings, against an index that knows a few names: whatever comes out must
// be one of them, and equal to the name or its beginning. The same for routes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/name_index.h"
#include "privacy/provenance/route.h"

namespace {

using namespace silhouette::privacy;

constexpr HashKey kKey{{0x5151, 0x6262}};
constexpr std::string_view kManifest = "saveButton\nrow_\ntab-\norders\npay\ncell_%1\n";
// The beginning of its format is a name of its own.
constexpr std::string_view kListed = "\nsaveButton\nrow_\ntab-\norders\npay\ncell_%1\ncell_\n";
constexpr std::string_view kTable = "/orders/{id}\n/orders/{id}/pay\n/files/{name}.json\n/{a}:{b}\napp://orders/{id}\n";

NameIndex make_index() {
    std::string pattern = (std::filesystem::temp_directory_path() / "fuzz-names-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    std::ofstream(folder / "manifest") << kManifest;
    NameIndex index(kKey);
    if (!index.add_manifest(folder / "manifest", ManifestReader::command).empty()) {
        std::abort();
    }
    std::filesystem::remove_all(folder);
    return index;
}

void expect(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_name(NameIndex& index, const HashedName& hashed, const std::string& raw) {
    const NameDecision decision = index.decide(hashed);
    if (!decision.name) {
        return;
    }
    const std::string text(decision.name->text());
    expect(silhouette::grammar::is_wire_name(text));
    expect(decision.name->is_prefix() ? raw.starts_with(text) && raw != text : raw == text);
}

void check_route(NameIndex& index, const RouteTable& table, const std::string& raw) {
    const RouteDecision decision = decide_route(raw, table, index, kKey);
    if (decision.reason != RouteReason::segments) {
        return;
    }
    // Nothing but shipped names and `:var` between slashes.
    std::string_view rest = decision.text;
    rest.remove_prefix(rest.starts_with('#') ? 1 : 0);
    while (!rest.empty()) {
        const auto slash = rest.find('/');
        const std::string_view segment = rest.substr(0, slash);
        expect(segment.empty() || segment == ":var" ||
               kListed.find("\n" + std::string(segment) + "\n") != std::string_view::npos);
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static NameIndex index = make_index();
    static const RouteTable table = RouteTable::parse(kTable);
    const std::string raw(reinterpret_cast<const char*>(data), size);
    check_name(index, hash_name(kKey, RawName(std::string_view(raw))), raw);
    std::u16string wide(size / 2, u'\0');
    if (!wide.empty()) {
        std::memcpy(wide.data(), data, wide.size() * 2);
    }
    std::string low;
    for (const char16_t unit : wide) {
        low += unit < 0x80 ? static_cast<char>(unit) : '\x80';
    }
    check_name(index, hash_name(kKey, RawName(std::u16string_view(wide))), low);
    check_route(index, table, raw);
    silhouette::grammar::without_runtime_suffix(raw);
    return 0;
}
