// What `names` and `routes` share: the sources of names, and one judged line out for each line in.
#pragma once

#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "platform/process.h"
#include "privacy/provenance/name_index.h"

namespace silhouette::cli {

// As an option of the command line: programs and manifests, combined.
struct NameSources {
    std::vector<std::string> programs;
    std::vector<std::string> manifests;

    void add_options(CLI::App& command) {
        command.add_option("--program", programs, "A program or library file whose literals prove names (repeatable)")
            ->allow_extra_args(false)
            ->type_name("FILE");
        command.add_option("--manifest", manifests, "A list of names that shipped with the program (repeatable)")
            ->allow_extra_args(false)
            ->type_name("FILE");
    }

    // Throws Failure for a source that cannot be read: to judge without it would mislead.
    privacy::NameIndex open(const privacy::HashKey& key) const {
        // A command may take what it needs: here the index is not a guest in somebody's program.
        constexpr std::size_t kMemoryMax = std::size_t{256} << 20;
        privacy::NameIndex index(key, kMemoryMax);
        for (const std::string& file : programs) {
            if (const std::string problem = index.add_program(file); !problem.empty()) {
                throw Failure("cannot use the program '" + file + "': it " + problem);
            }
        }
        for (const std::string& file : manifests) {
            if (const std::string problem = index.add_manifest(file, privacy::ManifestReader::command);
                !problem.empty()) {
                throw Failure("cannot use the manifest '" + file + "': it " + problem);
            }
        }
        return index;
    }
};

inline privacy::HashKey random_hash_key() {
    privacy::HashKey key;
    if (!platform::random_bytes(std::as_writable_bytes(std::span(key.words)))) {
        throw Failure("the system gives no random numbers");
    }
    return key;
}

// Tab, newline, backslash and bytes that are not UTF-8 as `\t`, `\n`, `\\`, `\xNN`; NUL as `\x00`.
inline std::string escaped(std::string_view text) {
    // Bytes of the well-formed UTF-8 character at the front, 0 when it is none (RFC 3629).
    const auto character = [](std::string_view rest) -> std::size_t {
        const auto byte = [&](std::size_t i) { return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U; };
        const auto follows = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
        const unsigned first = byte(0);
        if (first < 0x80) {
            return 1;
        }
        if (first >= 0xc2 && first <= 0xdf) {
            return follows(1) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            const bool fits = byte(1) >= (first == 0xe0 ? 0xa0U : 0x80U) && byte(1) <= (first == 0xed ? 0x9fU : 0xbfU);
            return fits && follows(2) ? 3 : 0;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            const bool fits = byte(1) >= (first == 0xf0 ? 0x90U : 0x80U) && byte(1) <= (first == 0xf4 ? 0x8fU : 0xbfU);
            return fits && follows(2) && follows(3) ? 4 : 0;
        }
        return 0;
    };
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = character(text);
        const auto first = static_cast<unsigned char>(text.front());
        if (first == '\t') {
            result += "\\t";
        } else if (first == '\n') {
            result += "\\n";
        } else if (first == '\\') {
            result += "\\\\";
        } else if (size == 0 || first == 0) {
            result += "\\x";
            result += kDigits[first >> 4];
            result += kDigits[first & 15];
        } else {
            result += text.substr(0, size);
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return result;
}

inline std::string_view verdict_text(privacy::NameVerdict verdict) {
    switch (verdict) {
        case privacy::NameVerdict::kept:
            return "kept";
        case privacy::NameVerdict::templated:
            return "templated";
        case privacy::NameVerdict::dropped:
            break;
    }
    return "dropped";
}

struct JudgedLine {
    privacy::NameVerdict verdict;
    std::string output;
    std::string_view reason;
};

// Standard input to standard output, line by line; throws Failure when the one cannot be read or the other written.
inline int judge_lines(bool explain, const std::function<JudgedLine(std::string_view)>& judge) {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    std::string line;
    while (std::getline(std::cin, line)) {
        const JudgedLine judged = judge(line);
        std::cout << escaped(line) << '\t' << verdict_text(judged.verdict) << '\t' << escaped(judged.output);
        if (explain) {
            std::cout << '\t' << judged.reason;
        }
        std::cout << '\n';
        // Somebody who types, or a program at the other end of a pipe, sees each answer when there is nothing more to
        // read.
        if (std::cin.rdbuf()->in_avail() <= 0) {
            std::cout.flush();
        }
        if (!std::cout) {
            break;
        }
    }
    std::cout.flush();
    if (!std::cout) {
        throw Failure("cannot write to standard output");
    }
    // A folder, a closed descriptor, a failing disk: what was not read is not judged, which is no success.
    if (std::cin.bad()) {
        throw Failure("cannot read standard input");
    }
    return 0;
}

}  // namespace silhouette::cli
