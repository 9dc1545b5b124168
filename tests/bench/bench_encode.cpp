// The recorder thread's work for a click: rules, columns, protobuf. Not the envelope, nor the disk.
#include <benchmark/benchmark.h>

#include "tests/bench/made_up_window.h"

namespace {

using namespace silhouette;

void clicks_to_frames(benchmark::State& state) {
    bench::NoNames names;
    bench::Frames sink;
    recorder::Session session(names, sink, true);
    bench::MadeUpWindow window(session);
    std::int64_t time = 1'000'000'000;
    window.layout(time);
    int number = 0;
    for (auto _ : state) {
        time += 700'000'000;
        window.click(number++, time);
        session.advance(time);
        sink.frames.clear();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(clicks_to_frames);

// A layout that did not change: the usual case.
void equal_layout(benchmark::State& state) {
    bench::NoNames names;
    bench::Frames sink;
    recorder::Session session(names, sink, true);
    bench::MadeUpWindow window(session);
    std::int64_t time = 1'000'000'000;
    for (auto _ : state) {
        window.layout(time);
        session.advance(time);
        sink.frames.clear();
    }
    state.counters["elements"] = static_cast<double>(window.nodes.size());
}
BENCHMARK(equal_layout)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
