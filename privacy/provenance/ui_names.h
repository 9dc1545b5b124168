// Kinds of user interface files that have endings of their own beside `.ui`.
#pragma once

#include <string_view>

#include "privacy/provenance/name_extraction.h"

namespace silhouette::privacy {

// GtkBuilder's, whatever the file is called.
void extract_gtk_ui(std::string_view text, const NameVisit& visit);
void extract_xaml(std::string_view text, const NameVisit& visit);

}  // namespace silhouette::privacy
