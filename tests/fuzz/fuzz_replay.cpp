// Sessions out of hostile batches: whatever they hold is read and exported, never a failure.
//
// Input: up to four batches as plain protobuf, each behind its length in two bytes, the lower one first.
#include <google/protobuf/stubs/logging.h>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "replay/export.h"
#include "replay/inspect.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace silhouette;
    const google::protobuf::LogSilencer silence;  // it writes a line for each text that is not UTF-8
    std::vector<v1::Batch> batches;
    while (size >= 2 && batches.size() < 4) {
        const std::size_t length = std::min<std::size_t>(size - 2, data[0] | data[1] << 8);
        v1::Batch batch;
        if (batch.ParseFromArray(data + 2, static_cast<int>(length))) {
            replay::batch_text(batch);
            batches.push_back(std::move(batch));
        }
        data += 2 + length;
        size -= 2 + length;
    }
    const replay::Session session = replay::read_session(batches);
    for (const auto format : {replay::Format::rrweb, replay::Format::jsonl}) {
        if (!batches.empty() && replay::export_session(session, format).empty() && !session.items.empty()) {
            std::abort();
        }
    }
    return 0;
}
