#include "transport/sent_record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "platform/descriptor.h"
#include "platform/file_lock.h"
#include "platform/private_file.h"
#include "platform/process.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

// The id of the file's records when it is this epoch's; a new header otherwise.
bool open_segment(int descriptor, const EpochKey& key, std::uint64_t& size, SegmentId& id) {
    std::array<std::byte, kSegmentHeaderBytes> header{};
    if (size >= header.size() &&
        ::pread(descriptor, header.data(), header.size(), 0) == static_cast<ssize_t>(header.size())) {
        std::copy_n(header.begin() + 16, id.size(), id.begin());
        if (header == encode_segment_header(key, id)) {
            return true;
        }
    }
    if (::ftruncate(descriptor, 0) != 0 || !platform::random_bytes(id)) {
        return false;
    }
    header = encode_segment_header(key, id);
    size = header.size();
    return ::pwrite(descriptor, header.data(), header.size(), 0) == static_cast<ssize_t>(header.size());
}

}  // namespace

void SentRecord::add(const BatchId& batch, std::uint64_t items, std::span<const std::byte> body) {
    const std::uint64_t file_max = (bytes_ - EpochKey::kFileBytes) / 2;
    const std::uint64_t needed = kRecordOverhead + body.size();
    if (folder_.empty() || needed + kSegmentHeaderBytes > file_max || platform::make_private_folder(folder_)) {
        return;
    }
    const auto lock = platform::FileLock::try_acquire(folder_ / "lock");
    if (!lock) {
        return;
    }
    std::error_code no_key;
    const auto key = EpochKey::read_or_create(key_file(folder_), no_key, {}, wanted_);
    if (!key) {
        return;
    }
    const auto file = newer_file(folder_);
    struct stat status {};
    if (::lstat(file.c_str(), &status) == 0 && static_cast<std::uint64_t>(status.st_size) + needed > file_max) {
        ::rename(file.c_str(), older_file(folder_).c_str());
    }
    const platform::Descriptor opened(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
    const int descriptor = opened.get();
    if (!opened) {
        return;
    }
    SegmentId id{};
    std::uint64_t size = 0;
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
        size = static_cast<std::uint64_t>(status.st_size);
        if (open_segment(descriptor, *key, size, id)) {
            const RecordHeader header{
                static_cast<std::uint32_t>(std::min<std::uint64_t>(items, policy::kItemsPerRecordMax)),
                std::time(nullptr), batch};
            const auto record = encode_record(*key, id, size, header, body);
            if (::pwrite(descriptor, record.data(), record.size(), static_cast<off_t>(size)) !=
                static_cast<ssize_t>(record.size())) {
                [[maybe_unused]] const int cut_back = ::ftruncate(descriptor, static_cast<off_t>(size));
            }
        }
    }
}

void SentRecord::wipe_unless_kept() {
    std::error_code error;
    if (!folder_.empty() && !std::filesystem::exists(key_file(folder_), error)) {
        ::unlink(newer_file(folder_).c_str());
        ::unlink(older_file(folder_).c_str());
    }
}

}  // namespace silhouette::transport
