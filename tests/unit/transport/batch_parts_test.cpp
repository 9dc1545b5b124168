#include "transport/batch_parts.h"

#include "proto/envelope/envelope.h"
#include "silhouette/v1/batch.pb.h"
#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette::transport {
namespace {

std::vector<std::byte> piece(std::uint64_t captured, std::initializer_list<std::uint32_t> starts) {
    v1::Batch batch;
    auto& header = *batch.mutable_header();
    header.set_schema_version(1);
    header.set_batch_id(std::string(16, 'b'));
    header.set_session_id(std::string(16, 's'));
    header.set_batch_number(4);
    header.set_tenant("acme");
    header.set_app("orders");
    header.set_sdk_version("0.1.0");
    header.set_started(77);
    header.set_allowed_since(66);
    header.mutable_counters()->set_captured(captured);
    header.mutable_counters()->add_dropped()->set_items(captured);
    for (const auto start : starts) {
        batch.add_frames()->set_start(start);
    }
    const auto plain = to_bytes(batch.SerializeAsString());
    return envelope::seal(plain);
}

v1::Batch read(std::span<const std::byte> sealed) {
    envelope::Error error{};
    const auto plain = envelope::open(sealed, error);
    REQUIRE(plain);
    v1::Batch batch;
    REQUIRE(batch.ParseFromArray(plain->data(), static_cast<int>(plain->size())));
    return batch;
}

const BatchId kWhole = [] {
    BatchId id{};
    id.fill(std::byte{'b'});
    return id;
}();

TEST_CASE("pieces become one batch: the newest header, every frame, in order") {
    const std::vector<std::vector<std::byte>> pieces{piece(3, {1, 2}), piece(9, {3})};
    const auto whole = join_pieces(pieces);
    REQUIRE(whole);
    CHECK(to_text(whole->session) == std::string(16, 's'));
    CHECK(whole->allowed_since == 66);
    const auto batch = read(encode_part(*whole, {kWhole, 0, whole->frames.size()}));
    CHECK(batch.header().batch_id() == std::string(16, 'b'));
    CHECK(batch.header().session_id() == std::string(16, 's'));
    CHECK(batch.header().batch_number() == 4);
    CHECK(batch.header().tenant() == "acme");
    CHECK(batch.header().app() == "orders");
    CHECK(batch.header().sdk_version() == "0.1.0");
    CHECK(batch.header().started() == 77);
    CHECK(batch.header().allowed_since() == 66);
    CHECK(batch.header().counters().captured() == 9);
    REQUIRE(batch.header().counters().dropped_size() == 1);
    CHECK(batch.header().counters().dropped(0).items() == 9);
    REQUIRE(batch.frames_size() == 3);
    CHECK(batch.frames(0).start() == 1);
    CHECK(batch.frames(2).start() == 3);
}

TEST_CASE("halves hold all frames once, with ids that follow from the whole's, and its number") {
    const std::vector<std::vector<std::byte>> pieces{piece(3, {1, 2, 3, 4, 5})};
    const auto whole = join_pieces(pieces);
    REQUIRE(whole);
    const auto halves = split({kWhole, 0, 5});
    CHECK(halves[0].id != halves[1].id);
    CHECK(halves[0].id != kWhole);
    CHECK(split({kWhole, 0, 5})[0].id == halves[0].id);
    const auto first = read(encode_part(*whole, halves[0]));
    const auto second = read(encode_part(*whole, halves[1]));
    CHECK(first.frames_size() == 2);
    CHECK(second.frames_size() == 3);
    CHECK(second.frames(0).start() == 3);
    CHECK(first.header().batch_id() == to_text(halves[0].id));
    CHECK(second.header().batch_number() == 4);
}

TEST_CASE("items of a frame are counted, packed or not; garbage has none") {
    v1::Frame frame;
    for (int i = 0; i < 5; ++i) {
        frame.add_kinds(v1::ITEM_KIND_CLICK);
    }
    CHECK(items_in_frame(frame.SerializeAsString()) == 5);
    CHECK(items_in_frame(std::string("\x10\x01\x10\x02", 4)) == 2);
    CHECK(items_in_frame("\xff\xff\xff") == 0);
    CHECK(items_in_frame("") == 0);
}

TEST_CASE("garbage is no batch") {
    CHECK_FALSE(join_pieces({}));
    const std::vector<std::vector<std::byte>> garbage{to_bytes("garbage")};
    CHECK_FALSE(join_pieces(garbage));
    const auto broken = to_bytes(std::string("\x0a\x7f", 2));
    const std::vector<std::vector<std::byte>> cut{envelope::seal(broken)};
    CHECK_FALSE(join_pieces(cut));
}

}  // namespace
}  // namespace silhouette::transport
