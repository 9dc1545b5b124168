#include "ingest/metrics.h"

#include <sstream>

namespace silhouette::ingest {
namespace {

void describe(std::ostream& out, const char* name, const char* type, const char* help) {
    out << "# HELP silhouette_" << name << ' ' << help << "\n# TYPE silhouette_" << name << ' ' << type << '\n';
}

}  // namespace

void Metrics::batch_stored(std::uint64_t items, std::uint64_t bytes, std::uint64_t unknown_fields) {
    ++stored_;
    items_ += items;
    bytes_ += bytes;
    unknown_fields_ += unknown_fields;
}

void Metrics::batch_duplicate() {
    ++duplicate_;
}
void Metrics::batch_refused(Problem reason) {
    ++refused_[static_cast<std::size_t>(reason)];
}
void Metrics::session_erased() {
    ++erased_;
}
void Metrics::erasure_refused() {
    ++erasures_refused_;
}
void Metrics::connection_opened() {
    ++connections_;
}
void Metrics::connection_closed() {
    --connections_;
}

void Metrics::batch_answered(std::chrono::nanoseconds latency) {
    ++answered_;
    latency_nanoseconds_ += static_cast<std::uint64_t>(latency.count());
    const double seconds = std::chrono::duration<double>(latency).count();
    for (std::size_t i = 0; i < kBuckets.size(); ++i) {
        if (seconds <= kBuckets[i]) {
            ++buckets_[i];
        }
    }
}

std::string Metrics::text(const Gauges& gauges) const {
    std::ostringstream out;
    describe(out, "batches_total", "counter", "Batches by what became of them.");
    out << "silhouette_batches_total{result=\"stored\"} " << stored_ << '\n';
    out << "silhouette_batches_total{result=\"duplicate\"} " << duplicate_ << '\n';
    describe(out, "batches_refused_total", "counter", "Batches that were refused, by problem type.");
    for (const ProblemType& type : problem_types()) {
        const auto count = refused_[static_cast<std::size_t>(type.problem)].load();
        // Batches refused while their tenant is off are told from the first scrape on: a rate is asked of them.
        if (count > 0 || type.problem == Problem::tenant_off) {
            out << "silhouette_batches_refused_total{reason=\"" << type.slug << "\"} " << count << '\n';
        }
    }
    describe(out, "items_stored_total", "counter", "Items (clicks, navigations, layouts, gaps) in stored batches.");
    out << "silhouette_items_stored_total " << items_ << '\n';
    describe(out, "bytes_stored_total", "counter", "Compressed bytes of stored batches.");
    out << "silhouette_bytes_stored_total " << bytes_ << '\n';
    describe(out, "unknown_fields_total", "counter", "Fields and values that this version does not know; discarded.");
    out << "silhouette_unknown_fields_total " << unknown_fields_ << '\n';
    describe(out, "sessions", "gauge", "Sessions that are stored.");
    out << "silhouette_sessions " << gauges.sessions << '\n';
    describe(out, "sessions_erased_total", "counter", "Sessions erased by their users.");
    out << "silhouette_sessions_erased_total " << erased_ << '\n';
    describe(out, "erasures_refused_total", "counter", "Erasures with a wrong secret, or of unknown sessions.");
    out << "silhouette_erasures_refused_total " << erasures_refused_ << '\n';
    describe(out, "erasures_unfinished", "gauge", "Erasures that wait for a reader to let go.");
    out << "silhouette_erasures_unfinished " << gauges.erasures << '\n';
    describe(out, "commits_total", "counter", "Transactions of the log; several batches share one.");
    out << "silhouette_commits_total " << gauges.commits << '\n';
    describe(out, "connections", "gauge", "Open connections.");
    out << "silhouette_connections " << connections_ << '\n';
    describe(out, "batch_seconds", "histogram", "From a batch's header to its answer.");
    for (std::size_t i = 0; i < kBuckets.size(); ++i) {
        out << "silhouette_batch_seconds_bucket{le=\"" << kBuckets[i] << "\"} " << buckets_[i] << '\n';
    }
    out << "silhouette_batch_seconds_bucket{le=\"+Inf\"} " << answered_ << '\n';
    out << "silhouette_batch_seconds_sum " << static_cast<double>(latency_nanoseconds_.load()) / 1e9 << '\n';
    out << "silhouette_batch_seconds_count " << answered_ << '\n';
    return out.str();
}

}  // namespace silhouette::ingest
