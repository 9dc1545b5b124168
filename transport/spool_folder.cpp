#include "transport/spool_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "platform/fault_point.h"
#include "platform/last_error.h"
#include "platform/own_thread.h"
#include "platform/private_file.h"
#include "platform/process.h"
#include "proto/hex.h"
#include "transport/policy.h"
#include "transport/spool_names.h"

namespace silhouette::transport {
namespace {

namespace fs = std::filesystem;

bool write_all(int descriptor, std::span<const std::byte> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return true;
}

std::optional<EpochMark> mark_of_segment(const fs::path& file) {
    const platform::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) {
        return std::nullopt;
    }
    std::array<std::byte, kSegmentHeaderBytes> header{};
    const ssize_t taken = ::pread(descriptor.get(), header.data(), header.size(), 0);
    return read_segment_mark(std::span(header).first(static_cast<std::size_t>(std::max<ssize_t>(taken, 0))));
}

}  // namespace

SpoolFolder::SpoolFolder(fs::path folder, std::uint64_t bytes_max)
    : folder_(std::move(folder)),
      bytes_max_(bytes_max),
      segment_bytes_(
          std::clamp(bytes_max / policy::kSegmentsPerSpool, policy::kSegmentBytesMin, policy::kSegmentBytesMax)) {}

SpoolFolder::~SpoolFolder() {
    close_current();
    try {
        const bool nothing_left =
            std::none_of(segments_.begin(), segments_.end(), [](const Segment& one) { return one.owner.empty(); });
        if (run_lock_ && nothing_left) {
            ::unlink((folder_ / (run_ + spool_names::kLockSuffix)).c_str());
        }
    } catch (...) {  // no memory for a path: the next process removes the lock
    }
}

std::uint64_t SpoolFolder::bytes_on_disk() const {
    DIR* const entries = ::opendir(folder_.c_str());
    if (entries == nullptr) {
        return 0;
    }
    std::uint64_t sum = 0;
    // By hand, since it is done for each piece: no path is put together for a file, nor looked up.
    while (const dirent* const entry = ::readdir(entries)) {  // NOLINT(concurrency-mt-unsafe): of this thread alone
        struct stat status {};
        if (entry->d_type != DT_DIR && ::fstatat(::dirfd(entries), entry->d_name, &status, 0) == 0 &&
            S_ISREG(status.st_mode)) {
            sum += static_cast<std::uint64_t>(status.st_size);
        }
    }
    ::closedir(entries);
    return sum;
}

// Our own name and lock. False when the disk or its locks refuse.
bool SpoolFolder::own_run() {
    struct stat status {};
    if (run_lock_ && ::stat((folder_ / (run_ + spool_names::kLockSuffix)).c_str(), &status) == 0) {
        return true;
    }
    if (run_lock_) {  // the folder was removed while we ran
        close_current();
        run_lock_.reset();
    }
    if (platform::make_private_folder(folder_)) {
        return false;
    }
    std::array<std::byte, spool_names::kRunLength / 2> random{};
    if (!platform::random_bytes(random)) {
        return false;
    }
    run_ = wire::to_hex(random);
    run_lock_ = spool_names::lock(folder_ / (run_ + spool_names::kLockSuffix));
    return run_lock_.has_value();
}

void SpoolFolder::close_current() noexcept {
    current_ = {};
    current_number_ = 0;
}

