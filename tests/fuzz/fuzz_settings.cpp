// The tenant's verdict as an endpoint answers it: whatever the bytes are, a verdict has its numbers in their ranges,
// and what is judged about an upload's acknowledgement agrees with it.
//
// Input: the body.
#include <chrono>
#include <cstdint>
#include <cstdlib>

#include "transport/answer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace silhouette::transport;
    Answer answer;
    answer.status = 200;
    answer.content_type = "application/x-protobuf";
    const auto* const body = reinterpret_cast<const std::byte*>(data);
    answer.body.assign(body, body + size);
    const auto verdict = read_settings(answer);
    if (verdict && (verdict->sampling > 1'000 || verdict->valid_for <= std::chrono::seconds(0) ||
                    verdict->valid_for > std::chrono::hours(30 * 24))) {
        std::abort();
    }
    if ((judge_settings(answer, 0).meaning == Meaning::acknowledged) != verdict.has_value()) {
        std::abort();
    }
    // Under any other type, or status, the same bytes are no verdict.
    answer.content_type = "text/html";
    if (read_settings(answer)) {
        std::abort();
    }
    answer.content_type = "application/x-protobuf";
    answer.status = 201;
    if (read_settings(answer)) {
        std::abort();
    }
    return 0;
}
