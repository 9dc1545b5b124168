// Loaded before an app (LD_PRELOAD): what Silhouette allocates lies in a heap of its own, so that the leak hunter
// searches this and nothing of the app's. glibc's heaps cannot tell: the one of a thread that has ended goes to the
// next one, whoever's that is.
//
// Ours is what our threads allocate (platform::prepare_own_thread names them), and what our libraries ask for on any
// other, also where libstdc++ or libc allocates for them (a string that grows, strdup).
// What was freed stays as it was as long as there is room.
#include <dlfcn.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <unwind.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "tests/leak/own_heap/code.h"
#include "tests/leak/own_heap/heap.h"

// What glibc calls its own.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void __libc_free(void* block);
}

namespace {

using silhouette::own_heap::Code;
using silhouette::own_heap::Heap;

// No constructor and no destructor that would run: allocations come before and after.
constinit Heap g_heap;
constinit Code g_ours, g_between, g_itself;
constinit thread_local bool t_ours = false, t_looking = false;

// Further up than libstdc++ goes before it allocates.
constexpr int kFramesMax = 32;

struct Look {
    int frames = 0;
    bool ours = false;
};

_Unwind_Reason_Code look_at_frame(_Unwind_Context* frame, void* given) {
    Look& look = *static_cast<Look*>(given);
    const std::uintptr_t address = ::_Unwind_GetIP(frame);
    if ((g_itself.has(address) || g_between.has(address)) && ++look.frames < kFramesMax) {
        return _URC_NO_REASON;
    }
    look.ours = g_ours.has(address);
    return _URC_END_OF_STACK;
}

// Whether the first that is neither a library that allocates for others nor this one is ours.
bool is_asked_by_ours() {
    if (std::exchange(t_looking, true)) {
        return false;
    }
    Look look;
    ::_Unwind_Backtrace(look_at_frame, &look);
    t_looking = false;
    return look.ours;
}

bool is_ours(const void* caller) {
    const auto address = reinterpret_cast<std::uintptr_t>(caller);
    return t_ours || g_ours.has(address) || (g_between.has(address) && is_asked_by_ours());
}

int note_library(dl_phdr_info* info, std::size_t, void*) {
    const std::string_view path = info->dlpi_name;
    const std::string_view file = path.substr(path.rfind('/') + 1);
    if (file.find("silhouette") != std::string_view::npos) {
        g_ours.add(*info);
    } else if (file.starts_with("libstdc++.") || file.starts_with("libc.")) {
        g_between.add(*info);
    } else if (file.starts_with("own_heap.")) {
        g_itself.add(*info);
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
