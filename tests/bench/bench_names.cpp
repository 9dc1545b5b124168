// The budget of the name index: a program of 10 MB is taken in within 50 ms of processor time (reading the file
// included, which a program that runs does not cost) and 1 MiB of memory; a name is judged in constant time.
//
//   bench_names PROGRAM…       prints, and ends with 1 when a budget is broken
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>

#include "privacy/provenance/name_index.h"

namespace {

using namespace silhouette::privacy;

constexpr HashKey kKey{{71, 72}};
constexpr double kMillisecondsPerByte = 50.0 / 1e7;
constexpr int kRounds = 7;
constexpr int kNames = 2'000;

double thread_milliseconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Microseconds for each of many names, the same or not.
double judge(NameIndex& index, const std::string& name) {
    const double begin = thread_milliseconds();
    for (int i = 0; i < kNames; ++i) {
        index.decide(hash_name(kKey, RawName(std::string_view(name))));
    }
    return (thread_milliseconds() - begin) * 1e3 / kNames;
}

bool measure(const std::filesystem::path& program) {
    const auto size = static_cast<double>(std::filesystem::file_size(program));
    double best = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        const double begin = thread_milliseconds();
        NameIndex index(kKey);
        if (const std::string problem = index.add_program(program); !problem.empty()) {
            std::printf("%s %s\n", program.c_str(), problem.c_str());
            return false;
        }
        best = std::min(best, thread_milliseconds() - begin);
    }
    NameIndex index(kKey);
    index.add_program(program);
    const auto figures = index.figures();
    const double most = std::max(size, 2e6) * kMillisecondsPerByte;
    const bool holds = best <= most && figures.memory <= NameIndex::kMemoryMaxDefault && figures.left_out == 0;
    std::printf("%-12s %5.1f MB  %5.1f ms of %5.1f  %4zu KiB  %zu literals, %zu ends, %zu names in resources  %s\n",
                program.filename().c_str(), size / 1e6, best, most, figures.memory / 1024, figures.literals,
                figures.tails, figures.resource_names, holds ? "ok" : "BROKEN");
    const double unknown = judge(index, "nothing_of_this_shipped");
    const double longest = judge(index, std::string(1'000'000, 'x'));
    std::printf("%-12s a name that did not ship: %.2f us, one of 1 MB: %.2f us\n", "", unknown, longest);
    return holds;
}

}  // namespace

int main(int count, char** arguments) {
    bool good = count > 1;
    for (int i = 1; i < count; ++i) {
        good = measure(arguments[i]) && good;
    }
    return good ? 0 : 1;
}
