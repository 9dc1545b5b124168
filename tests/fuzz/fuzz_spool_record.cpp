// The spool's reader: a segment of ours that is changed at will, and bytes that were never one. Whatever is read must
// have been written, in its place, and what was not touched must be found.
//
// Input: first byte: how much is cut off; then three bytes for each change (place, place, exclusive or).
#include <cstdint>
#include <cstdlib>

#include "transport/record.h"

namespace {

using namespace silhouette::transport;

constexpr std::size_t kRecords = 6;

struct Segment {
    std::optional<EpochKey> key = EpochKey::in_memory();
    SegmentId id{std::byte{1}};
    std::vector<std::byte> file;
    std::vector<std::size_t> begins;
    std::vector<std::vector<std::byte>> plains;

    Segment() {
        const auto header = encode_segment_header(*key, id);
        file.assign(header.begin(), header.end());
        for (std::size_t i = 0; i < kRecords; ++i) {
            plains.emplace_back(i * 7, static_cast<std::byte>(i));
            begins.push_back(file.size());
            const RecordHeader of_record{static_cast<std::uint32_t>(i), 0, {}};
            const auto record = encode_record(*key, id, file.size(), of_record, plains.back());
            file.insert(file.end(), record.begin(), record.end());
        }
        begins.push_back(file.size());
    }
};

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Segment segment;
    auto file = segment.file;
    if (size > 0) {
        file.resize(file.size() - data[0] % file.size());
    }
    std::vector<bool> touched(segment.file.size(), false);
    for (std::size_t i = 1; i + 3 <= size; i += 3) {
        const std::size_t at = (data[i] * 256U + data[i + 1]) % segment.file.size();
        if (at < file.size() && data[i + 2] != 0) {
            file[at] ^= static_cast<std::byte>(data[i + 2]);
            touched[at] = file[at] != segment.file[at];
        }
    }
    const SegmentScan scan = scan_segment(*segment.key, file);
    bool header_whole = file.size() >= kSegmentHeaderBytes;
    for (std::size_t at = 0; at < kSegmentHeaderBytes; ++at) {
        header_whole = header_whole && !touched[at];
    }
    std::vector<bool> found(kRecords, false);
    for (const FoundRecord& one : scan.records) {
        require(one.offset + one.length <= file.size());
        RecordHeader header;
        const auto plain =
            decode_record(*segment.key, scan.id, one.offset, std::span(file).subspan(one.offset, one.length), header);
        require(plain.has_value());
        std::size_t index = 0;
        while (index < kRecords && segment.begins[index] != one.offset) {
            ++index;
        }
        require(index < kRecords && !found[index] && *plain == segment.plains[index] && header.items == index);
        found[index] = true;
    }
    bool any_done = false;  // a mark that was made by chance passes over what follows it
    const auto done = done_magic();
    for (std::size_t i = 0; i < kRecords; ++i) {
        const std::size_t begin = segment.begins[i];
        int equal = 0;
        for (std::size_t at = 0; at < done.size() && begin + at < file.size(); ++at) {
            equal += file[begin + at] == done[at] ? 1 : 0;
        }
        any_done = any_done || equal >= 3;
        bool whole = segment.begins[i + 1] <= file.size();
        for (std::size_t at = begin; at < segment.begins[i + 1]; ++at) {
            whole = whole && !touched[at];
        }
        require(!header_whole || !whole || any_done || found[i]);
    }

    // Bytes that were never a segment, behind a good header.
    std::vector<std::byte> garbage(segment.file.begin(), segment.file.begin() + kSegmentHeaderBytes);
    const auto* const bytes = reinterpret_cast<const std::byte*>(data);
    garbage.insert(garbage.end(), bytes, bytes + size);
    require(scan_segment(*segment.key, garbage).records.empty());
    scan_segment(*segment.key, std::span(bytes, size));
    return 0;
}
