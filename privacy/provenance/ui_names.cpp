// User interface files of Qt Designer and of GtkBuilder.
#include <algorithm>
#include <array>
#include <string>

#include "privacy/provenance/markup_text.h"
#include "privacy/provenance/name_extraction.h"
#include "privacy/provenance/source_text.h"
#include "privacy/provenance/ui_names.h"

namespace silhouette::privacy {
namespace {

using std::string_view;

bool is_one_of(string_view name, const auto& names) {
    return std::ranges::find(names, name) != names.end();
}

void extract_qt_ui(string_view text, const NameVisit& visit) {
    static constexpr std::array<string_view, 6> kNamed = {"widget", "layout",      "spacer",
                                                          "action", "actiongroup", "buttongroup"};
    for_each_tag(text, [&](const MarkupTag& tag) {
        if (tag.name == "class") {
            visit_name(without_entities(tag.text), visit);
        } else if (is_one_of(tag.name, kNamed)) {
            visit_name(tag.attribute("name"), visit);
            visit_name(tag.attribute("class"), visit);
        }
    });
}

}  // namespace

void extract_gtk_ui(string_view text, const NameVisit& visit) {
    // What has an identity. Of other tags the id may be a value: `<item id="Germany">` of a GtkComboBoxText.
    static constexpr std::array<string_view, 6> kNamed = {"object", "template", "widget", "menu", "section", "submenu"};
    static constexpr std::array<string_view, 3> kClasses = {"object", "template", "widget"};
    static constexpr std::array<string_view, 3> kProperties = {"name", "action-name", "action_name"};
    for_each_tag(text, [&](const MarkupTag& tag) {
        if (is_one_of(tag.name, kNamed)) {
            visit_name(tag.attribute("id"), visit);
        }
        if (is_one_of(tag.name, kClasses)) {
            visit_name(tag.attribute("class"), visit);
        }
        // GTK takes `-` and `_` alike. A menu's items have attributes. Targets of actions are values: never taken.
        if ((tag.name == "property" && is_one_of(tag.attribute("name"), kProperties)) ||
            (tag.name == "attribute" && tag.attribute("name") == "action")) {
            visit_name(without_entities(tag.text), visit);
        }
    });
}

void extract_ui(string_view text, const NameVisit& visit) {
    // The same ending, another format.
    if (text.find("<interface") != string_view::npos && text.find("<ui") == string_view::npos) {
        extract_gtk_ui(text, visit);
    } else {
        extract_qt_ui(text, visit);
    }
}

}  // namespace silhouette::privacy
