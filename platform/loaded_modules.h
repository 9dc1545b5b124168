// The modules (executable, libraries) that are loaded in this process, and their read-only segments.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

namespace silhouette::platform {

struct LoadedModule {
    // As the loader names it; the executable's is resolved to its path. Valid within the visit only.
    std::string_view path;
    bool is_executable = false;
    // What was loaded read-only from the file: segments that are neither written nor run, without the table of symbol
    // names, and of one that is run what lies behind the code.
    // Valid within the visit only.
    std::span<const std::span<const std::byte>> read_only;
    // Where its lowest segment lies: tells two loads of one file apart.
    const void* base = nullptr;
    // As module_generation() is during this visit.
    unsigned long long generation = 0;
};

// Visits each module while the loader's lock is held, so that none can be unloaded meanwhile: be brief, do not load
// libraries, do not allocate much. The visitor returns false to end.
void for_each_module(const std::function<bool(const LoadedModule&)>& visit);

// Changes whenever a module was loaded or unloaded.
unsigned long long module_generation();

}  // namespace silhouette::platform
