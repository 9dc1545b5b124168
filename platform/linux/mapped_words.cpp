#include "platform/mapped_words.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "platform/descriptor.h"

namespace silhouette::platform {
namespace {

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && sizeof(std::atomic<std::uint64_t>) == 8);

// Grows a file that is too short, and leaves a longer one as it is.
std::span<std::atomic<std::uint64_t>> map(const Descriptor& descriptor, std::size_t count) {
    const std::size_t bytes = count * sizeof(std::uint64_t);
    struct stat status {};
    void* memory = MAP_FAILED;
    // Space is set aside on the disk: writing to a hole on a full disk would kill the process.
    if (count != 0 && ::fstat(descriptor.get(), &status) == 0 && S_ISREG(status.st_mode) &&
        (static_cast<std::size_t>(status.st_size) >= bytes ||
         ::posix_fallocate(descriptor.get(), 0, static_cast<off_t>(bytes)) == 0)) {
        memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.get(), 0);
    }
    if (memory == MAP_FAILED) {
        return {};
    }
    return {static_cast<std::atomic<std::uint64_t>*>(memory), count};
}

}  // namespace

MappedWords MappedWords::open(const std::filesystem::path& file, std::size_t count) {
    MappedWords words;
    const Descriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    struct stat status {};
    if (descriptor && ::fstat(descriptor.get(), &status) == 0 && status.st_uid == ::geteuid()) {
        words.words_ = map(descriptor, count);
    }
    return words;
}

MappedWords MappedWords::from_descriptor(int descriptor, std::size_t count) {
    MappedWords words;
    if (const Descriptor kept(descriptor); kept) {
        words.words_ = map(kept, count);
    }
    return words;
}

MappedWords::~MappedWords() {
    if (!words_.empty()) {
        ::munmap(words_.data(), words_.size_bytes());
    }
}

MappedWords::MappedWords(MappedWords&& other) noexcept : words_(std::exchange(other.words_, {})) {}

MappedWords& MappedWords::operator=(MappedWords&& other) noexcept {
    if (this != &other) {
        if (!words_.empty()) {
            ::munmap(words_.data(), words_.size_bytes());
        }
        words_ = std::exchange(other.words_, {});
    }
    return *this;
}

}  // namespace silhouette::platform
