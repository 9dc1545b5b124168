#include "privacy/provenance/manifest.h"

#include <utility>
#include <variant>

#include "platform/regular_file.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {

std::size_t for_each_listed(std::string_view text, const NameVisit& visit) {
    std::size_t refused = 0;
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
            line.remove_suffix(1);
        }
        if (line.empty() || line.front() == '#') {
            continue;
        }
        if (grammar::is_wire_name(line)) {
            visit(line);
        } else {
            ++refused;
        }
    }
    return refused;
}

Manifest read_manifest(const std::filesystem::path& file, ManifestReader reader) {
    const bool is_guest = reader == ManifestReader::recorder;
    auto content = platform::read_file(file, is_guest ? kManifestOfRecorderMax : kManifestFileMax,
                                       is_guest ? platform::FileOwners::trusted : platform::FileOwners::any);
    Manifest manifest;
    if (auto* text = std::get_if<std::string>(&content)) {
        manifest.text = std::move(*text);
        return manifest;
    }
    switch (std::get<platform::FileRefusal>(content)) {
        case platform::FileRefusal::missing:
            manifest.problem = "does not exist";
            manifest.is_missing = true;
            break;
        case platform::FileRefusal::not_a_file:
            manifest.problem = "is not a file";
            break;
        case platform::FileRefusal::others_can_change_it:
            manifest.problem = "can be changed by others than root and the user";
            break;
        case platform::FileRefusal::too_large:
            manifest.problem = is_guest ? "is larger than 2 MiB" : "is larger than 16 MiB";
            break;
        case platform::FileRefusal::unreadable:
        case platform::FileRefusal::shortage:
            manifest.problem = "cannot be read";
            break;
    }
    return manifest;
}

}  // namespace silhouette::privacy
