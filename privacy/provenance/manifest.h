// A manifest: the list of names that shipped with a program, for programs that are interpreted, packed or stripped of
// them. UTF-8, one name a line; what follows a `#` at the start of a line is a comment. docs/names.md.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "privacy/provenance/name_extraction.h"

namespace silhouette::privacy {

// Who reads a manifest. A command takes what its user names. The recorder is a guest in somebody's process: less
// memory, and only a file that nobody but root and the effective user can change, since what it lists may be told.
enum class ManifestReader { command, recorder };

inline constexpr std::size_t kManifestFileMax = std::size_t{16} << 20;  // 400,000 names; the largest seen has 9,000
inline constexpr std::size_t kManifestOfRecorderMax = std::size_t{2} << 20;  // more than its index has room for

// The first line of what `silhouette manifest` writes; a manifest that is compiled into a program is found by it.
inline constexpr std::string_view kManifestSignature = "# silhouette manifest";

struct Manifest {
    std::string text;
    std::string problem;      // empty on success
    bool is_missing = false;  // the problem is that there is no such file
};

// Visits each name of a manifest's text; all are is_wire_name(). Returns how many lines cannot be names.
std::size_t for_each_listed(std::string_view text, const NameVisit& visit);
Manifest read_manifest(const std::filesystem::path& file, ManifestReader reader);

}  // namespace silhouette::privacy
