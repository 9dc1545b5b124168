#include "transport/record.h"

#include <algorithm>

#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette::transport {
namespace {

constexpr std::size_t kRecords = 5;

BatchId batch_id(std::size_t number) {
    BatchId id{};
    id[0] = static_cast<std::byte>(number);
    return id;
}

struct Segment {
    std::optional<EpochKey> key = EpochKey::in_memory();
    SegmentId id{std::byte{7}};
    std::vector<std::byte> file;
    std::vector<std::size_t> ends;  // of the records

    Segment() {
        const auto header = encode_segment_header(*key, id);
        file.assign(header.begin(), header.end());
        for (std::size_t i = 0; i < kRecords; ++i) {
            const RecordHeader record_header{static_cast<std::uint32_t>(10 + i), static_cast<std::int64_t>(1'000 + i),
                                             batch_id(i)};
            const auto record =
                encode_record(*key, id, file.size(), record_header, to_bytes("plain " + std::to_string(i)));
            file.insert(file.end(), record.begin(), record.end());
            ends.push_back(file.size());
        }
    }
};

TEST_CASE("every record is read back with its header") {
    const Segment segment;
    const auto scan = scan_segment(*segment.key, segment.file);
    REQUIRE(scan.kind == SegmentScan::Kind::ours);
    CHECK(scan.id == segment.id);
    REQUIRE(scan.records.size() == kRecords);
    CHECK(scan.damaged_records == 0);
    for (std::size_t i = 0; i < kRecords; ++i) {
        const auto& found = scan.records[i];
        CHECK(found.header.items == 10 + i);
        CHECK(found.header.written == static_cast<std::int64_t>(1'000 + i));
        CHECK(found.header.batch == batch_id(i));
        RecordHeader header;
        const auto plain = decode_record(*segment.key, scan.id, found.offset,
                                         std::span(segment.file).subspan(found.offset, found.length), header);
        REQUIRE(plain);
        CHECK(to_text(*plain) == "plain " + std::to_string(i));
    }
}

TEST_CASE("a segment torn at any byte keeps every whole record and counts the torn one") {
    const Segment segment;
    for (std::size_t size = 0; size < segment.file.size(); ++size) {
        const auto scan = scan_segment(*segment.key, std::span(segment.file).first(size));
        if (size < kSegmentHeaderBytes) {
            REQUIRE(scan.kind == SegmentScan::Kind::not_a_segment);
            continue;
        }
        const auto whole = static_cast<std::size_t>(
            std::count_if(segment.ends.begin(), segment.ends.end(), [&](std::size_t end) { return end <= size; }));
        const std::size_t begin = whole == 0 ? kSegmentHeaderBytes : segment.ends[whole - 1];
        INFO("size " << size);
        REQUIRE(scan.records.size() == whole);
        REQUIRE(scan.damaged_records == (size > begin ? 1 : 0));
        REQUIRE(scan.damaged_items == (size >= begin + kRecordHeaderBytes ? 10 + whole : 0));
    }
}

TEST_CASE("a bit flipped anywhere costs one record at most, and never changes one") {
    const Segment segment;
    for (std::size_t bit = 0; bit < segment.file.size() * 8; ++bit) {
        auto file = segment.file;
        file[bit / 8] ^= std::byte{1} << (bit % 8);
        const auto scan = scan_segment(*segment.key, file);
        INFO("bit " << bit);
        if (bit / 8 < kSegmentHeaderBytes) {
            REQUIRE(scan.records.empty());
            continue;
        }
        REQUIRE(scan.records.size() == kRecords - 1);
        REQUIRE(scan.damaged_records == 1);
        const std::size_t broken = static_cast<std::size_t>(
            std::upper_bound(segment.ends.begin(), segment.ends.end(), bit / 8) - segment.ends.begin());
        // The items are known unless the flip hit one of their two copies.
        const std::size_t begin = broken == 0 ? kSegmentHeaderBytes : segment.ends[broken - 1];
        const bool hit_items = bit / 8 >= begin + 8 && bit / 8 < begin + 16;
        REQUIRE(scan.damaged_items == (hit_items ? 0 : 10 + broken));
        for (const auto& found : scan.records) {
            RecordHeader header;
            REQUIRE(decode_record(*segment.key, scan.id, found.offset,
                                  std::span(file).subspan(found.offset, found.length), header));
        }
    }
}

TEST_CASE("a record that was moved, or put into another segment, is not accepted") {
    const Segment segment;
    const auto first = std::span(segment.file).subspan(kSegmentHeaderBytes, segment.ends[0] - kSegmentHeaderBytes);
    RecordHeader header;
    CHECK(decode_record(*segment.key, segment.id, kSegmentHeaderBytes, first, header));
    CHECK_FALSE(decode_record(*segment.key, segment.id, segment.ends[0], first, header));
    SegmentId other = segment.id;
    other[3] = std::byte{1};
    CHECK_FALSE(decode_record(*segment.key, other, kSegmentHeaderBytes, first, header));
}

TEST_CASE("another epoch's segment is known as such and unreadable") {
    const Segment segment;
    const auto other = EpochKey::in_memory();
    const auto scan = scan_segment(*other, segment.file);
    CHECK(scan.kind == SegmentScan::Kind::other_epoch);
    CHECK(scan.records.empty());
    RecordHeader header;
    CHECK_FALSE(decode_record(*other, segment.id, kSegmentHeaderBytes,
                              std::span(segment.file).subspan(kSegmentHeaderBytes), header));
}

TEST_CASE("records that are done are passed over") {
    Segment segment;
    const auto done = done_magic();
    std::copy(done.begin(), done.end(), segment.file.begin() + static_cast<std::ptrdiff_t>(segment.ends[1]));
    const auto scan = scan_segment(*segment.key, segment.file);
    CHECK(scan.records.size() == kRecords - 1);
    CHECK(scan.damaged_records == 0);
}

TEST_CASE("no plain byte is in the file") {
    const Segment segment;
    CHECK(to_text(segment.file).find("plain") == std::string::npos);
}

}  // namespace
}  // namespace silhouette::transport
