// Loaded before an app (LD_PRELOAD): what Silhouette allocates lies in a heap of its own, so that the leak hunter
// searches this and nothing of the app's. glibc's heaps cannot tell: the one of a thread that has ended goes to the
// next one, whoever's that is.
//
// Ours is what our threads allocate (platform::prepare_own_thread names them), and what our libraries ask for on any
// other. What was freed stays as it was as long as there is room. memory.py finds the heap by its name, and reads
// Head.
#include <dlfcn.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

// What glibc calls its own.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void __libc_free(void* block);
}

namespace {

constexpr std::size_t kHeap = std::size_t{256} << 20;  // reserved only; what is touched counts
constexpr std::size_t kSmallest = 16, kKinds = 100, kLibraries = 32;
// As long as less was asked for in all, no freed block is used again, save large ones (buffers of zstd); then the one
// that was freed first is. More would take long to search.
constexpr std::size_t kKeep = std::size_t{6} << 20, kLarge = 16 << 10;
constexpr std::uint64_t kMagic = 0x70616568'6e776f21;

struct Head {
    std::uint64_t magic = kMagic;
    std::atomic<std::uint64_t> used{4096};  // bytes of the heap that ever held anything
    std::atomic<std::uint64_t> outside{0};  // allocations of ours that found no room here
};

class Lock {
  public:
    explicit Lock(std::atomic_flag& flag) : flag_(flag) {
        while (flag_.test_and_set(std::memory_order_acquire)) {
        }
    }
    ~Lock() { flag_.clear(std::memory_order_release); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

  private:
    std::atomic_flag& flag_;
};

// Four sizes for each doubling.
std::size_t size_of(std::uint32_t kind) {
    return (kSmallest << (kind / 4)) + (kSmallest << (kind / 4)) / 4 * (kind % 4);
}

std::uint32_t kind_of(std::size_t size) {
    std::uint32_t kind = size <= kSmallest ? 0 : 4 * (static_cast<std::uint32_t>(std::bit_width(size / kSmallest)) - 1);
    while (size_of(kind) < size) {
        ++kind;
    }
    return kind;
}

class Heap {
  public:
    void* take(std::size_t size) {
        std::byte* const begin = place();
        if (begin == nullptr || size > kHeap) {
            return nullptr;
        }
        Head& head = *reinterpret_cast<Head*>(begin);
        const std::uint32_t kind = kind_of(size);
        const std::size_t whole = (size_of(kind) + sizeof(Around) + 15) / 16 * 16;
        const Lock lock(busy_);
        Freed& freed = freed_[kind];
        std::byte* block = nullptr;
        if (freed.first != nullptr && (whole > kLarge || head.used + whole > kKeep)) {
            block = freed.first;
            freed.first = around(block).next;
        } else if (head.used + whole <= kHeap) {
            block = begin + head.used + sizeof(Around);
            head.used += whole;
        } else {
            ++head.outside;
            return nullptr;
        }
        around(block).kind = kind;
        return block;
    }
    void give_back(void* given) {
        auto* const block = static_cast<std::byte*>(given);
        const Lock lock(busy_);
        around(block).next = nullptr;
        Freed& freed = freed_[around(block).kind];
        (freed.first != nullptr ? around(freed.last).next : freed.first) = block;
        freed.last = block;
    }
    bool has(const void* block) const {
        const auto* const begin = begin_.load(std::memory_order_acquire);
        return begin != nullptr && block >= begin && block < begin + kHeap;
    }
    static std::size_t length(void* block) { return size_of(around(static_cast<std::byte*>(block)).kind); }

  private:
    // Stands before each block, so that what was in a freed one stays.
    struct Around {
        std::byte* next;  // the block that was freed after it
        std::uint32_t kind;
    };
    static_assert(sizeof(Around) == 16);
    struct Freed {
        std::byte *first = nullptr, *last = nullptr;  // of one size: freed before all others, after all others
    };

    static Around& around(std::byte* block) { return *reinterpret_cast<Around*>(block - sizeof(Around)); }

    std::byte* place() {
        std::byte* begin = begin_.load(std::memory_order_acquire);
        if (begin != nullptr) {
            return begin;
        }
        const Lock lock(busy_);
        begin = begin_.load(std::memory_order_relaxed);
        if (begin != nullptr) {
            return begin;
        }
        const int file = ::memfd_create("own_heap", MFD_CLOEXEC);
        if (file < 0 || ::ftruncate(file, kHeap) != 0) {
            return nullptr;
        }
        void* const mapped = ::mmap(nullptr, kHeap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0);
        ::close(file);
        if (mapped == MAP_FAILED) {
            return nullptr;
        }
        begin = static_cast<std::byte*>(mapped);
        new (begin) Head();
        begin_.store(begin, std::memory_order_release);
        return begin;
    }

