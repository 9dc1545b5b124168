// A program file (ELF), and bytes scanned for literals: nothing is read beyond the input, and what is found can be read
// back and looks like a name.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/program_file.h"

namespace {

using namespace silhouette::privacy;

void expect(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void scan(std::span<const std::byte> bytes, bool is_odd) {
    scan_literals({bytes, 0, 0, bytes.size(), bytes.size(), is_odd}, [&](const Literal& literal) {
        const std::size_t step = literal.wide ? 2 : 1;
        expect(literal.offset <= bytes.size() && literal.units <= (bytes.size() - literal.offset) / step);
        const std::string text = read_literal(bytes, literal.offset, literal.wide);
        expect(text.size() == literal.units && silhouette::grammar::is_name(text));
        expect(literal.kind != LiteralKind::format || silhouette::grammar::is_prefix(text));
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // A copy of the exact size: reads beyond it show with AddressSanitizer.
    const std::vector<std::byte> bytes(reinterpret_cast<const std::byte*>(data),
                                       reinterpret_cast<const std::byte*>(data) + size);
    const ProgramData program = parse_program(bytes);
    for (const auto& segment : program.read_only) {
        expect(segment.data() >= bytes.data() && segment.data() + segment.size() <= bytes.data() + bytes.size());
        scan(segment, false);
        scan(segment, true);
    }
    scan(bytes, false);
    format_prefix({reinterpret_cast<const char*>(data), size});
    return 0;
}
