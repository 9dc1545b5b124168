#include "platform/loaded_modules.h"

#include <elf.h>
#include <link.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include "platform/process.h"

namespace silhouette::platform {
namespace {

// More read-only segments than any linker makes; what is beyond is not visited.
constexpr std::size_t kSegmentsMax = 16;

struct Visit {
    const std::function<bool(const LoadedModule&)>* visit;
    const std::string* executable;
};

struct Dynamic {
    // The names of symbols, also of those that other libraries define: no string of it is one that the program uses as
    // a name.
    std::span<const std::byte> strings;
    // The function that is run last. Where code and what is read-only share a segment (older linkers), it lies between.
    const std::byte* last_function = nullptr;
};

Dynamic dynamic_of(const dl_phdr_info& info) {
    std::uintptr_t table = 0, last = 0;
    std::size_t size = 0;
    for (int i = 0; i < info.dlpi_phnum; ++i) {
        if (info.dlpi_phdr[i].p_type != PT_DYNAMIC) {
            continue;
        }
        const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(info.dlpi_addr + info.dlpi_phdr[i].p_vaddr);
        for (; entry->d_tag != DT_NULL; ++entry) {
            if (entry->d_tag == DT_STRTAB) {
                table = entry->d_un.d_ptr;
            } else if (entry->d_tag == DT_STRSZ) {
                size = entry->d_un.d_val;
            } else if (entry->d_tag == DT_FINI) {
                last = info.dlpi_addr + entry->d_un.d_ptr;
            }
        }
    }
    // glibc turns the offset into an address, other loaders leave it.
    if (table != 0 && table < info.dlpi_addr) {
        table += info.dlpi_addr;
    }
    return {{reinterpret_cast<const std::byte*>(table), table ? size : 0}, reinterpret_cast<const std::byte*>(last)};
}

int visit_one(dl_phdr_info* info, std::size_t, void* context) {
    const auto& visit = *static_cast<const Visit*>(context);
    std::array<std::span<const std::byte>, kSegmentsMax> segments;
    std::size_t count = 0;
    const std::byte* lowest = nullptr;
    const auto [strings, last_function] = dynamic_of(*info);
    const auto add = [&](const std::byte* begin, const std::byte* end) {
        if (begin < end && count < segments.size()) {
            segments[count++] = {begin, end};
        }
    };
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr)& header = info->dlpi_phdr[i];
        if (header.p_type != PT_LOAD) {
            continue;
        }
        const auto* begin = reinterpret_cast<const std::byte*>(info->dlpi_addr + header.p_vaddr);
        if (lowest == nullptr || begin < lowest) {
            lowest = begin;
        }
        if ((header.p_flags & (PF_R | PF_W)) != PF_R) {
            continue;
        }
        const std::byte* end = begin + header.p_filesz;
        if ((header.p_flags & PF_X) != 0) {
            if (last_function < begin || last_function >= end) {
                continue;
            }
            begin = last_function;
        }
        if (!strings.empty() && strings.data() >= begin && strings.data() < end) {
            add(begin, strings.data());
            if (strings.size() < static_cast<std::size_t>(end - strings.data())) {
                add(strings.data() + strings.size(), end);
            }
        } else {
            add(begin, end);
        }
    }
    LoadedModule module;
    module.is_executable = info->dlpi_name == nullptr || info->dlpi_name[0] == '\0';
    module.path = module.is_executable ? std::string_view(*visit.executable) : std::string_view(info->dlpi_name);
    module.read_only = {segments.data(), count};
    module.base = lowest;
    module.generation = info->dlpi_adds + info->dlpi_subs;
    return (*visit.visit)(module) ? 0 : 1;
}

}  // namespace

void for_each_module(const std::function<bool(const LoadedModule&)>& visit) {
    // Asked for once: a replaced program file changes the answer, but not what is loaded. Never destroyed: where an app
    // just exits, the recorder's thread still runs while what is static goes.
    static const std::string& executable = *new std::string(executable_path().string());
    Visit context{&visit, &executable};
    ::dl_iterate_phdr(visit_one, &context);
}

unsigned long long module_generation() {
    unsigned long long generation = 0;
    ::dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* context) {
            *static_cast<unsigned long long*>(context) = info->dlpi_adds + info->dlpi_subs;
            return 1;
        },
        &generation);
    return generation;
}

}  // namespace silhouette::platform
