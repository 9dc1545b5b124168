// Locks on keys' files: who works with a key holds a shared one on its file, as long as it lives and no longer. A child
// of fork() gets copies of the descriptors, and with them the locks: it closes them at once, so they are listed.
#pragma once

#include <mutex>

namespace silhouette::transport {

// Held for some system calls on names, never while the disk is waited for: in this process no key appears behind the
// back of who destroys it.
std::mutex& names_mutex() noexcept;

// Of the open file description, on the whole file, without waiting; `kind` as of fcntl(). False with errno.
bool lock(int descriptor, short kind) noexcept;
bool is_held_by_another() noexcept;  // that is why, by errno

// A descriptor for a lock, and whether every child of fork() that has a copy of it closes that.
struct Listed {
    int descriptor = -1;
    bool is_listed = false;
    bool is_sure = false;
};

// A fork that comes between the opening and the list leaves the child a copy that it does not know of: then it is not
// sure, and to be opened again before there is a lock on it. names_mutex() is held. A file that is made is private.
Listed open_listed(const char* path, int flags) noexcept;
// names_mutex() is held.
void close_listed(const Listed& file) noexcept;
bool is_in_list(int descriptor) noexcept;

// What is under way takes a host of many gigabytes tens of milliseconds. Without a lock of ours.
void wait_until_no_fork_is_under_way() noexcept;

// The descriptor of the same file that this process has its own lock on; where there is none, this one. names_mutex()
// is held.
int own_use_of(int descriptor) noexcept;

}  // namespace silhouette::transport
