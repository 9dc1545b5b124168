#include "transport/key_use.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mutex>

#include "platform/descriptor.h"

namespace silhouette::transport {

KeyUse KeyUse::begin(const std::filesystem::path& file, bool only_sure) noexcept {
    wait_until_no_fork_is_under_way();
    Listed opened;
    {
        const std::lock_guard names_lock(names_mutex());
        // To be written: who destroys the key asks for the whole lock here.
        opened = open_listed(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
        if (opened.descriptor >= 0 && only_sure && !opened.is_sure) {
            close_listed(std::exchange(opened, {}));
        }
    }
    KeyUse use(opened);
    return use.descriptor_ < 0 || (!lock(use.descriptor_, F_RDLCK) && is_held_by_another()) ? KeyUse() : std::move(use);
}

KeyUse::~KeyUse() {
    if (descriptor_ < 0 || (is_listed_ && !is_in_list(descriptor_))) {
        return;  // not listed any more: a child of fork(), closed long ago, and perhaps another file's by now
    }
    const std::lock_guard names_lock(names_mutex());
    Listed listed;
    listed.descriptor = descriptor_;
    listed.is_listed = is_listed_;
    close_listed(listed);
}

bool KeyUse::lasts() const noexcept {
    struct stat status {};
    return descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 && status.st_nlink > 0;
}

bool is_used_by_others(const std::filesystem::path& file) noexcept {
    const std::lock_guard names_lock(names_mutex());
    const platform::Descriptor opened(::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!opened) {
        return false;
    }
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    // Only asked for: a lock that were taken could stay with a child of fork().
    return ::fcntl(own_use_of(opened.get()), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

bool is_ours_alone(int descriptor) noexcept {
    // Held while it goes: who begins to use it at this moment makes another.
    return lock(own_use_of(descriptor), F_WRLCK) || !is_held_by_another();
}

}  // namespace silhouette::transport
