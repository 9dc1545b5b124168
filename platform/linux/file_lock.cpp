#include "platform/file_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace silhouette::platform {

namespace {

bool set_lock(int descriptor, int command, short type) noexcept {
    struct flock whole {};
    whole.l_type = type;
    whole.l_whence = SEEK_SET;
    return ::fcntl(descriptor, command, &whole) == 0;
}

}  // namespace

std::optional<FileLock> FileLock::try_acquire(const std::filesystem::path& file, Holder holder) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (descriptor < 0) {
        return std::nullopt;
    }
    struct stat status {};
    // A lock of the open file description: unlike a classic record lock it is not lost when another descriptor of the
    // same file is closed anywhere in the process, and like one it ends with the process. It also tells of a lock that
    // this process holds itself, which a classic one would take as granted; so it is asked for first in any case.
    const bool is_free = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
                         set_lock(descriptor, F_OFD_SETLK, F_WRLCK);
    if (!is_free || (holder == Holder::process &&
                     (!set_lock(descriptor, F_OFD_SETLK, F_UNLCK) || !set_lock(descriptor, F_SETLK, F_WRLCK)))) {
        ::close(descriptor);
        return std::nullopt;
    }
    return FileLock(descriptor);
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    if (this != &other) {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

}  // namespace silhouette::platform
