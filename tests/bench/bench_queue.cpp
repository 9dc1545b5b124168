#include <benchmark/benchmark.h>

#include "sdk/boundary/layout_pool.h"
#include "sdk/boundary/queue.h"

namespace {

using namespace silhouette::boundary;

void push_and_pop(benchmark::State& state) {
    Queue queue(4'096);
    Event event;
    event.kind = EventKind::click;
    for (auto _ : state) {
        benchmark::DoNotOptimize(queue.push(event));
        benchmark::DoNotOptimize(queue.pop(event));
    }
}
BENCHMARK(push_and_pop);

void push_when_full(benchmark::State& state) {
    Queue queue(64);
    Event event;
    while (queue.push(event)) {
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(queue.push(event));
    }
}
BENCHMARK(push_when_full);

void hand_over_layout(benchmark::State& state) {
    LayoutPool pool;
    std::vector<sil_layout_node> nodes(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        pool.give_back(pool.fill(nodes));
    }
}
BENCHMARK(hand_over_layout)->Arg(100)->Arg(2'000);

}  // namespace

BENCHMARK_MAIN();
