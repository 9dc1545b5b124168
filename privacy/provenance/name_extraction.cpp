#include "privacy/provenance/name_extraction.h"

#include <map>
#include <string>

#include "privacy/provenance/code_names.h"
#include "privacy/provenance/ui_names.h"

namespace silhouette::privacy {

SourceKind source_kind(const std::filesystem::path& file) {
    static const std::map<std::string, SourceKind> kinds = {
        {".ui", SourceKind::ui},           {".glade", SourceKind::gtk_ui},   {".gtkbuilder", SourceKind::gtk_ui},
        {".qml", SourceKind::qml},         {".blp", SourceKind::blueprint},  {".xaml", SourceKind::xaml},
        {".axaml", SourceKind::xaml},      {".c", SourceKind::code},         {".h", SourceKind::code},
        {".cc", SourceKind::code},         {".cpp", SourceKind::code},       {".cxx", SourceKind::code},
        {".hh", SourceKind::code},         {".hpp", SourceKind::code},       {".hxx", SourceKind::code},
        {".m", SourceKind::code},          {".mm", SourceKind::code},        {".vala", SourceKind::code},
        {".rs", SourceKind::code},         {".d", SourceKind::code},         {".go", SourceKind::code},
        {".java", SourceKind::code},       {".cs", SourceKind::code},        {".js", SourceKind::script},
        {".mjs", SourceKind::script},      {".ts", SourceKind::script},      {".py", SourceKind::hash_script},
        {".pyw", SourceKind::hash_script}, {".rb", SourceKind::hash_script}, {".pl", SourceKind::hash_script}};
    const auto found = kinds.find(file.extension().string());
    return found == kinds.end() ? SourceKind::none : found->second;
}

void extract_names(SourceKind kind, std::string_view text, const NameVisit& visit) {
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
    switch (kind) {
        case SourceKind::none:
            break;
        case SourceKind::ui:
            extract_ui(text, visit);
            break;
        case SourceKind::gtk_ui:
            extract_gtk_ui(text, visit);
            break;
        case SourceKind::qml:
            extract_qml(text, visit);
            break;
        case SourceKind::blueprint:
            extract_blueprint(text, visit);
            break;
        case SourceKind::xaml:
            extract_xaml(text, visit);
            break;
        case SourceKind::code:
        case SourceKind::script:
        case SourceKind::hash_script:
            extract_code(kind, text, visit);
            break;
    }
}

}  // namespace silhouette::privacy
