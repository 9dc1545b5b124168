#include "sdk/recorder/host_limits.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>

namespace silhouette::recorder {
namespace {

using transport::Policy;

template <typename Value, typename Field>
const char* take(Field number, transport::Limit<Value>& limit, const char* problem) noexcept {
    return number == 0 || limit.set(Value(number)) ? nullptr : problem;
}

}  // namespace

const char* take_limits(const sil_limits* limits, Policy& policy) noexcept {
    if (limits == nullptr) {
        return nullptr;
    }
    if (limits->size < sizeof limits->size || limits->size > 64u << 10) {
        return "size: set by SIL_LIMITS_INIT";
    }
    sil_limits given = SIL_LIMITS_INIT;
    std::memcpy(&given, limits, std::min(limits->size, sizeof given));
    const char* const problems[] = {
        take(given.piece_ms, policy.piece, "piece_ms: 100 … 60,000"),
        take(given.piece_bytes, policy.piece_bytes, "piece_bytes: 1,024 … 262,144"),
        take(given.piece_items, policy.piece_items, "piece_items: 1 … 65,536"),
        take(given.memory_bytes, policy.memory_bytes, "memory_bytes: 16,384 … 16,777,216"),
        take(given.disk_retry_ms, policy.disk_retry, "disk_retry_ms: 100 … 60,000"),
        take(given.disk_retry_longest_ms, policy.disk_retry_longest, "disk_retry_longest_ms: 1,000 … 3,600,000"),
        take(given.sent_bytes, policy.sent_bytes, "sent_bytes: 65,536 … 67,108,864"),
        take(given.resolve_ms, policy.resolve, "resolve_ms: 100 … 120,000"),
        take(given.connect_ms, policy.connect, "connect_ms: 100 … 120,000"),
        take(given.handshake_ms, policy.handshake, "handshake_ms: 100 … 120,000"),
        take(given.next_address_ms, policy.next_address, "next_address_ms: 10 … 2,000"),
        take(given.write_ms, policy.write, "write_ms: 1,000 … 600,000"),
        take(given.answer_ms, policy.answer, "answer_ms: 1,000 … 600,000"),
        take(given.total_ms, policy.total, "total_ms: 1,000 … 180,000"),
        take(given.answer_head_bytes, policy.answer_head_bytes, "answer_head_bytes: 1,024 … 65,536"),
        take(given.answer_body_bytes, policy.answer_body_bytes, "answer_body_bytes: 4,096 … 1,048,576"),
        take(given.keep_alive_s, policy.keep_alive, "keep_alive_s: 10 … 7,200"),
        take(given.retry_ms, policy.retry, "retry_ms: 100 … 60,000"),
        take(given.retry_longest_ms, policy.retry_longest, "retry_longest_ms: 1,000 … 3,600,000"),
        take(given.retry_after_longest_s, policy.retry_after_longest, "retry_after_longest_s: 60 … 86,400"),
        take(given.hold_s, policy.hold, "hold_s: 10 … 86,400"),
        take(given.circuit_failures, policy.circuit_failures, "circuit_failures: 1 … 100"),
        take(given.backlog_bytes_per_s, policy.backlog_bytes_per_s, "backlog_bytes_per_s: 1,024 … 104,857,600"),
        take(given.metered_batch_ms, policy.metered_batch, "metered_batch_ms: 1,000 … 3,600,000"),
        take(given.metered_bytes_per_s, policy.metered_bytes_per_s, "metered_bytes_per_s: 64 … 1,048,576"),
        take(given.poll_s, policy.poll, "poll_s: 60 … 3,600"),
        take(given.poll_pause_ms, policy.poll_pause, "poll_pause_ms: 1,000 … 600,000"),
    };
    const auto* const first =
        std::find_if(std::begin(problems), std::end(problems), [](const char* one) { return one != nullptr; });
    return first == std::end(problems) ? nullptr : *first;
}

}  // namespace silhouette::recorder
