// From true boxes to what may be told of them, on the recorder thread. (The walk itself is the hook's: tests/unit/qt.)
#include <benchmark/benchmark.h>

#include "privacy/shape/strict_layout.h"

#include <silhouette/adapter.h>

namespace {

using silhouette::privacy::shape::Fact;

void strict(benchmark::State& state) {
    std::vector<Fact> facts;
    Fact root;
    root.element = 1;
    root.flow = SIL_FLOW_COLUMN;
    root.flags = SIL_BOX_SCREEN_W | SIL_BOX_SCREEN_H;
    root.width = 1'200, root.height = 800;
    facts.push_back(root);
    while (facts.size() < static_cast<std::size_t>(state.range(0))) {
        const auto row = static_cast<std::int32_t>(facts.size());
        Fact container;
        container.element = static_cast<std::uint32_t>(facts.size() + 1);
        container.parent = 0;
        container.flow = SIL_FLOW_ROW;
        container.y = row * 5, container.width = 1'200, container.height = 40;
        facts.push_back(container);
        for (std::int32_t number = 0; number < 9; ++number) {
            Fact child;
            child.element = static_cast<std::uint32_t>(facts.size() + 1);
            child.parent = row;
            child.x = number * 100, child.width = 90, child.height = 30;
            child.flags = number % 3 == 0 ? SIL_BOX_CONTENT_W : SIL_BOX_FIXED_H;
            facts.push_back(child);
        }
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(silhouette::privacy::shape::make_strict(facts));
    }
    state.counters["us_per_100"] =
        benchmark::Counter(static_cast<double>(facts.size()) / 100 * static_cast<double>(state.iterations()) / 1e6,
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(strict)->Arg(100)->Arg(600)->Arg(2'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
