#include "platform/mapped_words.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace silhouette::platform {
namespace {

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && sizeof(std::atomic<std::uint64_t>) == 8);

// Maps and closes the descriptor. Grows a file that is too short, and leaves a longer one as it is.
std::span<std::atomic<std::uint64_t>> map(int descriptor, std::size_t count) {
    const std::size_t bytes = count * sizeof(std::uint64_t);
    struct stat status {};
    void* memory = MAP_FAILED;
    // Space is set aside on the disk: writing to a hole on a full disk would kill the process.
    if (count != 0 && ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
        (static_cast<std::size_t>(status.st_size) >= bytes ||
         ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes)) == 0)) {
        memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    }
    ::close(descriptor);
    if (memory == MAP_FAILED) {
        return {};
    }
    return {static_cast<std::atomic<std::uint64_t>*>(memory), count};
}

}  // namespace

MappedWords MappedWords::open(const std::filesystem::path& file, std::size_t count) {
    MappedWords words;
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (descriptor < 0) {
        return words;
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || status.st_uid != ::geteuid()) {
        ::close(descriptor);
        return words;
    }
    words.words_ = map(descriptor, count);
    return words;
}

MappedWords MappedWords::from_descriptor(int descriptor, std::size_t count) {
    MappedWords words;
    if (descriptor >= 0) {
        words.words_ = map(descriptor, count);
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
