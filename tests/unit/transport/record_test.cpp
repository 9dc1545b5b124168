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

TEST_CASE("a byte changed anywhere costs one record at most, never changes one, and the count is true") {
    Segment segment;
    // One of them is done: it is neither found nor counted as lost, whatever becomes of its header.
    constexpr std::size_t kDone = 2;
    const auto done = done_magic();
    std::copy(done.begin(), done.end(), segment.file.begin() + static_cast<std::ptrdiff_t>(segment.ends[kDone - 1]));
    std::fill(segment.file.begin() + static_cast<std::ptrdiff_t>(segment.ends[kDone - 1] + kRecordHeaderBytes),
              segment.file.begin() + static_cast<std::ptrdiff_t>(segment.ends[kDone]), std::byte{0});
    std::uint64_t whole_items = 0;
    for (std::size_t i = 0; i < kRecords; ++i) {
        whole_items += i == kDone ? 0 : 10 + i;
    }
    for (std::size_t place = 0; place < segment.file.size(); ++place) {
        for (int change = 1; change < 256; ++change) {
            auto file = segment.file;
            file[place] ^= static_cast<std::byte>(change);
            const auto scan = scan_segment(*segment.key, file);
            INFO("place " << place << ", change " << change);
            REQUIRE(scan.kind == SegmentScan::Kind::ours);
            std::uint64_t items = scan.damaged_items;
            for (const auto& found : scan.records) {
                RecordHeader header;
                const auto plain = decode_record(*segment.key, scan.id, found.offset,
                                                 std::span(file).subspan(found.offset, found.length), header);
                REQUIRE(plain);
                REQUIRE(header.items == found.header.items);
                REQUIRE(to_text(*plain) == "plain " + std::to_string(header.items - 10));
                items += header.items;
            }
            REQUIRE(items == whole_items);
            // The segment's id is part of what every record is authenticated with.
            const bool hits_id = place >= 16 && place < kSegmentHeaderBytes;
            REQUIRE(scan.records.size() >= (hits_id ? 0 : kRecords - 2));
        }
    }
}

TEST_CASE("what never was a segment is none, and is not counted as one of ours") {
    const Segment segment;
    const std::vector<std::byte> noise(500, std::byte{0x5a});
    const auto scan = scan_segment(*segment.key, noise);
    CHECK(scan.kind == SegmentScan::Kind::not_a_segment);
    CHECK(scan.damaged_items == 0);
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
