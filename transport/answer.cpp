#include "transport/answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <protozero/pbf_message.hpp>

#include "proto/fields.h"
#include "proto/hex.h"
#include "transport/http_date.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

constexpr std::string_view kProtobufType = "application/x-protobuf";
constexpr std::string_view kProblemType = "application/problem+json";
constexpr std::string_view kTenantOff = "https://silhouette.dev/problems/tenant-off";
// As their ranges in settings.proto.
constexpr std::uint32_t kSamplingMax = 1'000;
constexpr std::uint32_t kValidForMax = 2'592'000;
constexpr std::uint64_t kAllowedSinceMax = 4'294'967'295;

// Without parameters: `application/problem+json; charset=utf-8`.
bool is_type(std::string_view content_type, std::string_view type) {
    content_type = content_type.substr(0, content_type.find(';'));
    while (!content_type.empty() && content_type.back() == ' ') {
        content_type.remove_suffix(1);
    }
    return std::equal(content_type.begin(), content_type.end(), type.begin(), type.end(),
                      [](char one, char two) { return (one >= 'A' && one <= 'Z' ? one - 'A' + 'a' : one) == two; });
}

// Throws protozero's exceptions. Empty when a value is out of its range.
std::optional<privacy::Verdict> read_verdict(protozero::data_view bytes) {
    privacy::Verdict verdict;
    verdict.sampling = 0;
    std::uint32_t valid_for = 0;
    protozero::pbf_message<wire::Settings> settings(bytes);
    while (settings.next()) {
        switch (settings.tag_and_type()) {
            case protozero::tag_and_type(wire::Settings::version, protozero::pbf_wire_type::varint):
                verdict.version = settings.get_uint64();
                break;
            case protozero::tag_and_type(wire::Settings::allowed, protozero::pbf_wire_type::varint):
                // Not get_bool(), which looks at its byte before it asks whether there is one.
                verdict.allowed = settings.get_uint64() != 0;
                break;
            case protozero::tag_and_type(wire::Settings::sampling, protozero::pbf_wire_type::varint):
                verdict.sampling = settings.get_uint32();
                break;
            case protozero::tag_and_type(wire::Settings::valid_for, protozero::pbf_wire_type::varint):
                valid_for = settings.get_uint32();
                break;
            case protozero::tag_and_type(wire::Settings::allowed_since, protozero::pbf_wire_type::varint):
                verdict.allowed_since = settings.get_uint64();
                break;
            default:
                settings.skip();
        }
    }
    if (verdict.sampling > kSamplingMax || valid_for > kValidForMax || verdict.allowed_since > kAllowedSinceMax) {
        return std::nullopt;
    }
    if (valid_for > 0) {
        verdict.valid_for = std::chrono::seconds(valid_for);
    }
    return verdict;
}

Judgement judge_acknowledgement(const Answer& answer, const BatchId& batch) {
    Judgement judgement;
    if (!is_type(answer.content_type, kProtobufType)) {
        return judgement;
    }
    try {
        protozero::pbf_message<wire::Acknowledgement> message(reinterpret_cast<const char*>(answer.body.data()),
                                                              answer.body.size());
        while (message.next()) {
            switch (message.tag_and_type()) {
                case protozero::tag_and_type(wire::Acknowledgement::batch_id,
                                             protozero::pbf_wire_type::length_delimited): {
                    const auto id = message.get_view();
                    if (id.size() == batch.size() && std::memcmp(id.data(), batch.data(), batch.size()) == 0) {
                        judgement.meaning = Meaning::acknowledged;
                    }
                    break;
                }
                case protozero::tag_and_type(wire::Acknowledgement::settings,
                                             protozero::pbf_wire_type::length_delimited):
                    judgement.verdict = read_verdict(message.get_view());
                    break;
                default:
                    message.skip();
            }
        }
    } catch (const protozero::exception&) {
        return {};
    }
    if (judgement.meaning != Meaning::acknowledged) {
        judgement.verdict.reset();
    }
    return judgement;
}

