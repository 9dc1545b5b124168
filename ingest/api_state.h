// Inside of the API: what its parts (api.cpp, api_batches.cpp, api_settings.cpp, api_sessions.cpp) share.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "ingest/api.h"
#include "ingest/limits.h"
#include "ingest/problem.h"
#include "ingest/rate_limit.h"
#include "ingest/reading_thread.h"
#include "silhouette/v1/settings.pb.h"

namespace silhouette::ingest {

Response storage_problem(const StorageError& error);
void fill(silhouette::v1::Settings& message, const TenantSettings& settings);

struct Api::State {
    State(DataFolder& folder_, Writer& writer_, SettingsWatch& watch_, Metrics& metrics_)
        : folder(folder_), writer(writer_), watch(watch_), metrics(metrics_) {}

    DataFolder& folder;
    Writer& writer;
    SettingsWatch& watch;
    Metrics& metrics;
    RateLimit rate_limit{limits::kBatchesPerSecond, limits::kBatchBurst};
    RateLimit erasure_limit{limits::kErasuresPerSecond, limits::kErasureBurst};
    std::atomic<bool> draining{false};

    std::optional<Response> refuse_head(Admission& admission, const Request& head);
    std::optional<Response> refuse_batch_head(const Identity& identity, const Request& head);
    // Counts a refusal that is the answer to a batch.
    void count_refused(const Response& refusal);

    void handle(const std::shared_ptr<State>& self, const Admission& admission, const Request& request,
                const Answer& answer);
    void store_batch(const std::shared_ptr<State>& self, const Identity& identity, const Request& request,
                     Answer answer);
    Response answer_batch(Outcome outcome, const std::string& tenant, const BatchId& id);
    // The verdict as clients get it, and as the admin's page does; a long poll when the request says so.
    void settings(const Identity& identity, const Request& request, Answer answer);
    void tenant_settings(const Identity& identity, const Request& request, Answer answer);
    // On the reading thread, so that it may take its time.
    void read(const Admission& admission, const Request& request, const Answer& answer);
    Response read_now(const Admission& admission, const Request& request);
    void erase(const std::shared_ptr<State>& self, const Admission& admission, const Request& request, Answer answer);
    Response audit(const std::string& tenant);
    Response change_settings(const Admission& admission, const Request& request);
    Response readiness();

    ReadingThread reading;  // last, so that it ends before what its tasks use
};

}  // namespace silhouette::ingest
