// Pieces from the spool on their way to the endpoint: damaged ones are refused or passed on as a batch that can be
// split.
//
// Input: two pieces' plain bytes, the first as long as the first byte says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "proto/envelope/envelope.h"
#include "transport/batch_parts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace silhouette;
    if (size < 1) {
        return 0;
    }
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    const std::size_t cut = std::min<std::size_t>(data[0], bytes.size());
    const std::vector<std::vector<std::byte>> pieces{envelope::seal(bytes.first(cut)),
                                                     envelope::seal(bytes.subspan(cut))};
    const auto whole = transport::join_pieces(pieces);
    if (!whole) {
        return 0;
    }
    std::size_t frames = 0;
    transport::Part part{{}, 0, whole->frames.size()};
    while (part.count >= 2) {
        const auto halves = transport::split(part);
        frames += halves[0].count;
        transport::encode_part(*whole, halves[0]);
        part = halves[1];
    }
    frames += part.count;
    if (frames != whole->frames.size()) {
        std::abort();
    }
    for (const auto& frame : whole->frames) {
        if (transport::items_in_frame(frame) > frame.size()) {
            std::abort();
        }
    }
    return 0;
}
