// Code and blueprints, which only the developer's tool reads.
#pragma once

#include <string_view>

#include "privacy/provenance/name_extraction.h"

namespace silhouette::privacy {

// `kind`: code, script or hash_script.
void extract_code(SourceKind kind, std::string_view text, const NameVisit& visit);
void extract_blueprint(std::string_view text, const NameVisit& visit);

}  // namespace silhouette::privacy
