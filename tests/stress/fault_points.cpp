#include "tests/stress/fault_points.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace silhouette::stress {
namespace {

std::atomic<std::uint32_t> die_at{0};
std::atomic<std::uint32_t> steps{0};
std::atomic<bool> closing{false};
thread_local bool is_caller = false;

// The caller of the closing and the recorder thread, not the clicks of the UI thread.
bool counts() {
    thread_local const bool is_recorder = [] {
        char name[16] = {};
        return ::prctl(PR_GET_NAME, name) == 0 && std::strcmp(name, "silhouette") == 0;
    }();
    return is_caller || is_recorder;
}

void step(const char* name) {
    if (!closing.load(std::memory_order_relaxed) || !counts()) {
        return;
    }
    const std::uint32_t number = steps.fetch_add(1) + 1;
    if (std::getenv("STRESS_STEPS") != nullptr) {
        char line[64];
        const int length = std::snprintf(line, sizeof line, "step %u %s\n", number, name);
        ::syscall(SYS_write, STDERR_FILENO, line, length);
    }
    if (number == die_at.load(std::memory_order_relaxed)) {
        ::syscall(SYS_kill, ::getpid(), SIGKILL);
        ::pause();
    }
}

template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

void die_at_step(std::uint32_t number) {
    die_at = number;
}

void begin_closing() {
    is_caller = true;
    steps = 0;
    closing = true;
}

}  // namespace silhouette::stress

// In front of the C library: the library finds these first, since they are the program's own.
#define IN_FRONT_OF(result, name, parameters, values)                                   \
    extern "C" __attribute__((visibility("default"))) result name parameters {          \
        static const auto real = silhouette::stress::next<result(*) parameters>(#name); \
        silhouette::stress::step(#name);                                                \
        return real values;                                                             \
    }

IN_FRONT_OF(int, connect, (int socket, const sockaddr* address, socklen_t length), (socket, address, length))
IN_FRONT_OF(ssize_t, pwrite, (int file, const void* bytes, size_t size, off_t at), (file, bytes, size, at))
IN_FRONT_OF(int, fsync, (int file), (file))
IN_FRONT_OF(int, fdatasync, (int file), (file))
IN_FRONT_OF(int, unlink, (const char* name), (name))
IN_FRONT_OF(int, unlinkat, (int folder, const char* name, int flags), (folder, name, flags))
IN_FRONT_OF(int, remove, (const char* name), (name))
IN_FRONT_OF(int, rename, (const char* from, const char* to), (from, to))
IN_FRONT_OF(int, renameat, (int from_folder, const char* from, int to_folder, const char* to),
            (from_folder, from, to_folder, to))
IN_FRONT_OF(ssize_t, write, (int file, const void* bytes, size_t size), (file, bytes, size))
IN_FRONT_OF(int, ftruncate, (int file, off_t size), (file, size))

// With a mode behind the flags where a file may be made.
extern "C" __attribute__((visibility("default"))) int open(const char* name, int flags, ...) {
    static const auto real = silhouette::stress::next<int (*)(const char*, int, ...)>("open");
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    silhouette::stress::step("open");
    return real(name, flags, mode);
}
extern "C" __attribute__((visibility("default"))) int openat(int folder, const char* name, int flags, ...) {
    static const auto real = silhouette::stress::next<int (*)(int, const char*, int, ...)>("openat");
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    silhouette::stress::step("openat");
    return real(folder, name, flags, mode);
}
