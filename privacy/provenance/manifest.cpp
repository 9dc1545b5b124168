#include "privacy/provenance/manifest.h"

#include <fstream>

#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {

Manifest parse_manifest(std::string_view text) {
    Manifest manifest;
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
            manifest.names.emplace_back(line);
        } else {
            ++manifest.refused;
        }
    }
    return manifest;
}

Manifest read_manifest(const std::filesystem::path& file) {
    Manifest manifest;
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        manifest.problem = std::filesystem::exists(file, error) ? "is not a file" : "does not exist";
        return manifest;
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(kManifestFileMax + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || (!stream && !stream.eof())) {
        manifest.problem = "cannot be read";
        return manifest;
    }
    if (!stream.eof()) {
        manifest.problem = "is larger than 16 MiB";
        return manifest;
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return parse_manifest(text);
}

}  // namespace silhouette::privacy
