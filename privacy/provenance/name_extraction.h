// Takes the names that a program gives to its elements out of its sources: for a manifest, and out of files that are
// compiled into a program. It reads what shipped, never what a user made. It looks for the places where names stand and
// does not check that a source is valid.
//
// Texts may be hostile: work grows with their size only, and nothing but the name that is visited is kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace silhouette::privacy {

// More than an index has room for: where names are collected, these are enough.
inline constexpr std::size_t kExtractedNamesMax = 32'768;

enum class SourceKind : std::uint8_t {
    none,       // nothing that names are taken from
    ui,         // .ui: Qt Designer or GtkBuilder, told apart by what is in it
    gtk_ui,     // .glade, .gtkbuilder
    qml,        // .qml: id, objectName
    blueprint,  // .blp
    xaml,       // .xaml, .axaml: Name, x:Name, AutomationId, x:Class
    // Literals given to setObjectName and the like, in
    code,        // C, C++, Vala, Rust …: 'x' is one character
    script,      // JavaScript, TypeScript
    hash_script  // Python, Ruby, Perl: # begins a comment
};

SourceKind source_kind(const std::filesystem::path& file);

// Each may come more than once. All are is_wire_name() and do not begin with `#`, which in a manifest is a comment.
using NameVisit = std::function<void(std::string_view name)>;

void extract_names(SourceKind kind, std::string_view text, const NameVisit& visit);
// The two kinds that are compiled into programs.
void extract_ui(std::string_view text, const NameVisit& visit);
void extract_qml(std::string_view text, const NameVisit& visit);

}  // namespace silhouette::privacy
