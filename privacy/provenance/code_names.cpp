// Names of elements in program code and in blueprints.
#include "privacy/provenance/code_names.h"

#include <algorithm>
#include <array>

#include "privacy/provenance/source_text.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

constexpr std::array kNamingCalls = {string_view("setObjectName"),
                                     string_view("SetObjectName"),
                                     string_view("set_name"),
                                     string_view("set_widget_name"),
                                     string_view("widget_name"),
                                     string_view("gtk_widget_set_name"),
                                     string_view("gtk_buildable_set_name"),
                                     string_view("gtk_buildable_set_buildable_id"),
                                     string_view("set_buildable_id"),
                                     string_view("set_buildable_name"),
                                     string_view("gtk_stack_add_named"),
                                     string_view("gtk_stack_add_titled"),
                                     string_view("add_named"),
                                     string_view("add_titled"),
                                     string_view("set_id"),
                                     string_view("setAccessibleIdentifier"),
                                     string_view("SetAutomationId"),
                                     string_view("sil_view_enter"),
                                     string_view("sil_set_name")};
// `name = "literal"`: keyword arguments and properties.
constexpr std::array kNamingWords = {string_view("objectName"), string_view("buildable_id"),
                                     string_view("widget_name")};

}  // namespace

void extract_code(SourceKind kind, string_view text, const NameVisit& visit) {
    SourceText source{text, 0, kind == SourceKind::hash_script, kind != SourceKind::code};
    while (!source.is_at_end()) {
        if (source.skip_comment() || source.take_string()) {
            continue;
        }
        if (!is_source_word(source.here())) {
            ++source.at;
            continue;
        }
        const string_view word = source.take_word();
        const auto is_one_of = [&](const auto& words) { return std::ranges::find(words, word) != words.end(); };
        SourceText next = source;
        while (is_source_space(next.here())) {
            ++next.at;
        }
        if (next.here() == '(' && is_one_of(kNamingCalls)) {
            next.take_names(true, visit);
            source.at = next.at;
        } else if (next.here() == '(' && word == "setProperty") {
            ++next.at;
            next.skip_space();
            const auto property = next.take_string();
            next.skip_space();
            if (property == "objectName" && next.here() == ',') {
                ++next.at;
                next.take_names(false, visit);
                source.at = next.at;
            }
        } else if ((next.here() == '=' || next.here() == ':') && next.ahead(1) != '=' && next.ahead(1) != ':' &&
                   is_one_of(kNamingWords)) {
            ++next.at;
            next.take_names(false, visit);
            source.at = next.at;
        }
    }
}

// `Gtk.Button save_button {`, `template $MyWindow : Adw.Window {`, `name: "x"`.
void extract_blueprint(string_view text, const NameVisit& visit) {
    std::array<string_view, 3> words;  // the last three tokens, newest last; punctuation is a token of its own
    const auto push = [&](string_view word) { words = {words[1], words[2], word}; };
    SourceText source{text};
    for (source.skip_space(); !source.is_at_end(); source.skip_space()) {
        if (const auto value = source.take_string()) {
            if (words[2] == ":" && (words[1] == "name" || words[1] == "action-name")) {
                visit_name(*value, visit);
            }
            push("\"");
            continue;
        }
        const string_view word = source.take_token(".$-");
        if (words[2] == "template") {
            visit_name(word.substr(word.starts_with('$') ? 1 : 0), visit);
        } else if (word == "{" && !words[1].empty() && is_source_word(words[1].back()) && !words[2].empty() &&
                   is_source_word(words[2].back()) && words[1] != "template" &&
                   words[2].find('.') == string_view::npos) {
            visit_name(words[2], visit);
        }
        push(word);
    }
}

}  // namespace silhouette::privacy