bool says_tenant_off(const Answer& answer, const BatchId& batch) {
    if (!is_type(answer.content_type, kProblemType)) {
        return false;
    }
    const char* const text = reinterpret_cast<const char*>(answer.body.data());
    const auto problem = nlohmann::json::parse(text, text + answer.body.size(), nullptr, false);
    if (!problem.is_object()) {
        return false;
    }
    const auto type = problem.find("type");
    const auto id = problem.find("batch");
    BatchId named{};
    return type != problem.end() && type->is_string() && type->get_ref<const std::string&>() == kTenantOff &&
           id != problem.end() && id->is_string() && wire::from_hex(id->get_ref<const std::string&>(), named) &&
           named == batch;
}

}  // namespace

Failure failure_of(Meaning meaning) noexcept {
    switch (meaning) {
        case Meaning::acknowledged:
        case Meaning::too_large:
        case Meaning::tenant_off:
            return Failure::none;
        case Meaning::retry:
            return Failure::later;
        case Meaning::hold:
            return Failure::key;
        case Meaning::rejected:
            return Failure::rejected;
        case Meaning::redirect:
            return Failure::redirect;
        case Meaning::not_ours:
            break;
    }
    return Failure::foreign;
}

namespace {

// "At once" is no wait: our own goes on doubling, else an endpoint in trouble would be asked twice a second for ever.
std::optional<std::chrono::seconds> a_wait(std::int64_t seconds, std::chrono::seconds longest) {
    return seconds > 0 ? std::optional(std::min(std::chrono::seconds(seconds), longest)) : std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, std::int64_t now,
                                                      std::chrono::seconds longest) {
    if (text.empty()) {
        return std::nullopt;
    }
    if (std::all_of(text.begin(), text.end(), [](char character) { return character >= '0' && character <= '9'; })) {
        std::int64_t seconds = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec != std::errc()) {
            return longest;  // more digits than a number holds
        }
        return a_wait(seconds, longest);
    }
    const auto date = parse_http_date(text, now);
    return date ? a_wait(*date - now, longest) : std::nullopt;
}

namespace {

// What a status means that both requests may be answered with.
Judgement judge_status(const Answer& answer, std::int64_t now, std::chrono::seconds longest) {
    Judgement judgement;
    const unsigned status = answer.status;
    if (status == 408 || status == 425 || status == 429 || (status >= 500 && status <= 599)) {
        judgement.meaning = Meaning::retry;
        judgement.retry_after = parse_retry_after(answer.retry_after, now, longest);
    } else if (status == 401 || status == 403 || status == 407) {
        judgement.meaning = Meaning::hold;
    } else if (status >= 300 && status <= 399) {
        judgement.meaning = Meaning::redirect;
    }
    return judgement;
}

}  // namespace

Judgement judge_upload(const Answer& answer, const BatchId& batch, std::int64_t now, std::chrono::seconds longest) {
    const unsigned status = answer.status;
    if (status == 200) {
        return judge_acknowledgement(answer, batch);
    }
    Judgement judgement = judge_status(answer, now, longest);
    if (status == 413) {
        judgement.meaning = Meaning::too_large;
    } else if (status == 403 && says_tenant_off(answer, batch)) {
        judgement.meaning = Meaning::tenant_off;
        judgement.verdict = privacy::Verdict{};
    } else if (judgement.meaning == Meaning::not_ours && status >= 400 && status <= 499) {
        judgement.meaning = Meaning::rejected;
    }
    return judgement;
}

Judgement judge_settings(const Answer& answer, std::int64_t now, std::chrono::seconds longest) {
    if (auto verdict = read_settings(answer)) {
        return {Meaning::acknowledged, {}, verdict};
    }
    return judge_status(answer, now, longest);
}

std::optional<privacy::Verdict> read_settings(const Answer& answer) {
    if (answer.status != 200 || !is_type(answer.content_type, kProtobufType)) {
        return std::nullopt;
    }
    try {
        return read_verdict({reinterpret_cast<const char*>(answer.body.data()), answer.body.size()});
    } catch (const protozero::exception&) {
        return std::nullopt;
    }
}

}  // namespace silhouette::transport
