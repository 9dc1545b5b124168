// Takes the names that a program gives to its elements out of its sources, for a manifest. A developer's tool: it reads
// sources, never what a user made. It looks for the places where names stand and does not check that a source is valid.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace silhouette::privacy {

// More than an index has room for; bounds the memory that a hostile file takes.
inline constexpr std::size_t kExtractedNamesMax = 32'768;

enum class SourceKind : unsigned char {
    none,       // nothing that names are taken from
    qt_ui,      // .ui: Qt Designer or GtkBuilder, told apart by what is in it
    gtk_ui,     // .glade, .gtkbuilder
    qml,        // .qml: id, objectName
    blueprint,  // .blp
    xaml,       // .xaml, .axaml: Name, x:Name, AutomationId, x:Class
    code        // C, C++, Python, JavaScript, Vala, Rust …: literals given to setObjectName and the like
};

SourceKind source_kind(const std::filesystem::path& file);

// Adds to `names` what is_wire_name() and does not begin with `#` (in a manifest that is a comment), until it holds
// kExtractedNamesMax.
void extract_names(SourceKind kind, std::string_view text, std::set<std::string>& names);

}  // namespace silhouette::privacy
