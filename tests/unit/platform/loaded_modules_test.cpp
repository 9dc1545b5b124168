#include "platform/loaded_modules.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "platform/process.h"
#include "tests/catch.h"

using namespace silhouette::platform;

namespace {

const char* const kLiteral = "a literal of the test program";
char writable[] = "not a literal";

bool is_read_only(const void* address, bool* in_executable = nullptr) {
    bool found = false;
    for_each_module([&](const LoadedModule& module) {
        for (const auto& segment : module.read_only) {
            const auto* at = static_cast<const std::byte*>(address);
            if (at >= segment.data() && at < segment.data() + segment.size()) {
                found = true;
                if (in_executable != nullptr) {
                    *in_executable = module.is_executable;
                }
            }
        }
        return !found;
    });
    return found;
}

// AddressSanitizer forbids to read what lies between two literals, which a search through a segment does.
#if defined(__SANITIZE_ADDRESS__)
__attribute__((no_sanitize("address")))
#endif
bool contains(std::span<const std::byte> segment, const char (&name)[16]) {
    const std::byte* bytes = segment.data();
    for (std::size_t at = 0; at + sizeof name <= segment.size(); ++at) {
        std::size_t same = 0;
        while (same < sizeof name && bytes[at + same] == static_cast<std::byte>(name[same])) {
            ++same;
        }
        if (same == sizeof name) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a literal lies in the executable's read-only memory, other memory does not") {
    bool in_executable = false;
    CHECK(is_read_only(kLiteral, &in_executable));
    CHECK(in_executable);
    CHECK_FALSE(is_read_only(writable));
    const std::string heap(100, 'x');
    CHECK_FALSE(is_read_only(heap.data()));
    CHECK_FALSE(is_read_only(&heap));
    CHECK_FALSE(is_read_only(reinterpret_cast<const void*>(&is_read_only)));
}

TEST_CASE("the executable is listed first, by its path, with no names of symbols") {
    const char name[] = {'d', 'l', '_', 'i', 't', 'e', 'r', 'a', 't', 'e', '_', 'p', 'h', 'd', 'r', '\0'};
    int count = 0;
    for_each_module([&](const LoadedModule& module) {
        CHECK(module.is_executable == (count == 0));
        if (++count == 1) {
            CHECK(module.path == executable_path().string());
            // A function that another library defines stands in the table of symbols only.
            for (const auto& segment : module.read_only) {
                CHECK_FALSE(contains(segment, name));
            }
        }
        return true;
    });
    CHECK(count > 1);
}

TEST_CASE("a visit ends when the visitor says so") {
    int count = 0;
    for_each_module([&](const LoadedModule&) {
        ++count;
        return false;
    });
    CHECK(count == 1);
}

TEST_CASE("the generation changes when a library is loaded") {
    const auto before = module_generation();
    CHECK(module_generation() == before);
    // Any library that no test links; where there is none, nothing can be shown.
    for (const char* name : {"libutil.so.1", "libnss_files.so.2", "libanl.so.1", "libBrokenLocale.so.1"}) {
        if (::dlopen(name, RTLD_LAZY | RTLD_NOLOAD) == nullptr && ::dlopen(name, RTLD_LAZY) != nullptr) {
            CHECK(module_generation() != before);
            return;
        }
    }
    WARN("no library to load");
}
