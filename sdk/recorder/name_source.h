// Where the encoder gets names from: hashes in, names that shipped with the program out.
#pragma once

#include <optional>

#include "privacy/provenance/names.h"
#include "privacy/provenance/route.h"

namespace silhouette::recorder {

class NameSource {
  public:
    virtual ~NameSource() = default;
    // The element's own name. `toolkit`: the hook says that the toolkit itself gave it.
    virtual std::optional<privacy::ShippedName> element_name(const privacy::HashedName& name, bool toolkit) = 0;
    // What may be told of a route; nothing when it is none.
    virtual std::optional<privacy::ShippedName> route_name(const privacy::HashedRoute& route) = 0;
    // The class: by its pointer where that lies in a read-only segment, otherwise by its hash.
    virtual std::optional<privacy::ShippedName> class_name(const char* pointer, privacy::NameHash hash) = 0;
};

}  // namespace silhouette::recorder
