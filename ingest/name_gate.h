// The name gate: names that were seen in few sessions are held back from whoever reads a session. They stay in the log,
// which nobody reads but this endpoint, and show once enough sessions have brought them.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "silhouette/v1/batch.pb.h"

namespace silhouette::ingest {

using Names = std::set<std::string, std::less<>>;

// Names of elements and classes that the batch defines.
Names names_of(const silhouette::v1::Batch& batch);

// Empties the names that are not in `shown`: a reader takes an empty name for one that the recorder refused, and shows
// the structural path.
void hold_back_names(silhouette::v1::Batch& batch, const Names& shown);

}  // namespace silhouette::ingest
