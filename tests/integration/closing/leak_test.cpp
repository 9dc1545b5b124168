// Toggled over and over: no descriptor, thread, file or memory is left behind.
#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "tests/catch.h"
#include "tests/integration/closing/running_host.h"
#include "tests/unit/transport/temporary_folder.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace silhouette::transport;

namespace {

std::ptrdiff_t entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

std::size_t resident_kib() {
    std::ifstream file("/proc/self/statm");
    std::size_t size = 0, resident = 0;
    file >> size >> resident;
    return resident * 4;
}

// What is allocated and not freed, in all arenas of the process.
std::size_t in_use_kib() {
    const auto now = ::mallinfo2();
    return (now.uordblks + now.hblkhd) / 1'024;
}

constexpr int kToggles = 10'000;
// What an ordinary run takes of them: as many as go in some seconds, and at least so many.
constexpr std::chrono::seconds kPatience{12};
constexpr int kTogglesMin = 300;

bool takes_its_time() {
    const char* const length = std::getenv("SILHOUETTE_TEST_LENGTH");
    return length != nullptr && std::string_view(length) == "long";
}

}  // namespace

TEST_CASE("toggling leaks nothing") {
    const TemporaryFolder folder;
    const EndpointProcess endpoint;
    RunningHost host(folder.path(), endpoint.url());
    const auto toggle = [&] {
        REQUIRE(host.opens());
        host.click(3);
        REQUIRE(host.no() == SIL_OK);
    };
    const auto descriptors_closed = entries("/proc/self/fd");
    constexpr std::ptrdiff_t kWatchOfChoice = 1;  // it begins with the first choice, and stays
    // The first half shows how many go in time, and what the allocator keeps.
    const auto until = std::chrono::steady_clock::now() + kPatience / 2;
    int half = 0;
    while (half < kToggles / 2 &&
           (takes_its_time() || half < kTogglesMin / 2 || std::chrono::steady_clock::now() < until)) {
        toggle();
        ++half;
    }
    // The connections are gone as well, and with the last one the certificates that were read for it.
    const auto at_rest = [&] {
        return host.stats().pending == 0 && sil_adapter_generation() == 0 &&
               entries("/proc/self/fd") <= descriptors_closed + kWatchOfChoice;
    };
    REQUIRE(eventually(at_rest));
    const auto files_before = files_below(folder.path()).size();
    const auto memory_before = resident_kib();
    const auto in_use_before = in_use_kib();
    const auto threads_before = entries("/proc/self/task");
    const auto descriptors_before = entries("/proc/self/fd");
    for (int round = 0; round < half; ++round) {
        toggle();
    }
    REQUIRE(eventually(at_rest));
    CHECK(eventually([&] { return files_below(folder.path()).size() <= files_before; }));
    CHECK(eventually([&] { return entries("/proc/self/task") <= threads_before; }));
    CHECK(eventually([&] { return entries("/proc/self/fd") <= descriptors_before; }));
    // A few bytes a toggle would be seen.
    constexpr std::size_t kSpread = 64;
    CHECK(eventually([&] { return in_use_kib() <= in_use_before + kSpread; }));
    const auto memory_after = resident_kib();
    std::printf("%d toggles: resident %zu and in use %zu KiB after half of them, %zu and %zu KiB after all\n", 2 * half,
                memory_before, in_use_before, memory_after, in_use_kib());
    // What an allocator keeps is not a leak; what grows with each toggle is.
    CHECK(memory_after < memory_before + 6'144 + static_cast<std::size_t>(half));
    host.stop();
}
