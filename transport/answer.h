// What an answer of the endpoint means. Pure functions over its parts; no sockets, no state.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/consent/verdict.h"
#include "transport/failure.h"
#include "transport/policy.h"
#include "transport/record.h"

namespace silhouette::transport {

struct Answer {
    unsigned status = 0;
    std::string content_type;
    std::string retry_after;
    std::vector<std::byte> body;  // bounded: Policy::answer_body_bytes
};

enum class Meaning {
    acknowledged,  // 200, our content type, our batch id
    retry,         // not now: 408, 425, 429, 5xx
    too_large,     // 413: split
    hold,          // 401, a foreign 403, 407: keep everything, wait for another key or verdict
    tenant_off,    // 403 with our problem type and this batch's id: the verdict "no"
    rejected,      // any other 4xx: this batch will never be taken
    redirect,      // 3xx: it means nothing, and is not followed
    not_ours       // HTML, another batch's id …: it means nothing
};

// What stands for it in a status.
Failure failure_of(Meaning meaning) noexcept;

struct Judgement {
    Meaning meaning = Meaning::not_ours;
    std::optional<std::chrono::seconds> retry_after;  // as parse_retry_after() says
    std::optional<privacy::Verdict> verdict;          // `received` is not set
};

// Answer to POST /v1/batches. `now`: UTC seconds, for a Retry-After that is a date; `longest`: what it is capped at.
Judgement judge_upload(const Answer& answer, const BatchId& batch, std::int64_t now,
                       std::chrono::seconds longest = Policy().retry_after_longest);

// Answer to GET /v1/settings: `acknowledged` with the verdict when an ingest endpoint answered it.
Judgement judge_settings(const Answer& answer, std::int64_t now,
                         std::chrono::seconds longest = Policy().retry_after_longest);

// Answer to GET /v1/settings: the verdict of a 200 that is ours. `received` is not set.
std::optional<privacy::Verdict> read_settings(const Answer& answer);

// `Retry-After`: seconds or an HTTP date, capped at `longest`. Empty when it is neither, or no wait: 0, a date that has
// passed.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, std::int64_t now,
                                                      std::chrono::seconds longest = Policy().retry_after_longest);

}  // namespace silhouette::transport
