// The endpoint's counters, as Prometheus text. Any thread. No tenant, app, address or name is in them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/problem.h"
#include "ingest/projection.h"

namespace silhouette::ingest {

class Metrics {
  public:
    void batch_stored(std::uint64_t items, std::uint64_t bytes, std::uint64_t unknown_fields);
    void batch_duplicate();
    void batch_refused(Problem reason);
    void batch_answered(std::chrono::nanoseconds latency);
    void session_erased();
    void erasure_refused();
    void connection_opened();
    void connection_closed();

    // What others know.
    struct Gauges {
        std::uint64_t sessions = 0, commits = 0;
        std::size_t erasures = 0;  // begun, not finished
        std::size_t polls = 0;     // of settings, waiting for a change
        Books books;
    };
    std::string text(const Gauges& gauges) const;

  private:
    using Counter = std::atomic<std::uint64_t>;
    // Upper bounds in seconds.
    static constexpr std::array<double, 11> kBuckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0};
    Counter stored_{0}, duplicate_{0}, items_{0}, bytes_{0}, unknown_fields_{0}, erased_{0}, erasures_refused_{0};
    std::array<Counter, kProblemTypes> refused_{};
    std::array<Counter, kBuckets.size()> buckets_{};
    Counter answered_{0}, latency_nanoseconds_{0};
    std::atomic<std::int64_t> connections_{0};
};

}  // namespace silhouette::ingest
