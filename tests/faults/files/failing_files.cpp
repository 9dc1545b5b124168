#include "tests/faults/files/failing_files.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <string>

namespace silhouette::failing_files {
namespace {

std::atomic<Fault> now{Fault::none};
std::atomic<std::uint64_t> failures{0};
std::atomic<std::uint32_t> draws{1};
// Set once, before any fault.
std::string& watched() {
    static auto* const folder = new std::string();
    return *folder;
}
std::array<std::atomic<bool>, 4'096> is_ours{};

bool is_below(const char* path) {
    const std::string& folder = watched();
    return path != nullptr && !folder.empty() && std::strncmp(path, folder.c_str(), folder.size()) == 0;
}
bool is_watched(int descriptor) {
    return descriptor >= 0 && static_cast<std::size_t>(descriptor) < is_ours.size() &&
           is_ours[static_cast<std::size_t>(descriptor)];
}

// One of four calls, the same in each run as far as threads allow.
bool chance() {
    std::uint32_t draw = draws.load();
    draw = draw * 1'664'525u + 1'013'904'223u;
    draws = draw;
    return draw >> 30 == 0;
}

int fail(int error) {
    ++failures;
    errno = error;
    return -1;
}

bool fails(Fault fault) {
    const Fault set = now;
    return set == fault || (set == Fault::now_and_then && chance());
}

template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

int open_as(const char* name, const char* path, int flags, mode_t mode) {
    static const auto with_open = next<int (*)(const char*, int, ...)>("open");
    static const auto with_open64 = next<int (*)(const char*, int, ...)>("open64");
    const bool ours = is_below(path);
    if (ours && fails(Fault::no_descriptors)) {
        return fail(EMFILE);
    }
    if (ours && (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 && fails(Fault::read_only)) {
        return fail(EROFS);
    }
    const int descriptor = (std::strcmp(name, "open") == 0 ? with_open : with_open64)(path, flags, mode);
    if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < is_ours.size()) {
        is_ours[static_cast<std::size_t>(descriptor)] = ours;
    }
    return descriptor;
}

ssize_t write_at(const char* name, int descriptor, const void* bytes, std::size_t count, off_t place) {
    const auto write = next<ssize_t (*)(int, const void*, std::size_t, off_t)>(name);
    if (is_watched(descriptor)) {
        if (fails(Fault::io_error)) {
            return fail(EIO);
        }
        if (fails(Fault::no_space)) {
            return count > 1 ? write(descriptor, bytes, count / 2, place) : fail(ENOSPC);
        }
    }
    return write(descriptor, bytes, count, place);
}

ssize_t read_at(const char* name, int descriptor, void* bytes, std::size_t count, off_t place) {
    if (is_watched(descriptor) && fails(Fault::unreadable)) {
        return fail(EIO);
    }
    return next<ssize_t (*)(int, void*, std::size_t, off_t)>(name)(descriptor, bytes, count, place);
}

int lock_or(const char* name, int descriptor, int command, void* argument) {
    if ((command == F_OFD_SETLK || command == F_SETLK) && is_watched(descriptor) && fails(Fault::no_locks)) {
        return fail(ENOLCK);
    }
    return next<int (*)(int, int, ...)>(name)(descriptor, command, argument);
}

int synchronise(const char* name, int descriptor) {
    if (is_watched(descriptor) && fails(Fault::io_error)) {
        return fail(EIO);
    }
    if (now == Fault::slow && is_watched(descriptor)) {
        ::usleep(10'000);
    }
    return next<int (*)(int)>(name)(descriptor);
}

}  // namespace

void watch(const std::filesystem::path& folder) {
    watched() = folder.string();
}

void set(Fault fault) {
    failures = 0;
    now = fault;
}

std::uint64_t failed_calls() {
    return failures;
}

}  // namespace silhouette::failing_files

using namespace silhouette::failing_files;

extern "C" {

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_as("open", path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_as("open64", path, flags, mode);
}
ssize_t pwrite(int descriptor, const void* bytes, std::size_t count, off_t place) {
    return write_at("pwrite", descriptor, bytes, count, place);
}
ssize_t pwrite64(int descriptor, const void* bytes, std::size_t count, off_t place) {
    return write_at("pwrite64", descriptor, bytes, count, place);
}
ssize_t write(int descriptor, const void* bytes, std::size_t count) {
    static const auto really = next<ssize_t (*)(int, const void*, std::size_t)>("write");
    if (is_watched(descriptor) && (fails(Fault::io_error) || fails(Fault::no_space))) {
        return fail(now == Fault::no_space ? ENOSPC : EIO);
    }
    return really(descriptor, bytes, count);
}
ssize_t pread(int descriptor, void* bytes, std::size_t count, off_t place) {
    return read_at("pread", descriptor, bytes, count, place);
}
ssize_t pread64(int descriptor, void* bytes, std::size_t count, off_t place) {
    return read_at("pread64", descriptor, bytes, count, place);
}
ssize_t read(int descriptor, void* bytes, std::size_t count) {
    static const auto really = next<ssize_t (*)(int, void*, std::size_t)>("read");
    if (is_watched(descriptor) && fails(Fault::unreadable)) {
        return fail(EIO);
    }
    return really(descriptor, bytes, count);
}
int fsync(int descriptor) {
    return synchronise("fsync", descriptor);
}
int fdatasync(int descriptor) {
    return synchronise("fdatasync", descriptor);
}
int fcntl(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return lock_or("fcntl", descriptor, command, argument);
}
int fcntl64(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return lock_or("fcntl64", descriptor, command, argument);
}
int mkdir(const char* path, mode_t mode) {
    if (is_below(path) && fails(Fault::read_only)) {
        return fail(EROFS);
    }
    return next<int (*)(const char*, mode_t)>("mkdir")(path, mode);
}
int unlink(const char* path) {
    if (is_below(path) && fails(Fault::read_only)) {
        return fail(EROFS);
    }
    return next<int (*)(const char*)>("unlink")(path);
}
int ftruncate(int descriptor, off_t size) {
    if (is_watched(descriptor) && fails(Fault::io_error)) {
        return fail(EIO);
    }
    return next<int (*)(int, off_t)>("ftruncate")(descriptor, size);
}

}  // extern "C"
