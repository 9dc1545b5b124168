#include "ingest/session_list.h"

#include <ctime>
#include <nlohmann/json.hpp>

namespace silhouette::ingest {
namespace {

using Json = nlohmann::ordered_json;

std::string utc(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text, length};
}

Json json_of(const TenantSettings& settings) {
    return {{"tenant", settings.tenant},
            {"allowed", settings.allowed},
            {"version", settings.version},
            {"sampling", settings.sampling},
            {"name_gate", settings.name_gate}};
}

}  // namespace

std::string sessions_json(const std::vector<SessionSummary>& sessions) {
    Json all = Json::array();
    for (const auto& session : sessions) {
        all.push_back({{"session", session.session.text()},
                       {"app", session.app},
                       {"started", utc(session.started)},
                       {"duration_ms", session.duration_ms},
                       {"clicks", session.clicks},
                       {"windows", session.windows},
                       {"gaps", session.gaps}});
    }
    return all.dump();
}

std::string tenant_json(const TenantSettings& settings) {
    return json_of(settings).dump();
}

std::string tenants_json(const std::vector<TenantSettings>& tenants) {
    Json all = Json::array();
    for (const auto& settings : tenants) {
        all.push_back(json_of(settings));
    }
    return all.dump();
}

}  // namespace silhouette::ingest
