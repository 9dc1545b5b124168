// QML: `id: saveButton`, `objectName: "save"`.
#include <array>

#include "privacy/provenance/name_extraction.h"
#include "privacy/provenance/source_text.h"

namespace silhouette::privacy {

void extract_qml(std::string_view text, const NameVisit& visit) {
    // The last two tokens, newest last; punctuation is a token of its own.
    std::array<std::string_view, 2> words;
    SourceText source{text};
    for (source.skip_space(); !source.is_at_end(); source.skip_space()) {
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
        const std::string_view word = source.take_token(".$");
        if (words[0] == "id" && words[1] == ":") {
            visit_name(word, visit);
        }
        words = {words[1], word};
    }
}

}  // namespace silhouette::privacy
