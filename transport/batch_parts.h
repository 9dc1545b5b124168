// From the pieces of a batch to the bodies that are sent: all frames below one header, in one part or, after a 413, in
// several.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "transport/record.h"
#include "transport/session_id.h"

namespace silhouette::transport {

// A whole batch, uncompressed: the last piece's header (its books are the newest) and the frames of all pieces.
struct WholeBatch {
    std::string header;
    std::vector<std::string> frames;  // encoded Frame messages
    SessionId session;
    std::uint64_t allowed_since = 0;  // as the header tells

    WholeBatch() = default;
    WholeBatch(WholeBatch&&) = default;
    WholeBatch& operator=(WholeBatch&&) = default;
    WholeBatch(const WholeBatch&) = default;
    WholeBatch& operator=(const WholeBatch&) = default;
    ~WholeBatch();  // overwrites
};

// Pieces as they lie in the spool. Empty when none is what it should be.
std::optional<WholeBatch> join_pieces(std::span<const std::vector<std::byte>> pieces);

// Some of a batch's frames. The whole batch is a part with its own id; halves get ids that follow from it, so that a
// half that is sent again, by whoever, is the same batch to the endpoint. They share the batch's number.
struct Part {
    BatchId id{};
    std::size_t first = 0;
    std::size_t count = 0;
};
// Two halves. `part.count` must be at least 2.
std::array<Part, 2> split(const Part& part);

// The body to send: header with the part's id, frames, sealed. Empty without memory or above the envelope's limit.
std::vector<std::byte> encode_part(const WholeBatch& batch, const Part& part);

// Items (clicks, navigations, layouts, gaps) that an encoded Frame holds.
std::uint64_t items_in_frame(std::string_view frame);

}  // namespace silhouette::transport
