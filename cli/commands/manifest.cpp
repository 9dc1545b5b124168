// `silhouette manifest`: the names that stand in a program's sources, as a list to sign off and to ship.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/replace_file.h"
#include "privacy/provenance/manifest.h"
#include "privacy/provenance/name_extraction.h"

namespace silhouette::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSourceMax = std::size_t{64} << 20;  // larger files are generated or no sources

struct ManifestOptions {
    std::vector<std::string> sources;
    std::string output;
};

// What the sources name, as many as one tree may.
struct Collected {
    std::set<std::string> names;
    bool is_full = false;

    void take_from(privacy::SourceKind kind, std::string_view text) {
        privacy::extract_names(kind, text, [&](std::string_view name) {
            if (names.size() < privacy::kExtractedNamesMax) {
                names.emplace(name);
            } else {
                is_full = is_full || !names.contains(std::string(name));
            }
        });
    }
};

// Nothing: the file is too large.
std::optional<std::string> read_source(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text;
    std::array<char, 1 << 16> piece{};
    while (stream.read(piece.data(), piece.size()), stream.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > kSourceMax) {
            return std::nullopt;
        }
    }
    if (!stream.is_open() || stream.bad()) {
        throw Failure("cannot read '" + file.string() + "'");
    }
    return text;
}

// What version control, package managers and builds keep beside the sources.
bool is_passed_over(const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name.starts_with('.') || name == "node_modules" || name == "__pycache__" || name == "CMakeFiles";
}

void take_folder(const fs::path& folder, Collected& collected) {
    std::error_code error;
    // Links are not followed, so that no folder is taken twice and none outside.
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (at->is_directory(ignored) && !at->is_symlink(ignored) && is_passed_over(at->path())) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file(ignored)) {
            const auto kind = privacy::source_kind(at->path());
            if (kind == privacy::SourceKind::none) {
                continue;
            }
            if (const auto text = read_source(at->path())) {
                collected.take_from(kind, *text);
            } else {
                std::fprintf(stderr, "passed over '%s': it is larger than 64 MiB\n", at->path().c_str());
            }
        }
    }
    if (error) {
        throw Failure("cannot read the folder '" + folder.string() + "': " + error.message());
    }
}

int manifest(const ManifestOptions& options) {
    Collected collected;
    for (const std::string& source : options.sources) {
        std::error_code error;
        if (fs::is_directory(source, error)) {
            take_folder(source, collected);
            continue;
        }
        if (!fs::is_regular_file(source, error)) {
            throw Failure("cannot read '" + source + "': it " +
                          (fs::exists(source, error) ? "is neither a file nor a folder" : "does not exist"));
        }
        const auto kind = privacy::source_kind(source);
        if (kind == privacy::SourceKind::none) {
            throw Failure("cannot take names from '" + source +
                          "': known are .ui, .glade, .gtkbuilder, .qml, .blp, .xaml and program code");
        }
        const auto text = read_source(source);
        if (!text) {
            throw Failure("cannot take names from '" + source + "': it is larger than 64 MiB");
        }
        collected.take_from(kind, *text);
    }
    std::string text = std::string(privacy::kManifestSignature) +
                       "\n# Names of elements that ship with the program, one a line. Read it before you sign it off:\n"
                       "# whatever stands here may be told of any user's session.\n";
    for (const std::string& name : collected.names) {
        text += name + "\n";
    }
    if (options.output == "-") {
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
            throw Failure("cannot write to standard output");
        }
    } else {
        replace_file(options.output, text);
    }
    if (collected.is_full) {
        std::fprintf(stderr, "there are more names: one manifest has %zu at most\n", privacy::kExtractedNamesMax);
    }
    std::fprintf(stderr, "%zu names\n", collected.names.size());
    return 0;
}

}  // namespace

void add_manifest(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("manifest", "Collect the names of elements from a program's sources");
    auto options = std::make_shared<ManifestOptions>();
    command->add_option("SOURCE", options->sources, "Files and folders: .ui, .glade, .qml, .blp, .xaml, program code")
        ->required();
    command->add_option("-o,--output", options->output, "Where the manifest goes; - is standard output")
        ->required()
        ->type_name("FILE");
    command->callback([options, &run] { run = [options] { return manifest(*options); }; });
}

}  // namespace silhouette::cli
