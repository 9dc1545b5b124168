// The folder of the spool, <cache>/<app>/spool: segments (record.h) of this process and of dead ones.
//
//   lock                     taken for the moment of one write, so that the bound holds over all processes of the app
//   <16 hex>.lock            held by a process as long as it lives; who gets the lock of a dead one owns its segments
//   <16 hex>-<6 hex>.segment its segments, oldest first. The names are random and numbers: they tell nothing.
//
// Files have mode 0600. The sum of their sizes never exceeds the bound, not for a moment: a record is written only
// after its whole size was found to fit. Written data is with the kernel when append() returns (kill -9 cannot take
// it); make_durable() also survives a loss of power. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/descriptor.h"
#include "platform/file_lock.h"
#include "transport/record.h"

namespace silhouette::transport {

class SpoolFolder {
  public:
    SpoolFolder(std::filesystem::path folder, std::uint64_t bytes_max);
    ~SpoolFolder();
    SpoolFolder(const SpoolFolder&) = delete;
    SpoolFolder& operator=(const SpoolFolder&) = delete;

    using SegmentNumber = std::uint32_t;  // of this object: grows, never used again

    struct Place {
        SegmentNumber segment = 0;
        std::uint64_t offset = 0;
        std::uint32_t length = 0;
    };
    struct Taken {
        Place place;
        RecordHeader header;
    };
    struct TakeOver {
        std::vector<Taken> records;  // oldest segment first
        std::uint64_t damaged_records = 0;
        std::uint64_t damaged_items = 0;
    };

    // Takes over the segments of dead processes, exactly once between all processes that try. Segments of another epoch
    // are unlinked: nobody can read them.
    TakeOver take_over(const EpochKey& key);

    enum class Result { written, full, refused };
    // full: it would not fit; refused: the disk or its locks said no (nothing was written).
    Result append(const EpochKey& key, const RecordHeader& header, std::span<const std::byte> plain, Place& place);
    void make_durable() noexcept;

    // damaged: gone for good; not_now: the system is short of something, it may be there later.
    enum class Reading { read, damaged, not_now };
    Reading read(const EpochKey& key, const Place& place, std::vector<std::byte>& plain) const;
    // Overwrites the record, and unlinks its segment when none of its records is left.
    void remove(const Place& place);
    // Unlinks a whole segment.
    void remove_segment(SegmentNumber segment);
    // Oldest first.
    std::vector<SegmentNumber> segments() const;
    // Unlinks every segment that this process wrote, and its lock. What it took over is left to others.
    void remove_own();
    // Unlinks every segment in the folder, whoever wrote it, that the key on disk (empty: none) cannot read: all of
    // them after an explicit "no", when the key is gone.
    void remove_unreadable(const std::filesystem::path& key_file);
    // The next record begins a new segment when this one has grown enough. For the borders of batches.
    void may_rotate() noexcept { may_rotate_ = true; }

    // Sum of all files in the folder, as the bound counts them.
    std::uint64_t bytes_on_disk() const;

  private:
    struct Segment {
        SegmentNumber number = 0;
        SegmentId id{};
        std::filesystem::path file;
        std::uint64_t size = 0;
        std::uint32_t live_records = 0;
        std::string owner;  // the dead process's; empty: this one's
    };
    // The segments of one dead process.
    struct TakenRun {
        std::vector<std::pair<Segment, std::vector<FoundRecord>>> segments;
        std::vector<std::filesystem::path> to_unlink;
        std::uint64_t damaged_records = 0, damaged_items = 0;
    };
    std::optional<TakenRun> take_run(const EpochKey& key, const std::string& run,
                                     const std::vector<std::filesystem::path>& files) const;
    bool own_run();
    Segment* segment_to_write(const EpochKey& key, std::uint64_t room_needed, std::uint64_t used);
    void close_current() noexcept;
    void forget(std::list<Segment>::iterator segment);
    const Segment* find(SegmentNumber number) const noexcept;

    std::filesystem::path folder_;
    std::uint64_t bytes_max_;
    std::uint64_t segment_bytes_;
    std::string run_;  // 16 hex; empty until the first write
    std::optional<platform::FileLock> run_lock_;
    struct Owned {
        std::string run;
        platform::FileLock lock;
    };
    std::list<Owned> owned_;  // of dead processes
    std::list<Segment> segments_;
    SegmentNumber next_number_ = 1;
    std::uint32_t next_file_ = 0;
    platform::Descriptor current_;  // of the segment that is being written
    SegmentNumber current_number_ = 0;
    bool may_rotate_ = false;
};

}  // namespace silhouette::transport
