#include "privacy/provenance/name_extraction.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

using std::string_view;
using Names = std::set<std::string>;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_word(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

void add(Names& names, string_view name) {
    if (grammar::is_wire_name(name) && name.front() != '#' && names.size() < kExtractedNamesMax) {
        names.emplace(name);
    }
}

// ---- XML ------------------------------------------------------------------------------------------------------------

std::string without_entities(string_view text) {
    static constexpr std::array<std::pair<string_view, char>, 5> kEntities = {
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    std::string result;
    while (!text.empty()) {
        const auto entity =
            std::ranges::find_if(kEntities, [&](const auto& one) { return text.starts_with(one.first); });
        if (entity != kEntities.end()) {
            result += entity->second;
            text.remove_prefix(entity->first.size());
        } else {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
}

struct Tag {
    string_view name;
    std::map<string_view, std::string> attributes;
    string_view text;  // up to the next tag
    const std::string* attribute(string_view key) const {
        const auto found = attributes.find(key);
        return found == attributes.end() ? nullptr : &found->second;
    }
};

// Visits each opening tag. Comments, CDATA, declarations and closing tags are passed over.
void for_each_tag(string_view text, const std::function<void(const Tag&)>& visit) {
    for (auto open = text.find('<'); open != string_view::npos; open = text.find('<', open)) {
        const auto skip = [&](string_view begin, string_view end) {
            if (!text.substr(open).starts_with(begin)) {
                return false;
            }
            const auto close = text.find(end, open + begin.size());
            open = close == string_view::npos ? text.size() : close + end.size();
            return true;
        };
        if (skip("<!--", "-->") || skip("<![CDATA[", "]]>") || skip("<?", "?>") || skip("<!", ">") || skip("</", ">")) {
            continue;
        }
        std::size_t at = open + 1;
        const auto token = [&](string_view ends) {
            const std::size_t begin = at;
            while (at < text.size() && !is_space(text[at]) && ends.find(text[at]) == string_view::npos) {
                ++at;
            }
            return text.substr(begin, at - begin);
        };
        Tag tag;
        tag.name = token("/>");
        while (at < text.size() && text[at] != '>') {
            if (is_space(text[at]) || text[at] == '/') {
                ++at;
                continue;
            }
            const string_view key = token("=/>");
            while (at < text.size() && is_space(text[at])) {
                ++at;
            }
            if (at >= text.size() || text[at] != '=') {
                if (key.empty()) {
                    ++at;
                }
                continue;
            }
            do {
                ++at;
            } while (at < text.size() && is_space(text[at]));
            if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) {
                continue;
            }
            const auto close = text.find(text[at], at + 1);
            if (close == string_view::npos) {
                at = text.size();
                break;
            }
            tag.attributes.emplace(key, without_entities(text.substr(at + 1, close - at - 1)));
            at = close + 1;
        }
        at = std::min(at + 1, text.size());
        tag.text = text.substr(at, text.find('<', at) - at);
        visit(tag);
        open = at;
    }
}

void add_attribute(Names& names, const Tag& tag, string_view key) {
    if (const std::string* value = tag.attribute(key)) {
        add(names, *value);
    }
}

void extract_qt_ui(string_view text, Names& names) {
    for_each_tag(text, [&](const Tag& tag) {
        if (tag.name == "class") {
            add(names, tag.text);
        } else if (tag.name == "widget" || tag.name == "layout" || tag.name == "spacer" || tag.name == "action" ||
                   tag.name == "actiongroup" || tag.name == "buttongroup") {
            add_attribute(names, tag, "name");
            add_attribute(names, tag, "class");
        }
    });
}

void extract_gtk_ui(string_view text, Names& names) {
    // What has an identity. Of other tags the id may be a value: `<item id="Germany">` of a GtkComboBoxText.
    static constexpr std::array<string_view, 6> kNamed = {"object", "template", "widget", "menu", "section", "submenu"};
    for_each_tag(text, [&](const Tag& tag) {
        if (std::ranges::find(kNamed, tag.name) != kNamed.end()) {
            add_attribute(names, tag, "id");
        }
        if (tag.name == "object" || tag.name == "template" || tag.name == "widget") {
            add_attribute(names, tag, "class");
        }
        // GTK takes `-` and `_` alike. A menu's items have attributes. Targets of actions are values: never taken.
        const std::string* key = tag.attribute("name");
        if (key != nullptr &&
            ((tag.name == "property" && (*key == "name" || *key == "action-name" || *key == "action_name")) ||
             (tag.name == "attribute" && *key == "action"))) {
            add(names, without_entities(tag.text));
        }
    });
}

void extract_xaml(string_view text, Names& names) {
    for_each_tag(text, [&](const Tag& tag) {
        for (const string_view key : {"x:Name", "Name", "AutomationProperties.AutomationId", "AutomationId"}) {
            add_attribute(names, tag, key);
        }
        if (const std::string* name = tag.attribute("x:Class")) {
            add(names, *name);
            add(names, string_view(*name).substr(name->rfind('.') + 1));
        }
    });
}

// ---- Code -----------------------------------------------------------------------------------------------------------

// A literal in quotes at `at`; moves `at` behind it. Escapes keep it from being a name, save \" and \\.
std::string take_quoted(string_view text, std::size_t& at) {
    const char quote = text[at++];
    std::string value;
    while (at < text.size() && text[at] != quote && text[at] != '\n') {
        if (text[at] == '\\' && at + 1 < text.size()) {
            ++at;
            value += text[at] == '"' || text[at] == '\'' || text[at] == '\\' ? text[at] : '\n';
        } else {
            value += text[at];
        }
        ++at;
    }
    at = std::min(at + 1, text.size());
    return value;
}

// Whether a comment or string begins here; moves behind it. `hash`: `#` begins a comment (Python).
bool skip_comment(string_view text, std::size_t& at) {
    if (text.substr(at).starts_with("//")) {
        at = std::min(text.find('\n', at), text.size());
        return true;
    }
    if (text.substr(at).starts_with("/*")) {
        const auto end = text.find("*/", at + 2);
        at = end == string_view::npos ? text.size() : end + 2;
        return true;
    }
    return false;
}

constexpr std::array kNamingCalls = {string_view("setObjectName"),
                                     string_view("set_name"),
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
                                     string_view("sil_view_enter"),
                                     string_view("sil_set_name")};
// `name = "literal"`: keyword arguments and properties.
constexpr std::array kNamingWords = {string_view("objectName"), string_view("buildable_id"),
                                     string_view("widget_name")};

void extract_code(string_view text, Names& names) {
    for (std::size_t at = 0; at < text.size();) {
        if (skip_comment(text, at)) {
            continue;
        }
        if (text[at] == '"' || text[at] == '\'') {
            take_quoted(text, at);
            continue;
        }
        if (!is_word(text[at])) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        while (at < text.size() && is_word(text[at])) {
            ++at;
        }
        const string_view word = text.substr(begin, at - begin);
        std::size_t next = at;
        while (next < text.size() && is_space(text[next])) {
            ++next;
        }
        const char follows = next < text.size() ? text[next] : '\0';
        if (follows == '(' && std::ranges::find(kNamingCalls, word) != kNamingCalls.end()) {
            // The first literal of the arguments: titles and the like come after the name.
            int depth = 0;
            for (at = next; at < text.size();) {
                if (skip_comment(text, at)) {
                    continue;
                }
                const char c = text[at];
                if (c == '"' || c == '\'') {
                    add(names, take_quoted(text, at));
                    break;
                }
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0 || c == ';') {
                    break;
                }
                ++at;
            }
        } else if ((follows == '=' || follows == ':') && std::ranges::find(kNamingWords, word) != kNamingWords.end()) {
            do {
                ++next;
            } while (next < text.size() && is_space(text[next]));
            if (next < text.size() && (text[next] == '"' || text[next] == '\'')) {
                at = next;
                add(names, take_quoted(text, at));
            }
        }
    }
}

// QML and blueprint: `id: saveButton`, `objectName: "x"`, `Gtk.Button save_button {`, `template $MyWindow : Adw.Window
// {`.
void extract_declarative(string_view text, bool is_qml, Names& names) {
    std::array<string_view, 3> words;  // the last three tokens, newest last; punctuation is a token of its own
    const auto push = [&](string_view word) { words = {words[1], words[2], word}; };
    for (std::size_t at = 0; at < text.size();) {
        if (is_space(text[at])) {
            ++at;
            continue;
        }
        if (skip_comment(text, at)) {
            continue;
        }
        if (text[at] == '"' || text[at] == '\'') {
            const std::string value = take_quoted(text, at);
            if (words[2] == ":" &&
                (words[1] == "objectName" || (!is_qml && (words[1] == "name" || words[1] == "action-name")))) {
                add(names, value);
            }
            push("\"");
            continue;
        }
        const std::size_t begin = at;
        const auto is_part = [&](char c) { return is_word(c) || c == '.' || c == '$' || (!is_qml && c == '-'); };
        while (at < text.size() && is_part(text[at])) {
            ++at;
        }
        if (at == begin) {
            ++at;
        }
        string_view word = text.substr(begin, at - begin);
        if (is_qml) {
            if (words[1] == "id" && words[2] == ":") {
                add(names, word);
            }
        } else if (words[2] == "template") {
            add(names, word.substr(word.starts_with('$') ? 1 : 0));
        } else if (word == "{" && !words[1].empty() && is_word(words[1].back()) && !words[2].empty() &&
                   is_word(words[2].back()) && words[1] != "template" && words[2].find('.') == string_view::npos) {
            add(names, words[2]);
        }
        push(word);
    }
}

}  // namespace

SourceKind source_kind(const std::filesystem::path& file) {
    static const std::map<std::string, SourceKind> kinds = {
        {".ui", SourceKind::qt_ui},   {".glade", SourceKind::gtk_ui},  {".gtkbuilder", SourceKind::gtk_ui},
        {".qml", SourceKind::qml},    {".blp", SourceKind::blueprint}, {".xaml", SourceKind::xaml},
        {".axaml", SourceKind::xaml}, {".c", SourceKind::code},        {".h", SourceKind::code},
        {".cc", SourceKind::code},    {".cpp", SourceKind::code},      {".cxx", SourceKind::code},
        {".hh", SourceKind::code},    {".hpp", SourceKind::code},      {".hxx", SourceKind::code},
        {".m", SourceKind::code},     {".mm", SourceKind::code},       {".py", SourceKind::code},
        {".pyw", SourceKind::code},   {".js", SourceKind::code},       {".mjs", SourceKind::code},
        {".ts", SourceKind::code},    {".vala", SourceKind::code},     {".rs", SourceKind::code},
        {".d", SourceKind::code},     {".go", SourceKind::code},       {".rb", SourceKind::code},
        {".pl", SourceKind::code},    {".java", SourceKind::code},     {".cs", SourceKind::code}};
    const auto found = kinds.find(file.extension().string());
    return found == kinds.end() ? SourceKind::none : found->second;
}

void extract_names(SourceKind kind, string_view text, Names& names) {
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
    switch (kind) {
        case SourceKind::none:
            break;
        case SourceKind::qt_ui:
            // The same ending, another format.
            if (text.find("<interface") != string_view::npos && text.find("<ui") == string_view::npos) {
                extract_gtk_ui(text, names);
            } else {
                extract_qt_ui(text, names);
            }
            break;
        case SourceKind::gtk_ui:
            extract_gtk_ui(text, names);
            break;
        case SourceKind::qml:
            extract_declarative(text, true, names);
            break;
        case SourceKind::blueprint:
            extract_declarative(text, false, names);
            break;
        case SourceKind::xaml:
            extract_xaml(text, names);
            break;
        case SourceKind::code:
            extract_code(text, names);
            break;
    }
}

}  // namespace silhouette::privacy
