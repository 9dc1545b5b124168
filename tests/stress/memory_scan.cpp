#include "tests/stress/memory_scan.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>

namespace silhouette::stress {
namespace {

constexpr std::uint64_t kPage = 4'096;
constexpr std::ptrdiff_t kShown = 48;                       // bytes around a place
constexpr std::uint64_t kPresent = std::uint64_t{3} << 62;  // in memory or swapped out

// What lies around a place, as far as it can be printed: whose memory it is.
std::string printable(const char* begin, const char* end) {
    std::string text;
    for (; begin != end; ++begin) {
        text += *begin >= 0x20 && *begin < 0x7f ? *begin : '.';
    }
    return text;
}

}  // namespace

std::vector<std::string> scan_memory(pid_t process, const std::vector<Needle>& needles, const std::string& except) {
    std::vector<std::string> found;
    const std::string folder = "/proc/" + std::to_string(process);
    const int memory = ::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    const int page_map = ::open((folder + "/pagemap").c_str(), O_RDONLY | O_CLOEXEC);
    std::ifstream maps(folder + "/maps");
    if (memory < 0 || !maps) {
        found.push_back("the memory of the process cannot be read");
    }
    std::string line, run;
    while (memory >= 0 && std::getline(maps, line)) {
        std::uint64_t begin = 0, end = 0;
        char rights[5] = {};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights) != 3 || rights[0] != 'r' ||
            rights[1] != 'w' || line.find(except) != std::string::npos) {
            continue;
        }
        const auto look = [&](std::uint64_t from, std::uint64_t to) {
            run.resize(to - from);
            const ssize_t got = ::pread(memory, run.data(), run.size(), static_cast<off_t>(from));
            run.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            for (const Needle& needle : needles) {
                const std::boyer_moore_horspool_searcher searcher(needle.bytes.begin(), needle.bytes.end());
                for (auto here = run.begin();;) {
                    here = std::search(here, run.end(), searcher);
                    if (here == run.end()) {
                        break;
                    }
                    char where[32];
                    const auto size = static_cast<std::ptrdiff_t>(needle.bytes.size());
                    std::snprintf(where, sizeof where, "%lx", from + static_cast<std::uint64_t>(here - run.begin()));
                    const auto name = line.find_first_of("/[");
                    found.push_back(needle.what + " at " + where + " in " +
                                    (name == std::string::npos ? "anonymous memory" : line.substr(name)) +
                                    ", between \"" + printable(&*here - std::min(kShown, here - run.begin()), &*here) +
                                    "\" and \"" +
                                    printable(&*here + size, &*here + std::min(size + kShown, run.end() - here)) + '"');
                    ++here;
                }
            }
        };
        std::vector<std::uint64_t> pages((end - begin) / kPage);
        const ssize_t told = ::pread(page_map, pages.data(), pages.size() * 8, static_cast<off_t>(begin / kPage * 8));
        if (told != static_cast<ssize_t>(pages.size() * 8)) {
            look(begin, end);
            continue;
        }
        for (std::size_t first = 0; first < pages.size();) {
            std::size_t last = first;
            while (last < pages.size() && (pages[last] & kPresent) != 0) {
                ++last;
            }
            if (last > first) {
                look(begin + first * kPage, begin + last * kPage);
            }
            first = last + 1;
        }
    }
    ::close(memory);
    ::close(page_map);
    return found;
}

}  // namespace silhouette::stress
