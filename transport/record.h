// The form of what the recorder leaves on disk: a file of records (a "segment"), each encrypted and authenticated on
// its own with the epoch's key. Pure functions over bytes; files are the business of spool_folder.h and sent_record.h.
//
//   segment = magic "SILSEG1\n" (8) · mark of the epoch (8) · random segment id (16) · record…
//   record  = magic (4) · length of the ciphertext (4) · items (4) · items, inverted (4) · time written, UTC seconds
//   (8) ·
//             batch id (16) · nonce (12) · ciphertext · tag (16)          all numbers little-endian
//
// AES-256-GCM; authenticated with it: the segment id, the record's place and its header. A record cannot be moved, cut
// or changed without being noticed. A record that is done keeps its place with another magic and zeros for its
// ciphertext.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "transport/epoch_key.h"

namespace silhouette::transport {

using BatchId = std::array<std::byte, 16>;
using SegmentId = std::array<std::byte, 16>;

inline constexpr std::size_t kSegmentHeaderBytes = 32;
inline constexpr std::size_t kRecordHeaderBytes = 52;
inline constexpr std::size_t kRecordTagBytes = 16;
inline constexpr std::size_t kRecordOverhead = kRecordHeaderBytes + kRecordTagBytes;

struct RecordHeader {
    std::uint32_t items = 0;   // 0 … policy::kItemsPerRecordMax
    std::int64_t written = 0;  // UTC seconds
    BatchId batch{};
};

std::array<std::byte, kSegmentHeaderBytes> encode_segment_header(const EpochKey& key, const SegmentId& id);
// The mark of the epoch that a segment says it is of, by its first bytes; also where its magic is rotten. Empty when
// they are too few.
std::optional<EpochMark> read_segment_mark(std::span<const std::byte> beginning);

// The whole record, for the place `offset` of the segment. Empty when there is no memory or no randomness.
std::vector<std::byte> encode_record(const EpochKey& key, const SegmentId& segment, std::uint64_t offset,
                                     const RecordHeader& header, std::span<const std::byte> plain);

// The plain bytes of the record that begins at `record`: also when one byte of its magic, or one of its two counts of
// items, is rotten. Empty when it was changed otherwise, moved, cut, is done, or belongs to another key.
std::optional<std::vector<std::byte>> decode_record(const EpochKey& key, const SegmentId& segment, std::uint64_t offset,
                                                    std::span<const std::byte> record, RecordHeader& header);

// What replaces the first four bytes of a record that is done.
std::array<std::byte, 4> done_magic();

struct FoundRecord {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;  // with header and tag
    RecordHeader header;
};

struct SegmentScan {
    enum class Kind { ours, other_epoch, not_a_segment } kind = Kind::not_a_segment;
    SegmentId id{};
    std::vector<FoundRecord> records;  // whole ones that are not done, in order
    std::uint64_t damaged_records = 0;
    // As far as the damaged records' headers still tell (items are kept twice there). All are known when one byte is
    // changed, wherever.
    std::uint64_t damaged_items = 0;
};

// Reads every record that is whole, wherever damage lies: after a damaged place the next record is searched for.
SegmentScan scan_segment(const EpochKey& key, std::span<const std::byte> file);

}  // namespace silhouette::transport
