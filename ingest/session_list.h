// Session lists and tenants as JSON, the same over HTTP and from the command.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/projection.h"
#include "ingest/tenants.h"

namespace silhouette::ingest {

// [{"session","app","started","duration_ms","clicks","windows","gaps"}]; `started` as 2026-11-23T21:00:00Z.
std::string sessions_json(const std::vector<SessionSummary>& sessions);

// {"tenant","allowed","version","sampling","name_gate"}, and an array of them.
std::string tenant_json(const TenantSettings& settings);
std::string tenants_json(const std::vector<TenantSettings>& tenants);

// One or more of {"allowed","sampling","name_gate"}, each in its range. Empty for anything else.
std::optional<SettingsChange> settings_change_of(std::string_view json);

}  // namespace silhouette::ingest
