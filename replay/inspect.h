// A batch for a person to read: every field, in words. What `silhouette inspect` prints.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "silhouette/v1/batch.pb.h"

namespace silhouette::replay {

// Nothing is left out: the fields of the message, ids in hex, enumerations by their words, columns put together to
// rows.
nlohmann::ordered_json batch_json(const silhouette::v1::Batch& batch);

// The same as indented text.
std::string batch_text(const silhouette::v1::Batch& batch);

}  // namespace silhouette::replay