    std::atomic<std::byte*> begin_{nullptr};
    std::atomic_flag busy_{};
    std::array<Freed, kKinds> freed_{};
};

struct Range {
    std::uintptr_t begin = 0, end = 0;
};

// No constructor and no destructor that would run: allocations come before and after.
constinit Heap g_heap;
constinit std::array<Range, kLibraries> g_libraries{};
constinit std::atomic<std::size_t> g_library_count{0};
constinit thread_local bool t_ours = false;

bool is_ours(const void* caller) {
    if (t_ours) {
        return true;
    }
    const auto address = reinterpret_cast<std::uintptr_t>(caller);
    const std::size_t count = g_library_count.load(std::memory_order_acquire);
    return std::any_of(g_libraries.begin(), g_libraries.begin() + count,
                       [address](const Range& one) { return address >= one.begin && address < one.end; });
}

int note_library(dl_phdr_info* info, std::size_t, void*) {
    const std::string_view path = info->dlpi_name;
    const std::string_view file = path.substr(path.rfind('/') + 1);
    const std::size_t count = g_library_count.load(std::memory_order_relaxed);
    if (file.find("silhouette") == std::string_view::npos || count == kLibraries) {
        return 0;
    }
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& segment = info->dlpi_phdr[i];
        const Range range{info->dlpi_addr + segment.p_vaddr, info->dlpi_addr + segment.p_vaddr + segment.p_memsz};
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0 ||
            std::any_of(g_libraries.begin(), g_libraries.begin() + count,
                        [&range](const Range& one) { return one.begin == range.begin; })) {
            continue;
        }
        g_libraries[count] = range;
        g_library_count.store(count + 1, std::memory_order_release);
        break;
    }
    return 0;
}

__attribute__((constructor)) void note_libraries() {
    ::dl_iterate_phdr(note_library, nullptr);
}

void* take(std::size_t size, const void* caller) {
    void* const block = is_ours(caller) ? g_heap.take(size) : nullptr;
    return block != nullptr ? block : __libc_malloc(size);
}

void* take_or_throw(std::size_t size, const void* caller) {
    void* const block = take(size, caller);
    if (block == nullptr) {
        throw std::bad_alloc();
    }
    return block;
}

void give_back(void* block) {
    if (g_heap.has(block)) {
        g_heap.give_back(block);
    } else {
        __libc_free(block);
    }
}

template <typename Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
    return take(size, __builtin_return_address(0));
}

void* calloc(std::size_t count, std::size_t size) {
    std::size_t whole = 0;
    if (!is_ours(__builtin_return_address(0)) || __builtin_mul_overflow(count, size, &whole)) {
        return __libc_calloc(count, size);
    }
    void* const block = g_heap.take(whole);
    return block != nullptr ? std::memset(block, 0, whole) : __libc_calloc(count, size);
}

void* realloc(void* block, std::size_t size) {
    if (block == nullptr) {
        return take(size, __builtin_return_address(0));
    }
    if (!g_heap.has(block)) {
        return __libc_realloc(block, size);
    }
    if (size == 0) {
        give_back(block);
        return nullptr;
    }
    void* const moved = take(size, __builtin_return_address(0));
    if (moved != nullptr) {
        std::memcpy(moved, block, std::min(size, Heap::length(block)));
        give_back(block);
    }
    return moved;
}

void free(void* block) {
    const int saved = errno;
    give_back(block);
    errno = saved;
}

std::size_t malloc_usable_size(void* block) {
    static auto* const real = next<std::size_t(void*)>("malloc_usable_size");
    return g_heap.has(block) ? Heap::length(block) : real(block);
}

int pthread_setname_np(pthread_t thread, const char* name) {
    static auto* const real = next<int(pthread_t, const char*)>("pthread_setname_np");
    if (::pthread_equal(thread, ::pthread_self()) != 0 && std::string_view(name).starts_with("silhouette")) {
        t_ours = true;
    }
    return real(thread, name);
}

void* dlopen(const char* file, int flags) {
    static auto* const real = next<void*(const char*, int)>("dlopen");
    void* const opened = real(file, flags);
    ::dl_iterate_phdr(note_library, nullptr);
    return opened;
}

}  // extern "C"

void* operator new(std::size_t size) {
    return take_or_throw(size, __builtin_return_address(0));
}
void* operator new[](std::size_t size) {
    return take_or_throw(size, __builtin_return_address(0));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return take(size, __builtin_return_address(0));
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return take(size, __builtin_return_address(0));
}
void operator delete(void* block) noexcept {
    give_back(block);
}
void operator delete[](void* block) noexcept {
    give_back(block);
}
void operator delete(void* block, std::size_t) noexcept {
    give_back(block);
}
void operator delete[](void* block, std::size_t) noexcept {
    give_back(block);
}
