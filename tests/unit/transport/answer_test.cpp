#include "transport/answer.h"

#include "proto/hex.h"
#include "silhouette/v1/settings.pb.h"
#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

const BatchId kBatch{std::byte{1}, std::byte{2}, std::byte{3}};

Answer acknowledgement(const BatchId& batch) {
    v1::Acknowledgement message;
    message.set_batch_id(to_text(batch));
    message.mutable_settings()->set_version(7);
    message.mutable_settings()->set_allowed(true);
    message.mutable_settings()->set_sampling(500);
    message.mutable_settings()->set_valid_for(60);
    message.mutable_settings()->set_allowed_since(1'600'000'000);
    return {200, "application/x-protobuf", "", to_bytes(message.SerializeAsString())};
}

Meaning meaning(unsigned status, const std::string& type = "", const std::string& body = "") {
    return judge_upload({status, type, "", to_bytes(body)}, kBatch, 0).meaning;
}

TEST_CASE("an acknowledgement has our content type and the batch's id, and carries the verdict") {
    const auto judgement = judge_upload(acknowledgement(kBatch), kBatch, 0);
    CHECK(judgement.meaning == Meaning::acknowledged);
    REQUIRE(judgement.verdict);
    CHECK(judgement.verdict->allowed);
    CHECK(judgement.verdict->version == 7);
    CHECK(judgement.verdict->sampling == 500);
    CHECK(judgement.verdict->valid_for == 60s);
    CHECK(judgement.verdict->allowed_since == 1'600'000'000);
}

TEST_CASE("a 200 that is not ours acknowledges nothing and carries no verdict") {
    BatchId other = kBatch;
    other[15] = std::byte{9};
    for (auto answer :
         {acknowledgement(other), Answer{200, "text/html", "", to_bytes("<html>Welcome to our Wi-Fi</html>")},
          Answer{200, "application/x-protobuf", "", {}},
          Answer{200, "application/x-protobuf", "", to_bytes("<html>")}}) {
        const auto judgement = judge_upload(answer, kBatch, 0);
        CHECK(judgement.meaning == Meaning::not_ours);
        CHECK_FALSE(judgement.verdict);
    }
    auto html = acknowledgement(kBatch);
    html.content_type = "text/html";
    CHECK(judge_upload(html, kBatch, 0).meaning == Meaning::not_ours);
    auto with_parameter = acknowledgement(kBatch);
    with_parameter.content_type = "Application/X-Protobuf; charset=binary";
    CHECK(judge_upload(with_parameter, kBatch, 0).meaning == Meaning::acknowledged);
}

TEST_CASE("each status has its meaning") {
    for (const unsigned status : {408u, 425u, 429u, 500u, 502u, 503u, 599u}) {
        CHECK(meaning(status) == Meaning::retry);
    }
    for (const unsigned status : {400u, 404u, 405u, 409u, 410u, 415u, 422u, 499u}) {
        CHECK(meaning(status) == Meaning::rejected);
    }
    for (const unsigned status : {100u, 201u, 204u, 206u, 600u, 0u}) {
        CHECK(meaning(status) == Meaning::not_ours);
    }
    for (const unsigned status : {301u, 302u, 304u, 307u, 308u}) {
        CHECK(meaning(status) == Meaning::redirect);
    }
    CHECK(meaning(413) == Meaning::too_large);
    for (const unsigned status : {401u, 403u, 407u}) {
        CHECK(meaning(status) == Meaning::hold);
    }
}

TEST_CASE("only a 403 with our problem type and this batch's id is a verdict") {
    const std::string type = "application/problem+json";
    const std::string ours =
        R"({"type":"https://silhouette.dev/problems/tenant-off","title":"off","status":403,"batch":")";
    const auto verdict = judge_upload({403, type, "", to_bytes(ours + wire::to_hex(kBatch) + "\"}")}, kBatch, 0);
    CHECK(verdict.meaning == Meaning::tenant_off);
    REQUIRE(verdict.verdict);
    CHECK_FALSE(verdict.verdict->allowed);
    CHECK(meaning(403, type, ours + std::string(32, '0') + "\"}") == Meaning::hold);
    CHECK(meaning(403, type, R"({"type":"https://silhouette.dev/problems/tenant-off"})") == Meaning::hold);
    CHECK(meaning(403, type, R"({"type":"about:blank","batch":")" + wire::to_hex(kBatch) + "\"}") == Meaning::hold);
    CHECK(meaning(403, "text/html", ours + wire::to_hex(kBatch) + "\"}") == Meaning::hold);
    CHECK(meaning(403, type, "[[[[") == Meaning::hold);
    CHECK(meaning(403, type, R"({"type":5,"batch":[]})") == Meaning::hold);
    CHECK(meaning(404, type, ours + wire::to_hex(kBatch) + "\"}") == Meaning::rejected);
}

TEST_CASE("Retry-After is seconds or a date, capped at a day") {
    CHECK(parse_retry_after("120", 0) == 120s);
    CHECK(parse_retry_after("86401", 0) == 24h);
    CHECK(parse_retry_after("99999999999999999999999", 0) == 24h);
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784'111'777 - 30) == 30s);
    CHECK(parse_retry_after("Sun, 06 Nov 2994 08:49:37 GMT", 784'111'777) == 24h);
    // No wait, but no leave to ask without end either: the wait is our own, as without the header.
    CHECK_FALSE(parse_retry_after("0", 0));
    CHECK_FALSE(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784'111'777 + 30));
    for (const char* text :
         {"", "-1", "1.5", "soon", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
          "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
        CHECK_FALSE(parse_retry_after(text, 0));
    }
    CHECK(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", 784'111'777 - 30) == 30s);
    CHECK(parse_retry_after("Sun Nov  6 08:49:37 1994", 784'111'777 - 30) == 30s);
    CHECK(parse_retry_after("Sunday, 06-Nov-95 08:49:37 GMT", 784'111'777) == 24h);
    CHECK_FALSE(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", 784'111'777 + 30));
    CHECK(judge_upload({429, "", "7", {}}, kBatch, 0).retry_after == 7s);
    CHECK_FALSE(judge_upload({503, "", "", {}}, kBatch, 0).retry_after);
}

TEST_CASE("settings are read within their ranges; what is unset is no") {
    v1::Settings settings;
    settings.set_version(3);
    const auto answer = [&] {
        return Answer{200, "application/x-protobuf", "", to_bytes(settings.SerializeAsString())};
    };
    auto verdict = read_settings(answer());
    REQUIRE(verdict);
    CHECK_FALSE(verdict->allowed);
    CHECK(verdict->valid_for == privacy::kVerdictValidDefault);
    settings.set_allowed(true);
    settings.set_sampling(1'000);
    verdict = read_settings(answer());
    REQUIRE(verdict);
    CHECK(verdict->allowed);
    settings.set_sampling(1'001);
    CHECK_FALSE(read_settings(answer()));
    settings.set_sampling(10);
    settings.set_allowed_since(4'294'967'296);
    CHECK_FALSE(read_settings(answer()));
    settings.clear_allowed_since();
    CHECK(read_settings(answer())->allowed_since == 0);
    settings.set_valid_for(2'592'001);
    CHECK_FALSE(read_settings(answer()));
    CHECK_FALSE(read_settings({200, "text/html", "", {}}));
    CHECK_FALSE(read_settings({404, "application/x-protobuf", "", {}}));
    CHECK_FALSE(read_settings({200, "application/x-protobuf", "", to_bytes("garbage")}));
}

}  // namespace
}  // namespace silhouette::transport
