// XAML: `x:Name="saveButton"`, `AutomationProperties.AutomationId="save"`.
#include <string>

#include "privacy/provenance/markup_text.h"
#include "privacy/provenance/source_text.h"
#include "privacy/provenance/ui_names.h"

namespace silhouette::privacy {

void extract_xaml(std::string_view text, const NameVisit& visit) {
    for_each_tag(text, [&](const MarkupTag& tag) {
        for (const std::string_view key : {"x:Name", "Name", "AutomationProperties.AutomationId", "AutomationId"}) {
            // What begins with a brace is computed: `{Binding UserName}`.
            if (const std::string name = tag.attribute(key); !name.starts_with('{')) {
                visit_name(name, visit);
            }
        }
        const std::string whole = tag.attribute("x:Class");
        visit_name(whole, visit);
        visit_name(std::string_view(whole).substr(whole.rfind('.') + 1), visit);
    });
}

}  // namespace silhouette::privacy
