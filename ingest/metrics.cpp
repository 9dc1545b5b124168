#include "ingest/metrics.h"

#include <sstream>

#include "replay/words.h"

namespace silhouette::ingest {
namespace {

void describe(std::ostream& out, const char* name, const char* type, const char* help) {
    out << "# HELP silhouette_" << name << ' ' << help << "\n# TYPE silhouette_" << name << ' ' << type << '\n';
}

void write_books(std::ostream& out, const Books& books) {
    describe(
        out, "client_items_captured", "gauge",
        "Items (clicks, navigations, layouts) that clients captured, as they say; of the sessions that are stored.");
    out << "silhouette_client_items_captured " << books.clients.captured << '\n';
    describe(out, "client_items_stored", "gauge", "Of these, items that are stored.");
    out << "silhouette_client_items_stored " << books.stored << '\n';
    describe(out, "client_items_dropped", "gauge", "Of these, items that clients dropped, by reason.");
    for (std::size_t reason = 0; reason < books.clients.dropped.size(); ++reason) {
        if (v1::DropReason_IsValid(static_cast<int>(reason)) && (reason > 0 || books.clients.dropped[reason] > 0)) {
            out << "silhouette_client_items_dropped{reason=\"" << replay::drop_word(static_cast<v1::DropReason>(reason))
                << "\"} " << books.clients.dropped[reason] << '\n';
        }
    }
    describe(out, "client_items_missing", "gauge",
             "Of these, items that are on their way, or were lost with a client.");
    out << "silhouette_client_items_missing " << books.missing << '\n';
    describe(
        out, "client_batches_missing", "gauge",
        "Batches that did not come, though later ones of their session did: late ones may, lost ones cannot any more.");
    out << "silhouette_client_batches_missing{state=\"late\"} " << books.batches_late << '\n';
    out << "silhouette_client_batches_missing{state=\"lost\"} " << books.batches_lost << '\n';
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
    write_books(out, gauges.books);
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
    describe(out, "waiting_polls", "gauge", "Requests for settings that wait for a change.");
    out << "silhouette_waiting_polls " << gauges.polls << '\n';
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
