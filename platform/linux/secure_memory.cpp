#include "platform/secure_memory.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

namespace silhouette::platform {
namespace {

std::size_t whole_pages(std::size_t bytes) noexcept {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

}  // namespace

void cleanse(std::span<std::byte> memory) noexcept {
    if (!memory.empty()) {
        ::explicit_bzero(memory.data(), memory.size());
    }
}

std::byte* allocate_secure_pages(std::size_t bytes) noexcept {
    const std::size_t size = whole_pages(bytes);
    if (size == 0 || size < bytes) {
        return nullptr;
    }
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return nullptr;
    }
    // Without these two promises there is no such memory.
    if (::madvise(memory, size, MADV_DONTDUMP) != 0 || ::madvise(memory, size, MADV_WIPEONFORK) != 0) {
        ::munmap(memory, size);
        return nullptr;
    }
    return static_cast<std::byte*>(memory);
}

void free_secure_pages(std::byte* memory, std::size_t bytes) noexcept {
    if (memory != nullptr) {
        cleanse({memory, bytes});
        ::munmap(memory, whole_pages(bytes));
    }
}

}  // namespace silhouette::platform
