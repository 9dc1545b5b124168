#include "proto/validation.h"

#include "tests/catch.h"

namespace {

using namespace silhouette::v1;

Batch valid_batch() {
    Batch batch;
    auto& header = *batch.mutable_header();
    header.set_schema_version(1);
    header.set_batch_id(std::string(16, 'b'));
    header.set_session_id(std::string(16, 's'));
    header.set_tenant("acme");
    header.set_app("orders");
    header.set_sdk_version("0.1.0");
    auto& frame = *batch.add_frames();
    frame.add_kinds(ITEM_KIND_CLICK);
    frame.add_time_deltas(3);
    auto& clicks = *frame.mutable_clicks();
    clicks.add_elements(1);
    clicks.add_views(1);
    clicks.add_kinds(0);
    clicks.add_x(501);
    clicks.add_y(0);
    return batch;
}

std::string rejected_field(const std::function<void(Batch&)>& change) {
    Batch batch = valid_batch();
    change(batch);
    return silhouette::wire::validate(batch).field;
}

}  // namespace

TEST_CASE("a batch within all ranges is valid") {
    Batch batch = valid_batch();
    const auto result = silhouette::wire::validate(batch);
    CHECK(result.field.empty());
    CHECK(result.unknown == 0);
}

TEST_CASE("a number outside its range is refused, and the field is named") {
    CHECK(rejected_field([](Batch& b) { b.mutable_header()->set_schema_version(2); }) == "header.schema_version");
    CHECK(rejected_field([](Batch& b) { b.mutable_header()->set_batch_id("short"); }) == "header.batch_id");
    CHECK(rejected_field([](Batch& b) { b.mutable_header()->set_tenant(std::string(65, 'a')); }) == "header.tenant");
    CHECK(rejected_field([](Batch& b) { b.mutable_frames(0)->mutable_clicks()->set_x(0, 1002); }) == "frames.clicks.x");
    CHECK(rejected_field([](Batch& b) { b.mutable_frames(0)->mutable_clicks()->set_elements(0, 0); }) ==
          "frames.clicks.elements");
    CHECK(rejected_field([](Batch& b) { b.clear_header(); }) == "header");
    CHECK(rejected_field([](Batch& b) { b.mutable_frames(0)->mutable_names()->add_text(std::string(129, 'n')); }) ==
          "frames.names.text");
}

TEST_CASE("columns that do not fit together are refused") {
    CHECK(rejected_field([](Batch& b) { b.mutable_frames(0)->add_time_deltas(1); }) == "frames.time_deltas");
    CHECK(rejected_field([](Batch& b) { b.mutable_frames(0)->mutable_clicks()->add_x(1); }) == "frames.clicks");
    CHECK(rejected_field([](Batch& b) { b.mutable_frames(0)->mutable_elements()->add_parents(0); }) ==
          "frames.elements");
    CHECK(rejected_field([](Batch& b) {
              auto& frame = *b.mutable_frames(0);
              frame.add_kinds(ITEM_KIND_LAYOUT);
              frame.add_time_deltas(0);
              auto& layout = *frame.add_layouts();
              layout.set_view(1);
              layout.add_elements(1);
              layout.add_parents(0);
              layout.add_known(3);
              layout.add_numbers(10);
              layout.add_flows(FLOW_NONE);
              layout.add_fills(0);
              layout.add_cells(0);
          }) == "frames.layouts.numbers");
}

TEST_CASE("unknown fields are discarded and counted, wherever they stand") {
    Batch batch = valid_batch();
    batch.mutable_frames(0)
        ->GetReflection()
        ->MutableUnknownFields(batch.mutable_frames(0))
        ->AddLengthDelimited(99, "smuggled");
    batch.mutable_header()->GetReflection()->MutableUnknownFields(batch.mutable_header())->AddVarint(98, 7);
    const auto result = silhouette::wire::validate(batch);
    CHECK(result.field.empty());
    CHECK(result.unknown == 2);
    CHECK(batch.SerializeAsString().find("smuggled") == std::string::npos);
}
