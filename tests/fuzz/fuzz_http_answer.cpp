// What an endpoint answers: nothing but our batch's id in our content type acknowledges, and no wait is longer than a
// day.
//
// Input: status (two bytes), a byte that chooses the content type, up to 64 bytes of Retry-After up to a zero, the
// body.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "transport/answer.h"
#include "transport/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace silhouette::transport;
    if (size < 4) {
        return 0;
    }
    static const char* const kTypes[] = {"application/x-protobuf", "application/problem+json", "text/html", ""};
    BatchId batch{};
    batch.fill(std::byte{'b'});
    Answer answer;
    answer.status = (data[0] * 256U + data[1]) % 700U;
    answer.content_type = kTypes[data[2] % 4];
    std::size_t at = 3;
    while (at < size && at < 67 && data[at] != 0) {
        answer.retry_after += static_cast<char>(data[at++]);
    }
    const auto* const body = reinterpret_cast<const std::byte*>(data);
    answer.body.assign(body + std::min(at + 1, size), body + size);

    const auto judgement = judge_upload(answer, batch, 1'700'000'000);
    const bool has_id =
        std::search(answer.body.begin(), answer.body.end(), batch.begin(), batch.end()) != answer.body.end();
    const std::chrono::seconds pause_longest = Policy().retry_after_longest;
    const bool acknowledged = judgement.meaning == Meaning::acknowledged;
    if ((acknowledged && (answer.status != 200 || data[2] % 4 != 0 || !has_id)) ||
        (judgement.meaning == Meaning::tenant_off && (answer.status != 403 || data[2] % 4 != 1)) ||
        (judgement.verdict && !acknowledged && judgement.meaning != Meaning::tenant_off) ||
        (judgement.retry_after && (*judgement.retry_after > pause_longest || judgement.retry_after->count() < 0))) {
        std::abort();
    }
    answer.status = 200;
    if (const auto verdict = read_settings(answer);
        verdict && (verdict->sampling > 1'000 || verdict->valid_for.count() <= 0)) {
        std::abort();
    }
    return 0;
}
