#include "privacy/provenance/literal_scan.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

#include "privacy/provenance/module_segments.h"
#include "tests/catch.h"

using namespace silhouette::privacy;
using namespace std::string_literals;

namespace {

// As one window, of which the first byte lies at an even address, as a linker places it.
SegmentWindow window_of(std::span<const std::byte> memory) {
    return {memory, 0, 0, memory.size(), memory.size(), false};
}

// What was found, by kind; UTF-16 with a `u` before.
std::set<std::string> found(const std::string& bytes, LiteralKind kind) {
    std::vector<std::byte> memory(bytes.size());
    std::ranges::transform(bytes, memory.begin(), [](char c) { return static_cast<std::byte>(c); });
    std::set<std::string> names;
    scan_literals(window_of(memory), [&](const Literal& literal) {
        if (literal.kind == kind) {
            const std::string text = read_literal(memory, literal.offset, literal.wide);
            CHECK(text.size() == literal.units);
            names.insert((literal.wide ? "u:" : "") + text);
        }
    });
    return names;
}

std::set<std::string> whole(const std::string& bytes) {
    return found(bytes, LiteralKind::whole);
}

std::string wide(const std::string& text) {
    std::string bytes;
    for (const char c : text) {
        bytes += c;
        bytes += '\0';
    }
    return bytes;
}

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("literals end in NUL and follow one") {
    CHECK(whole("\0saveButton\0cancelButton\0"s) == Names{"saveButton", "cancelButton"});
    CHECK(whole("\0saveButton"s).empty());
    CHECK(whole("\x01saveButton\0"s).empty());
    CHECK(whole("\0save the Button\0"s).empty());
    CHECK(whole("\0\0\0"
                "1234\0"s)
              .empty());
}

TEST_CASE("a UTF-16 literal is found whole behind an 8-bit one, whose end looks like a letter of it") {
    CHECK(whole("\0\0some page\0"s + wide("reportsPage") + "\0\0"s).contains("u:reportsPage"));
    CHECK_FALSE(whole("\1\2e\0"s + wide("reportsPage") + "\0\0"s).contains("u:reportsPage"));
    CHECK(whole("\0\0some page\0"s + wide("12.34") + "\0\0"s).empty());
}

TEST_CASE("UTF-16 literals are found, with no shift by a byte") {
    CHECK(whole("\0\0"s + wide("saveButton") + "\0\0"s) == Names{"u:saveButton"});
    CHECK(whole("\0"s + wide("saveButton") + "\0\0"s).empty());
    CHECK(whole("\0\0"s + wide("saveButton")).empty());
    CHECK(whole("\0\0s\1a\0v\0e\0\0\0"s).empty());
}

TEST_CASE("short literals count beside others only: numbers look like them") {
    CHECK(whole("\0\0OK\0\0AB\0\0\0\0"s).empty());
    CHECK(whole("\0file\0ok\0\0"s) == Names{"file", "ok"});
}

TEST_CASE("a format literal proves what stands before its placeholder, when that ends in a separator") {
    const auto formats = [](const std::string& bytes) { return found(bytes, LiteralKind::format); };
    for (const char* format : {"row_%1", "row_%d", "row_%02d", "row_%ls", "row_%zu", "row_%L1", "row_%12", "row_{}",
                               "row_{0}", "row_{:x}"}) {
        CHECK(formats("\0"s + format + "\0"s) == Names{"row_"});
    }
    CHECK(formats("\0"s + wide("row_%1") + "\0\0"s).empty());
    CHECK(formats("\0\0"s + wide("row_%1") + "\0\0"s) == Names{"u:row_"});
    for (const char* format : {"row%1", "%s_dock", "row_%", "row_100%_", "row_% ", "in row_%d", "row_{", "row_{x"}) {
        CHECK(formats("\0"s + format + "\0"s).empty());
    }
    CHECK(format_prefix("row_%1") == "row_");
    CHECK(format_prefix("a row_%1") == "a row_");
    CHECK(format_prefix("row %1").empty());
    CHECK(format_prefix("U.%1").empty());
    CHECK(format_prefix("row_").empty());
}

TEST_CASE("ends of literals count when they look like an identifier of several words") {
    const auto tails = [](const std::string& bytes) { return found(bytes, LiteralKind::tail); };
    CHECK(tails("\0UserFunctionsDock\0"s) == Names{"FunctionsDock"});
    CHECK(tails("\0open toolbar_main\0"s) == Names{"toolbar_main"});
    CHECK(tails("\0Europe/Paris\0Saved to Berlin\0"s).empty());
    CHECK(tails("\0lowercasedock\0"s).empty());
    CHECK(tails("\0Ian McLean\0Enable JavaScript\0by Ada_Ito\0<b>LibreOffice\0"s).empty());
    CHECK(tails("\0America/Buenos_Aires\0"s).empty());
    CHECK(tails("\0No toolBar\0menu/openFile\0"s) == Names{"toolBar", "openFile"});
    CHECK(tails("\0xaB\0"s).empty());
}

TEST_CASE("reading stays within what is there") {
    const std::vector<std::byte> memory(3, std::byte{'a'});
    CHECK(read_literal(memory, 0, false) == "aaa");
    CHECK(read_literal(memory, 3, false).empty());
    CHECK(read_literal(memory, 100, false).empty());
    CHECK(read_literal(memory, 2, true).empty());
    CHECK(read_literal({}, 0, true).empty());
    const std::vector<std::byte> large(100'000, std::byte{'a'});
    CHECK(read_literal(large, 0, false).size() == 128);
    CHECK(whole("\0"s + std::string(100'000, 'a') + "\0"s).empty());
}

TEST_CASE("windows find what lies across their borders, each literal once, wherever the border cuts it") {
    // A name of each kind, the longest of all, and what only looks like one where a border hides what stands before.
    const std::string texts = "\0shippedSaveButton\0UserFunctionsDock\0row_%-08.3lld\0a text, openFile\0"s +
                              std::string(128, 'n') + "\0"s + std::string(129, 'm') + "\0\0"s;
    const std::string both = texts + wide("shippedWideButton") + "\0\0"s + wide("cell_%1") + "\0\0"s +
                             wide("UserWideDock") + "\0\0"s + wide(std::string(128, 'w')) + "\0\0"s;
    constexpr std::size_t kBorder = 65'536;
    using Found = std::tuple<std::size_t, std::size_t, bool, LiteralKind>;
    std::vector<std::byte> memory(kBorder + both.size() + 2, std::byte{1});
    for (std::size_t begin = kBorder - both.size() - 1; begin <= kBorder + 1; ++begin) {
        std::ranges::fill(memory, std::byte{1});
        std::ranges::transform(both, memory.begin() + static_cast<std::ptrdiff_t>(begin),
                               [](char c) { return static_cast<std::byte>(c); });
        std::vector<Found> at_once, by_windows;
        scan_literals(window_of(memory),
                      [&](const Literal& one) { at_once.emplace_back(one.offset, one.units, one.wide, one.kind); });
        const std::span<const std::byte> segment(memory);
        const ModuleSegments segments(std::span(&segment, 1));
        std::size_t windows = 0;
        segments.for_each_window(segments.all()[0], [&](const SegmentWindow& window) {
            ++windows;
            scan_literals(window, [&](const Literal& one) {
                by_windows.emplace_back(window.place + one.offset, one.units, one.wide, one.kind);
            });
        });
        std::ranges::sort(at_once);
        std::ranges::sort(by_windows);
        REQUIRE(windows == 2);
        REQUIRE(at_once.size() >= (begin % 2 == 0 ? 9 : 5));
        REQUIRE(by_windows == at_once);
    }
}
