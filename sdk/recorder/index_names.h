// Names by provenance: the index of what shipped with this program.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "privacy/provenance/name_index.h"
#include "privacy/provenance/route.h"
#include "sdk/recorder/name_source.h"

namespace silhouette::recorder {

class IndexNames final : public NameSource {
  public:
    IndexNames(const privacy::HashKey& key, std::shared_ptr<const privacy::RouteTable> routes)
        : index_(key), routes_(std::move(routes)) {}

    // A manifest of the host's. Empty on success, otherwise what is wrong.
    std::string add_manifest(const std::filesystem::path& file) {
        return index_.add_manifest(file, privacy::ManifestReader::recorder);
    }
    // The one beside the program, where there is one.
    std::string add_manifest_beside(const std::filesystem::path& program) {
        return index_.add_manifest_beside(program, privacy::ManifestReader::recorder);
    }

    // Takes in what was loaded since; cheap when nothing was.
    void refresh() { index_.refresh(); }

    std::optional<privacy::ShippedName> element_name(const privacy::HashedName& name, bool) override {
        return index_.decide(name).name;
    }
    std::optional<privacy::ShippedName> route_name(const privacy::HashedRoute& route) override {
        return privacy::route_name(route, *routes_, index_);
    }
    std::optional<privacy::ShippedName> class_name(const char* pointer, privacy::NameHash hash) override {
        privacy::HashedName hashed;
        hashed.whole = hash;
        return index_.decide_class(pointer, hashed).name;
    }

  private:
    privacy::NameIndex index_;
    std::shared_ptr<const privacy::RouteTable> routes_;
};

}  // namespace silhouette::recorder
