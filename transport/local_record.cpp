#include "transport/local_record.h"

#include <algorithm>

#include "platform/private_file.h"
#include "proto/envelope/envelope.h"
#include "transport/policy.h"
#include "transport/sent_record.h"
#include "transport/spool_folder.h"

namespace silhouette::transport {
namespace {

namespace fs = std::filesystem;

void read_file(const EpochKey& key, const fs::path& file, std::vector<LocalBatch>& batches, std::uint64_t& damaged) {
    std::error_code error;
    const auto content = platform::read_private_file(file, policy::kSegmentReadMax, error);
    if (!content) {
        damaged += error == std::errc::no_such_file_or_directory ? 0 : 1;
        return;
    }
    const SegmentScan scan = scan_segment(key, *content);
    damaged += scan.kind == SegmentScan::Kind::not_a_segment ? 1 : scan.damaged_records;
    for (const FoundRecord& found : scan.records) {
        RecordHeader header;
        const auto record = std::span(*content).subspan(found.offset, found.length);
        const auto sealed = decode_record(key, scan.id, found.offset, record, header);
        envelope::Error problem{};
        auto plain = sealed ? envelope::open(*sealed, problem) : std::nullopt;
        if (plain) {
            batches.push_back({header.batch, header.written, header.items, std::move(*plain)});
        } else {
            ++damaged;
        }
    }
}

}  // namespace

LocalRecord read_local_record(const fs::path& state, const fs::path& cache) {
    LocalRecord record;
    std::error_code error;
    std::error_code no_sent_key;
    const auto key = EpochKey::read(epoch_key_file(state), error);
    const auto sent_key = EpochKey::read(SentRecord::key_file(cache / "sent"), no_sent_key);
    if (!key && !sent_key) {
        record.problem = error == std::errc::no_such_file_or_directory
                             ? "nothing is kept: there is no epoch (consent is closed, or nothing was recorded yet)"
                             : "the epoch's key cannot be read: " + error.message();
        return record;
    }
    std::vector<fs::path> segments;
    error.clear();
    for (fs::directory_iterator entry(cache / "spool", error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().extension() == ".segment") {
            segments.push_back(entry->path());
        }
    }
    std::sort(segments.begin(), segments.end());
    if (key) {
        for (const fs::path& segment : segments) {
            read_file(*key, segment, record.waiting, record.damaged);
        }
    }
    if (sent_key) {
        read_file(*sent_key, SentRecord::older_file(cache / "sent"), record.sent, record.damaged);
        read_file(*sent_key, SentRecord::newer_file(cache / "sent"), record.sent, record.damaged);
    }
    return record;
}

fs::path record_key_file(const fs::path& cache) {
    return SentRecord::key_file(cache / "sent");
}

void wipe_local_record(const fs::path& state, const fs::path& cache) {
    SpoolFolder(cache / "spool", 0).remove_unreadable(epoch_key_file(state));
    SentRecord(cache / "sent").wipe_unless_kept();
}

}  // namespace silhouette::transport
