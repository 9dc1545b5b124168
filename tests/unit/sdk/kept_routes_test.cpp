// What is kept of a host's table of routes while nothing is recorded.
#include "sdk/recorder/kept_routes.h"

#include <malloc.h>

#include <random>
#include <string>

#include "tests/catch.h"
#include "tests/unit/sdk/running_recorder.h"

using namespace silhouette;
using recorder::KeptRoutes;

// A sanitizer's own heap.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace {

std::size_t allocated() {
    if (__sanitizer_get_current_allocated_bytes != nullptr) {
        return __sanitizer_get_current_allocated_bytes();
    }
    const auto heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

// As tables look: many templates that resemble each other.
std::string table_of(int templates) {
    std::string text;
    for (int number = 0; number < templates; ++number) {
        text += "/tenants/{tenant}/resource" + std::to_string(number) + "/{id}/details\n";
    }
    return text;
}

std::string table_of_noise(std::size_t size) {
    std::mt19937 source(1);
    std::string text;
    while (text.size() + 65 < size) {
        text += '/';
        for (int i = 0; i < 63; ++i) {
            text += static_cast<char>('a' + source() % 26);
        }
        text += '\n';
    }
    return text;
}

}  // namespace

TEST_CASE("a table of routes is kept as it is when it is short, packed when it is long") {
    for (const int templates : {0, 1, 100, 10'000}) {
        const std::string text = table_of(templates);
        KeptRoutes kept(text);
        CHECK(kept.text() == text);
        kept.pack();
        kept.pack();
        CHECK(kept.text() == text);
        CHECK_FALSE(kept.is_cut());
        CHECK(kept.memory() <= recorder::kKeptRoutesMax + 64);
    }
}

TEST_CASE("of a table that does not get small enough the first lines are kept, and that is known") {
    const std::string text = table_of_noise(1 << 20);
    KeptRoutes kept(text);
    kept.pack();
    CHECK(kept.is_cut());
    CHECK(kept.memory() <= recorder::kKeptRoutesMax + 64);
    CHECK(kept.text().size() > 32 << 10);
    CHECK(kept.text().ends_with('\n'));
    CHECK(text.starts_with(kept.text()));
    KeptRoutes one_line(std::string(1 << 20, '\1') + table_of_noise(1 << 19));
    one_line.pack();
    CHECK(one_line.memory() <= recorder::kKeptRoutesMax + 64);
}

TEST_CASE("while nothing is recorded a table of 1 MiB is packed") {
    tests::RunningRecorder running;
    running.stop();
    // Without a table first: what a recorder takes in any case.
    std::size_t before = allocated();
    running.start();
    REQUIRE(tests::eventually([&] { return running.recorder->state() != SIL_STATE_RECORDING; }));
    const std::size_t without = allocated() - before;
    running.stop();
    running.settings.routes = KeptRoutes(table_of_noise(1 << 20));
    before = allocated();
    running.start();
    CHECK(tests::eventually([&] { return allocated() < before + without + (128 << 10); }));
}
