// Elements as nodes of the page that rrweb plays: their ids, attributes, and what changed between two pictures.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "replay/stage.h"

namespace silhouette::replay {

using Json = nlohmann::ordered_json;

// Ids of the nodes that are always there; an element's is kFirstElementNode + its number.
inline constexpr std::uint64_t kStageNode = 8, kBannerNode = 9, kFirstElementNode = 100;

inline std::uint64_t node_id(std::uint32_t element) {
    return kFirstElementNode + element;
}

// Data of a FullSnapshot event. `banner`: the text of the gap that is shown, "" for none.
Json snapshot_data(const Session& session, const std::vector<Drawn>& drawn, Size stage, const std::string& banner);

// Data of a Mutation event that leads from one picture to the other; nothing when only a new snapshot can (an element
// moved to another parent or place). `null` data when both are the same.
std::optional<Json> mutation_data(const Session& session, const std::vector<Drawn>& before,
                                  const std::vector<Drawn>& now);

Json banner_attributes(const std::string& text);

}  // namespace silhouette::replay
