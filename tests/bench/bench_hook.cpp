// What a host's thread pays for an event, with the recorder closed and open.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include <benchmark/benchmark.h>

#include "sdk/capture/capture.h"
#include "tests/bench/quiet_recorder.h"

namespace {

thread_local std::uint64_t allocations = 0;

}  // namespace

#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // inlined, malloc() below looks like another allocator
void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace {

using namespace silhouette;

struct Window {
    Window() {
        sil_element_info info{};
        info.size = sizeof info;
        info.role = SIL_ROLE_WINDOW;
        info.class_name = "BenchWindow";
        window = sil_adapter_element(&info);
        view = sil_adapter_view(window, window);
        info.parent = window;
        info.role = SIL_ROLE_BUTTON;
        button = sil_adapter_element(&info);
    }
    std::uint32_t window, view, button;
};

void click(const Window& window) {
    sil_adapter_click(window.button, window.view, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 500, 500);
}

void generation_closed(benchmark::State& state) {
    bench::QuietRecorder recorder(false);
    for (auto _ : state) {
        benchmark::DoNotOptimize(sil_adapter_generation());
    }
}
BENCHMARK(generation_closed);

void click_closed(benchmark::State& state) {
    bench::QuietRecorder recorder(false);
    const Window window;
    for (auto _ : state) {
        click(window);
    }
}
BENCHMARK(click_closed);

void generation_open(benchmark::State& state) {
    bench::QuietRecorder recorder;
    for (auto _ : state) {
        benchmark::DoNotOptimize(sil_adapter_generation());
    }
}
BENCHMARK(generation_open);

// Each call on its own, as clicks come; the queue is kept from filling, and the cost of reading the clock is shown
// beside.
void click_open(benchmark::State& state) {
    bench::QuietRecorder recorder;
    const Window window;
    std::vector<std::int64_t> nanoseconds;
    nanoseconds.reserve(1u << 20);
    std::uint64_t allocated = 0;
    const auto stats = [&recorder] {
        sil_stats now{};
        now.size = sizeof now;
        recorder.recorder->stats(now);
        return now;
    };
    int since_pause = 0;
    for (auto _ : state) {
        const std::uint64_t before = allocations;
        const std::int64_t start = capture::now();
        click(window);
        const std::int64_t took = capture::now() - start;
        allocated += allocations - before;
        if (nanoseconds.size() < nanoseconds.capacity()) {
            nanoseconds.push_back(took);
        }
        state.SetIterationTime(static_cast<double>(took) * 1e-9);
        if (++since_pause == 30'000) {
            since_pause = 0;
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
        }
    }
    std::vector<std::int64_t> clock;
    for (int sample = 0; sample < 10'000; ++sample) {
        const std::int64_t start = capture::now();
        clock.push_back(capture::now() - start);
    }
    const auto at = [](std::vector<std::int64_t>& samples, double share) {
        const auto place =
            samples.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(samples.size() - 1));
        std::nth_element(samples.begin(), place, samples.end());
        return static_cast<double>(*place);
    };
    state.counters["p50_ns"] = at(nanoseconds, 0.5);
    state.counters["p99_ns"] = at(nanoseconds, 0.99);
    state.counters["p999_ns"] = at(nanoseconds, 0.999);
    state.counters["clock_ns"] = at(clock, 0.5);
    state.counters["allocations"] = static_cast<double>(allocated);
    state.counters["dropped"] = static_cast<double>(stats().dropped);
}
BENCHMARK(click_open)->UseManualTime();

// The first sight of an element: hashes its name and its class.
void first_sight(benchmark::State& state) {
    bench::QuietRecorder recorder;
    const Window window;
    sil_element_info info{};
    info.size = sizeof info;
    info.parent = window.window;
    info.role = SIL_ROLE_BUTTON;
    info.class_name = "QToolButton";
    info.name = "actionPasswordGenerator";
    info.name_units = 23;
    for (auto _ : state) {
        benchmark::DoNotOptimize(sil_adapter_element(&info));
    }
}
BENCHMARK(first_sight)->Iterations(50'000);

// From idle to busy: the one wake-up signal that a host's thread sends, at most one in 250 ms.
void wake_up(benchmark::State& state) {
    bench::QuietRecorder recorder;
    const Window window;
    auto& page = *boundary::g_page.load();
    for (auto _ : state) {
        state.PauseTiming();
        while (page.asleep.load() == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        state.ResumeTiming();
        click(window);
    }
}
BENCHMARK(wake_up)->Iterations(4);

// A "no": from the call's start to its return, the choice on disk and the key gone.
void closing(benchmark::State& state) {
    bench::QuietRecorder recorder;
    for (auto _ : state) {
        state.PauseTiming();
        recorder.recorder->set_choice(SIL_CHOICE_YES, 1);
        while (sil_adapter_generation() == 0) {
            std::this_thread::yield();
        }
        state.ResumeTiming();
        recorder.recorder->set_choice(SIL_CHOICE_NO, 1);
    }
}
BENCHMARK(closing)->Iterations(20)->Unit(benchmark::kMicrosecond);

// From the call's start to the gate's being shut, as another thread sees it.
void closing_until_silence(benchmark::State& state) {
    bench::QuietRecorder recorder;
    for (auto _ : state) {
        recorder.recorder->set_choice(SIL_CHOICE_YES, 1);
        while (sil_adapter_generation() == 0) {
            std::this_thread::yield();
        }
        std::atomic<std::int64_t> silent{0};
        std::thread observer([&silent] {
            while (sil_adapter_generation() != 0) {
            }
            silent = capture::now();
        });
        const std::int64_t start = capture::now();
        recorder.recorder->set_choice(SIL_CHOICE_NO, 1);
        observer.join();
        state.SetIterationTime(static_cast<double>(silent - start) * 1e-9);
    }
}
BENCHMARK(closing_until_silence)->Iterations(20)->UseManualTime()->Unit(benchmark::kMicrosecond);

void start_and_stop(benchmark::State& state) {
    for (auto _ : state) {
        bench::QuietRecorder recorder(false);
    }
}
BENCHMARK(start_and_stop)->Iterations(20)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
