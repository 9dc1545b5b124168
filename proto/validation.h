// What a reader checks before it believes a message: ranges, list and string lengths as the schema states them
// (range.proto), columns that fit together, references within their bounds. For messages of silhouette.v1.
#pragma once

#include <cstdint>
#include <string>

#include "silhouette/v1/batch.pb.h"

namespace silhouette::wire {

struct Validation {
    // Empty: valid. Otherwise the field that is not, as `header.batch_id`; never its value.
    std::string field;
    // Fields and enumeration values that this version does not know. They have been removed (fields) or are to be
    // passed over.
    std::uint64_t unknown = 0;

    explicit operator bool() const { return field.empty(); }
};

// Checks each field's stated range and discards unknown fields.
Validation validate_ranges(google::protobuf::Message& message);

// Checks that the columns of a frame are equally long and match `kinds`. Numbers that refer to definitions are not
// followed: those may stand in a batch that is still on its way.
Validation validate_columns(const silhouette::v1::Batch& batch);

// Both.
Validation validate(silhouette::v1::Batch& batch);

}  // namespace silhouette::wire
