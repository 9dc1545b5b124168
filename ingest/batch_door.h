// The door through which a batch comes in: bytes from the network become a checked batch, or a refusal that says why.
// Bounded before work is done; knows neither HTTP nor storage.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/identifier.h"
#include "silhouette/v1/batch.pb.h"

namespace silhouette::ingest {

enum class Refusal {
    none,
    too_large,           // above envelope::kUncompressedMax once opened
    damaged,             // no envelope, torn, trailing bytes, or not protobuf
    unknown_dictionary,  // sealed by a newer SDK
    invalid,             // a field breaks its range, its grammar, or the columns do not fit together
};

struct CheckedBatch {
    Refusal refusal = Refusal::none;
    std::string field;  // of an invalid batch: which field, never its value

    // The rest counts only without a refusal.
    silhouette::v1::Batch batch;
    BatchId id;
    SessionId session;
    std::uint64_t unknown_fields = 0;
    // What is stored: the body itself, or sealed anew where it holds more than the schema can say.
    std::string stored;
};

CheckedBatch check_batch(std::string_view body);

}  // namespace silhouette::ingest
