#include "ingest/session_list.h"

#include <nlohmann/json.hpp>

#include "ingest/limits.h"
#include "ingest/utc.h"

namespace silhouette::ingest {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const TenantSettings& settings) {
    return {{"tenant", settings.tenant},
            {"allowed", settings.allowed},
            {"version", settings.version},
            {"sampling", settings.sampling},
            {"name_gate", settings.name_gate}};
}

// False when it is no whole number from 0 to `largest`.
bool read_number(const Json& value, std::uint32_t largest, std::optional<std::uint32_t>& number) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest) {
        return false;
    }
    number = value.get<std::uint32_t>();
    return true;
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

std::optional<SettingsChange> settings_change_of(std::string_view json) {
    const auto document = Json::parse(json, nullptr, false);
    if (!document.is_object() || document.empty()) {
        return std::nullopt;
    }
    SettingsChange change;
    for (const auto& [key, value] : document.items()) {
        bool is_good = false;
        if (key == "allowed" && value.is_boolean()) {
            change.allowed = value.get<bool>();
            is_good = true;
        } else if (key == "sampling") {
            is_good = read_number(value, limits::kSamplingMax, change.sampling);
        } else if (key == "name_gate") {
            is_good = read_number(value, limits::kNameGateMax, change.name_gate);
        }
        if (!is_good) {
            return std::nullopt;
        }
    }
    return change;
}

}  // namespace silhouette::ingest
