#include "privacy/provenance/program_file.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "privacy/provenance/literal_scan.h"
#include "tests/catch.h"

using namespace silhouette::privacy;

namespace {

std::vector<std::byte> own_program() {
    std::ifstream stream(OWN_PROGRAM, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    std::vector<std::byte> bytes(text.size());
    std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
    return bytes;
}

// Touches every byte that was returned; with AddressSanitizer a wrong range shows.
void check_ranges(std::span<const std::byte> file, const ProgramData& data) {
    std::size_t total = 0;
    for (const auto& segment : data.read_only) {
        CHECK(segment.data() >= file.data());
        CHECK(segment.data() + segment.size() <= file.data() + file.size());
        total += segment.size();
    }
    CHECK(total <= file.size());
}

}  // namespace

TEST_CASE("a program's read-only data is found, without the names of its symbols") {
    const auto file = own_program();
    const auto data = parse_program(file);
    REQUIRE(data.problem.empty());
    check_ranges(file, data);
    const auto contains = [&](const std::string& text) {
        return std::ranges::any_of(data.read_only, [&](std::span<const std::byte> segment) {
            return !std::ranges::search(segment, std::as_bytes(std::span(text))).empty();
        });
    };
    CHECK(contains("a program's read-only data is found"));
    // Composed here, so that it is no literal.
    CHECK_FALSE(contains(std::string("dl_iterate") + "_phdr" + '\0'));
}

TEST_CASE("what is read-only in the segment of the code is found, the code is not") {
    ProgramFile library;
    REQUIRE(library.open(LARGE_LIBRARY).empty());
    const auto contains = [&](const std::string& text) {
        return std::ranges::any_of(library.read_only(), [&](std::span<const std::byte> segment) {
            return !std::ranges::search(segment, std::as_bytes(std::span(text))).empty();
        });
    };
    CHECK(contains("border0000000button"));
    CHECK_FALSE(contains(std::string("\x7f") + "ELF"));
    CHECK_FALSE(
        contains("__cxa_"
                 "finalize"));
}

TEST_CASE("what is no program is refused") {
    CHECK_FALSE(parse_program({}).problem.empty());
    const std::string script = "#!/bin/sh\necho hello, this is a script\n";
    CHECK(parse_program(std::as_bytes(std::span(script))).problem == "is not an ELF program or library");
    const std::string magic(
        "\x7f"
        "ELF\2\1\1",
        7);
    CHECK_FALSE(parse_program(std::as_bytes(std::span(magic))).problem.empty());
    ProgramFile file;
    CHECK(file.open("/nonexistent") == "does not exist");
    CHECK(file.open("/") == "is not a file");
    CHECK(file.open("/dev/null") == "is not a file");
}

TEST_CASE("damaged programs are survived") {
    auto file = own_program();
    for (std::size_t size = 0; size < std::min<std::size_t>(file.size(), 2000); size += 7) {
        const std::span<const std::byte> part = std::span<const std::byte>(file).first(size);
        check_ranges(part, parse_program(part));
    }
    // Header, program headers and the start of the file, overwritten at random, the same in each run.
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::byte> hostile(file.begin(), file.begin() + std::min<std::ptrdiff_t>(file.size(), 4096));
        for (int i = 0; i < 8; ++i) {
            hostile[16 + random() % 800] = static_cast<std::byte>(random() % 4 == 0 ? 0xff : random());
        }
        check_ranges(hostile, parse_program(hostile));
    }
}
