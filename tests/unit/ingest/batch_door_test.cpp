#include "ingest/batch_door.h"

#include "proto/fields.h"
#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;
using test::made_up_batch;
using test::seal;

namespace {

CheckedBatch check(const silhouette::v1::Batch& batch) {
    return check_batch(seal(batch));
}

std::string field_of(const silhouette::v1::Batch& batch) {
    const auto checked = check(batch);
    return checked.refusal == Refusal::invalid ? checked.field : "not refused as invalid";
}

}  // namespace

TEST_CASE("A batch that keeps the schema passes and is stored as it came") {
    const std::string body = seal(made_up_batch(1, 2, 3, 4));
    const auto checked = check_batch(body);
    REQUIRE(checked.refusal == Refusal::none);
    CHECK(checked.stored == body);
    CHECK(checked.unknown_fields == 0);
    CHECK(checked.id.text() == "00000000000000000000000000000001");
    CHECK(checked.session.text() == "00000000000000000000000000000002");
    CHECK(checked.batch.frames(0).clicks().elements_size() == 4);
}

TEST_CASE("Strings outside the grammar are refused by field, never by value") {
    auto batch = made_up_batch(1, 1, 0, 1);
    batch.mutable_header()->set_tenant("a b");
    CHECK(field_of(batch) == "header.tenant");
    batch = made_up_batch(1, 1, 0, 1);
    batch.mutable_header()->set_app("Orders");
    CHECK(field_of(batch) == "header.app");
    batch = made_up_batch(1, 1, 0, 1);
    batch.mutable_header()->set_app_version("1.0 (Maria)");
    CHECK(field_of(batch) == "header.app_version");
    batch = made_up_batch(1, 1, 0, 1);
    batch.mutable_header()->set_sdk_version("/home");
    CHECK(field_of(batch) == "header.sdk_version");
    for (const char* name : {"\xd0\x9c\xd0\xb0\xd1\x80\xd0\xb8\xd1\x8f", "line\nbreak", "nul\x01", "\x7f tab"}) {
        batch = made_up_batch(1, 1, 0, 1);
        batch.mutable_frames(0)->mutable_names()->set_first(1);
        batch.mutable_frames(0)->mutable_names()->add_text(name);
        CHECK(check(batch).refusal != Refusal::none);
        CHECK(check(batch).field.find(name) == std::string::npos);
    }
}

TEST_CASE("What stands for a composed name must be the beginning of one, as far as the batch has the name") {
    // Numbers of names begin anywhere: those that came before stand in other batches, which may be on their way.
    const auto batch_with = [](const std::string& name, std::uint32_t flags, bool in_later_frame) {
        auto batch = made_up_batch(1, 1, 0, 1);
        auto& names = *batch.mutable_frames(0)->mutable_names();
        names.set_first(40);
        names.add_text("save");
        names.add_text(name);
        auto& elements = *(in_later_frame ? batch.add_frames() : batch.mutable_frames(0))->mutable_elements();
        elements.set_first(1);
        for (const std::uint32_t number : {40u, 41u, 39u, 42u, 0u}) {
            elements.add_parents(0);
            elements.add_names(number);
            elements.add_classes(0);
            elements.add_roles(silhouette::v1::ROLE_BUTTON);
            elements.add_indexes(0);
            elements.add_flags(number == 40 ? 0 : flags);
        }
        return batch;
    };
    const bool in_later_frame = GENERATE(false, true);
    constexpr std::uint32_t kPrefix = silhouette::wire::kElementNameIsPrefix;
    for (const char* name : {"U.", "Dr.", "K-", "Jo_", "Ada Ito", "save"}) {
        CAPTURE(name);
        CHECK(field_of(batch_with(name, kPrefix, in_later_frame)) == "frames.names.text");
        CHECK(check(batch_with(name, 0, in_later_frame)).refusal == Refusal::none);
    }
    CHECK(check(batch_with("row_", kPrefix, in_later_frame)).refusal == Refusal::none);
}

TEST_CASE("Numbers outside their range are refused") {
    auto batch = made_up_batch(1, 1, 0, 1);
    batch.mutable_frames(0)->mutable_clicks()->set_y(0, 1002);
    CHECK(field_of(batch) == "frames.clicks.y");
    batch = made_up_batch(1, 1, 0, 1);
    batch.mutable_header()->set_schema_version(2);
    CHECK(field_of(batch) == "header.schema_version");
    batch = made_up_batch(1, 1, 0, 1);
    batch.mutable_header()->set_batch_id("short");
    CHECK(field_of(batch) == "header.batch_id");
}

TEST_CASE("What the schema does not know is counted and not stored") {
    const std::string secret = "what a user wrote";
    auto batch = made_up_batch(1, 1, 0, 2);
    batch.mutable_header()
        ->GetReflection()
        ->MutableUnknownFields(batch.mutable_header())
        ->AddLengthDelimited(900, secret);
    const auto checked = check(batch);
    REQUIRE(checked.refusal == Refusal::none);
    CHECK(checked.unknown_fields == 1);
    const auto again = check_batch(checked.stored);
    REQUIRE(again.refusal == Refusal::none);
    CHECK(again.unknown_fields == 0);
    CHECK(again.batch.SerializeAsString().find(secret) == std::string::npos);
    CHECK(again.batch.frames(0).clicks().elements_size() == 2);
}

TEST_CASE("Bytes that are no batch are refused, wherever they are cut") {
    const std::string body = seal(made_up_batch(1, 1, 0, 50));
    for (std::size_t size = 0; size < body.size(); ++size) {
        CHECK(check_batch(body.substr(0, size)).refusal != Refusal::none);
    }
    CHECK(check_batch(body + "x").refusal == Refusal::damaged);
    CHECK(check_batch(std::string(1000, '\0')).refusal == Refusal::damaged);
    CHECK(check_batch(made_up_batch(1, 1, 0, 1).SerializeAsString()).refusal == Refusal::damaged);
    CHECK(check_batch(std::string(2 << 20, 'x')).refusal == Refusal::too_large);
}
