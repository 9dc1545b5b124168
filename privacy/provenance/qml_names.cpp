// QML: `id: saveButton`, `objectName: "save"`.
#include <algorithm>
#include <array>

#include "privacy/provenance/name_extraction.h"
#include "privacy/provenance/source_text.h"

namespace silhouette::privacy {

void extract_qml(std::string_view text, const NameVisit& visit) {
    // The last two tokens, newest last; punctuation is a token of its own.
    std::array<std::string_view, 2> words;
    const auto is_part = [](char c) { return is_source_word(c) || c == '.' || c == '$'; };
    SourceText source{text};
    while (!source.is_at_end()) {
        if (is_source_space(source.here())) {
            ++source.at;
            continue;
        }
        if (source.skip_comment()) {
            continue;
        }
        if ((words[1] == ":" && words[0] == "objectName") ||
            (words[1] == "=" && (words[0] == "objectName" || words[0].ends_with(".objectName")))) {
            source.take_names(false, visit);
            words = {};
            continue;
        }
        if (source.take_string()) {
            words = {words[1], "\""};
            continue;
        }
        const std::size_t begin = source.at;
        while (is_part(source.here())) {
            ++source.at;
        }
        source.at = std::max(source.at, begin + 1);
        const std::string_view word = text.substr(begin, source.at - begin);
        if (words[0] == "id" && words[1] == ":") {
            visit_name(word, visit);
        }
        words = {words[1], word};
    }
}

}  // namespace silhouette::privacy
