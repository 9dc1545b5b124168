// Names by provenance: the index of what shipped with this program.
#pragma once

#include "privacy/provenance/name_index.h"
#include "sdk/recorder/name_source.h"

namespace silhouette::recorder {

class IndexNames final : public NameSource {
  public:
    explicit IndexNames(const privacy::HashKey& key) : index_(key) {}

    // Takes in what was loaded since; cheap when nothing was.
    void refresh() { index_.refresh(); }

    std::optional<privacy::ShippedName> element_name(const privacy::HashedName& name, bool) override {
        return index_.decide(name).name;
    }
    std::optional<privacy::ShippedName> class_name(const char* pointer, privacy::NameHash hash) override {
        privacy::HashedName hashed;
        hashed.whole = hash;
        return index_.decide_class(pointer, hashed).name;
    }

  private:
    privacy::NameIndex index_;
};

}  // namespace silhouette::recorder