SpoolFolder::Segment* SpoolFolder::segment_to_write(const EpochKey& key, std::uint64_t room_needed,
                                                    std::uint64_t used) {
    const auto by_number = [this](const Segment& one) { return one.number == current_number_; };
    auto current = std::find_if(segments_.begin(), segments_.end(), by_number);
    if (current_ && current != segments_.end()) {
        struct stat status {};
        const bool gone = ::fstat(current_.get(), &status) != 0 || status.st_nlink == 0;
        const bool grown = may_rotate_ && current->size + room_needed > segment_bytes_;
        if (!gone && !grown) {
            return &*current;
        }
        close_current();
    }
    may_rotate_ = false;
    if (used + kSegmentHeaderBytes + room_needed > bytes_max_) {
        return nullptr;
    }
    Segment segment;
    if (!platform::random_bytes(segment.id)) {
        return nullptr;
    }
    char name[40];
    std::snprintf(name, sizeof(name), "%s-%06x%s", run_.c_str(), next_file_++ & 0xffffffU, spool_names::kSegmentSuffix);
    segment.file = folder_ / name;
    platform::Descriptor descriptor(
        ::open(segment.file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!descriptor) {
        return nullptr;
    }
    if (!write_all(descriptor.get(), encode_segment_header(key, segment.id), 0)) {
        ::unlink(segment.file.c_str());
        return nullptr;
    }
    segment.number = next_number_++;
    segment.size = kSegmentHeaderBytes;
    current_ = std::move(descriptor);
    current_number_ = segment.number;
    return &segments_.emplace_back(std::move(segment));
}

SpoolFolder::Result SpoolFolder::append(const EpochKey& key, const RecordHeader& header,
                                        std::span<const std::byte> plain, Place& place) {
    const std::uint64_t room_needed = kRecordOverhead + plain.size();
    if (room_needed + kSegmentHeaderBytes > bytes_max_) {
        return Result::full;
    }
    if (!own_run()) {
        return Result::refused;
    }
    const auto lock = spool_names::lock_folder(folder_);
    if (!lock) {
        return Result::refused;
    }
    const std::uint64_t used = bytes_on_disk();
    if (used + room_needed > bytes_max_) {
        return Result::full;
    }
    Segment* const segment = segment_to_write(key, room_needed, used);
    if (!segment) {
        return used + kSegmentHeaderBytes + room_needed > bytes_max_ ? Result::full : Result::refused;
    }
    const auto record = encode_record(key, segment->id, segment->size, header, plain);
    if (record.empty()) {
        return Result::refused;
    }
    if (!write_all(current_.get(), record, segment->size)) {
        [[maybe_unused]] const int cut_back = ::ftruncate(current_.get(), static_cast<off_t>(segment->size));
        if (segment->live_records == 0) {
            remove_segment(segment->number);
        }
        return Result::refused;
    }
    place = {segment->number, segment->size, static_cast<std::uint32_t>(record.size())};
    segment->size += record.size();
    ++segment->live_records;
    return Result::written;
}

void SpoolFolder::make_durable() noexcept {
    if (current_) {
        const platform::Away away;
        ::fdatasync(current_.get());
    }
}

const SpoolFolder::Segment* SpoolFolder::find(SegmentNumber number) const noexcept {
    const auto found =
        std::find_if(segments_.begin(), segments_.end(), [&](const Segment& one) { return one.number == number; });
    return found == segments_.end() ? nullptr : &*found;
}

SpoolFolder::Reading SpoolFolder::read(const EpochKey& key, const Place& place, std::vector<std::byte>& plain) const {
    const Segment* const segment = find(place.segment);
    if (!segment) {
        return Reading::damaged;
    }
    const platform::Descriptor descriptor(
        ::open(segment->file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) {
        return platform::is_shortage(errno) ? Reading::not_now : Reading::damaged;
    }
    std::vector<std::byte> record(place.length);
    std::size_t have = 0;
    while (have < record.size()) {
        const ssize_t count = ::pread(descriptor.get(), record.data() + have, record.size() - have,
                                      static_cast<off_t>(place.offset + have));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        have += static_cast<std::size_t>(count);
    }
    RecordHeader header;
    auto read = have == record.size() ? decode_record(key, segment->id, place.offset, record, header) : std::nullopt;
    if (!read) {
        return Reading::damaged;
    }
    plain = std::move(*read);
    return Reading::read;
}

void SpoolFolder::remove(const Place& place) {
    const auto segment = std::find_if(segments_.begin(), segments_.end(),
                                      [&](const Segment& one) { return one.number == place.segment; });
    if (segment == segments_.end()) {
        return;
    }
    if (segment->live_records > 0) {
        --segment->live_records;
    }
    if (segment->live_records == 0) {
        remove_segment(segment->number);
        return;
    }
    const platform::Descriptor descriptor(
        ::open(segment->file.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) {
        return;
    }
    // First the mark, then the zeros: torn in between, the record is done all the same.
    write_all(descriptor.get(), done_magic(), place.offset);
    static constexpr std::array<std::byte, 4096> kZeros{};
    for (std::uint64_t at = kRecordHeaderBytes; at < place.length; at += kZeros.size()) {
        const std::size_t count = std::min<std::size_t>(kZeros.size(), place.length - at);
        write_all(descriptor.get(), std::span(kZeros).first(count), place.offset + at);
    }
}

void SpoolFolder::forget(std::list<Segment>::iterator segment) {
    const std::string owner = segment->owner;
    segments_.erase(segment);
    if (!owner.empty() &&
        std::none_of(segments_.begin(), segments_.end(), [&](const Segment& one) { return one.owner == owner; })) {
        ::unlink((folder_ / (owner + spool_names::kLockSuffix)).c_str());
        owned_.remove_if([&](const Owned& one) { return one.run == owner; });
    }
}

void SpoolFolder::remove_segment(SegmentNumber number) {
    const auto segment =
        std::find_if(segments_.begin(), segments_.end(), [&](const Segment& one) { return one.number == number; });
    if (segment == segments_.end()) {
        return;
    }
    if (number == current_number_) {
        close_current();
    }
    ::unlink(segment->file.c_str());
    forget(segment);
}

std::vector<SpoolFolder::SegmentNumber> SpoolFolder::segments() const {
    std::vector<SegmentNumber> numbers;
    for (const Segment& segment : segments_) {
        numbers.push_back(segment.number);
    }
    return numbers;
}

void SpoolFolder::remove_own() {
    close_current();
    for (auto segment = segments_.begin(); segment != segments_.end();) {
        if (segment->owner.empty()) {
            ::unlink(segment->file.c_str());
            platform::fault_point(72);
        }
        segment = segments_.erase(segment);
    }
    owned_.clear();
    if (run_lock_) {
        ::unlink((folder_ / (run_ + spool_names::kLockSuffix)).c_str());
        run_lock_.reset();
    }
}

void SpoolFolder::remove_unreadable(const fs::path& key_file) {
    std::vector<std::pair<fs::path, std::optional<EpochMark>>> found;
    for (fs::path& file : spool_names::list_files(folder_)) {
        if (spool_names::is_segment(file)) {
            const auto mark = mark_of_segment(file);
            found.emplace_back(std::move(file), mark);
        }
    }
    // Behind the segments: whoever writes one has put its key there before.
    std::error_code error;
    const auto key = found.empty() || key_file.empty() ? std::nullopt : EpochKey::read(key_file, error);
    for (const auto& [file, mark] : found) {
        if (!key || mark != key->mark()) {
            ::unlink(file.c_str());
            platform::fault_point(72);
        }
    }
}

}  // namespace silhouette::transport
