// The HTTP API: which request means what, who may make it, and what it is answered. Knows nothing of sockets:
// http_server.h brings requests. Specified in docs/openapi.yaml.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ingest/data_folder.h"
#include "ingest/http_message.h"
#include "ingest/metrics.h"
#include "ingest/settings_watch.h"
#include "ingest/writer.h"

namespace silhouette::ingest {

// A request whose header has been looked at and may go on.
struct Admission {
    enum class Route {
        health,
        readiness,
        metrics,
        page,
        batches,
        settings,
        session_list,
        session_export,
        session_batches,
        session_erase,
        tenant_list,
        tenant_settings,
        tenant_change,
        tenant_audit,
    };
    Route route = Route::health;
    Identity identity;                 // of routes that need one
    std::optional<SessionId> session;  // of routes about one
    std::string tenant;                // named in the path
};

class Api {
  public:
    // All must outlive it.
    Api(DataFolder& folder, Writer& writer, SettingsWatch& watch, Metrics& metrics);
    ~Api();

    // Looks at everything but the body: path, method, key, role, content type, whether the tenant is on. Without an
    // admission, `refusal` is the answer. Any thread; never throws.
    std::optional<Admission> admit(const Request& head, Response& refusal);

    // Any thread; `answer` may be called before it returns, or later on a thread of the API's. Never throws.
    void handle(const Admission& admission, const Request& request, const Answer& answer);

    // From now on /readyz says no.
    void drain();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace silhouette::ingest
