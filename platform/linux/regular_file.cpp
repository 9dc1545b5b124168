#include "platform/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "platform/last_error.h"

namespace silhouette::platform {

Descriptor open_regular(int folder, const char* file, Links links) noexcept {
    const int follow = links == Links::followed ? 0 : O_NOFOLLOW;
    // O_NONBLOCK: a pipe would wait for a writer; it changes nothing for a regular file.
    Descriptor descriptor(::openat(folder, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | follow));
    struct stat status {};
    if (descriptor && ::fstat(descriptor.get(), &status) == 0 && !S_ISREG(status.st_mode)) {
        descriptor = Descriptor();
        errno = EINVAL;
    }
    return descriptor;
}

std::variant<std::string, FileRefusal> read_file(const std::filesystem::path& file, std::size_t limit,
                                                 FileOwners owners) {
    const Descriptor descriptor = open_regular(AT_FDCWD, file.c_str(), Links::followed);
    if (!descriptor) {
        return errno == ENOENT || errno == ENOTDIR ? FileRefusal::missing
               : errno == EINVAL                   ? FileRefusal::not_a_file
               : is_shortage(errno)                ? FileRefusal::shortage
                                                   : FileRefusal::unreadable;
    }
    struct stat status {};
    if (::fstat(descriptor.get(), &status) != 0) {
        return FileRefusal::unreadable;
    }
    if (owners == FileOwners::trusted &&
        ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 || (status.st_uid != 0 && status.st_uid != ::geteuid()))) {
        return FileRefusal::others_can_change_it;
    }
    if (static_cast<std::uint64_t>(status.st_size) > limit) {
        return FileRefusal::too_large;
    }
    // No more than it had when it was judged.
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t got = ::read(descriptor.get(), content.data() + size, content.size() - size);
        if (got < 0 && errno != EINTR) {
            return FileRefusal::unreadable;
        }
        if (got == 0) {
            break;
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    content.resize(size);
    return content;
}

}  // namespace silhouette::platform
