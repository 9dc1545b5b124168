#include "platform/file_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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
    Descriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!descriptor) {
        return std::nullopt;
    }
    struct stat status {};
    // A lock of the open file description: unlike a classic record lock it is not lost when another descriptor of the
    // same file is closed anywhere in the process, and like one it ends with the process. It also tells of a lock that
    // this process holds itself, which a classic one would take as granted; so it is asked for first in any case.
    const bool is_free = ::fstat(descriptor.get(), &status) == 0 && S_ISREG(status.st_mode) &&
                         status.st_uid == ::geteuid() && set_lock(descriptor.get(), F_OFD_SETLK, F_WRLCK);
    if (!is_free || (holder == Holder::process && (!set_lock(descriptor.get(), F_OFD_SETLK, F_UNLCK) ||
                                                   !set_lock(descriptor.get(), F_SETLK, F_WRLCK)))) {
        return std::nullopt;
    }
    return FileLock(std::move(descriptor));
}

}  // namespace silhouette::platform
