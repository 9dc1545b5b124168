#include "tests/faults/network/folder_watch.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <string>

#include "tests/unit/transport/temporary_folder.h"

namespace {

std::mutex g_mutex;
std::filesystem::path g_folder;
std::uint64_t g_writes = 0, g_largest = 0;

void look_after_writing_to(int descriptor) {
    const std::lock_guard lock(g_mutex);
    std::error_code error;
    const auto file = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error);
    if (!error && !g_folder.empty() && file.parent_path() == g_folder) {
        ++g_writes;
        g_largest = std::max(g_largest, silhouette::transport::bytes_below(g_folder));
    }
}

}  // namespace

// In the place of libc's.
extern "C" [[gnu::visibility("default")]] ssize_t pwrite(int descriptor, const void* bytes, size_t count,
                                                         off_t offset) {
    const ssize_t written = ::syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    const int error = errno;
    look_after_writing_to(descriptor);
    errno = error;
    return written;
}

namespace silhouette::tests {

FolderWatch::FolderWatch(const std::filesystem::path& folder) {
    const std::lock_guard lock(g_mutex);
    g_folder = folder;
    g_writes = g_largest = 0;
}

FolderWatch::~FolderWatch() {
    const std::lock_guard lock(g_mutex);
    g_folder.clear();
}

std::uint64_t FolderWatch::writes() const {
    const std::lock_guard lock(g_mutex);
    return g_writes;
}

std::uint64_t FolderWatch::largest() const {
    const std::lock_guard lock(g_mutex);
    return g_largest;
}

}  // namespace silhouette::tests
