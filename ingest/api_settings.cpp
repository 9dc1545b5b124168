// The tenant's settings as clients get them, and as the admin's page does; who changed them.
#include <algorithm>
#include <charconv>
#include <utility>

#include "ingest/api_state.h"
#include "ingest/session_list.h"
#include "silhouette/v1/settings.pb.h"

namespace silhouette::ingest {
namespace {

constexpr const char* kProtobuf = "application/x-protobuf";

std::string entity_tag(std::uint64_t version) {
    return "\"" + std::to_string(version) + "\"";
}

Response settings_response(const TenantSettings& settings) {
    silhouette::v1::Settings message;
    fill(message, settings);
    return {200, kProtobuf, {{"ETag", entity_tag(settings.version)}}, message.SerializeAsString()};
}

Response tenant_response(const TenantSettings& settings) {
    return {200,
            "application/json",
            {{"ETag", entity_tag(settings.version)}, {"Cache-Control", "no-store"}},
            tenant_json(settings)};
}

// The number of `If-None-Match: "7"`; empty for anything else.
std::optional<std::uint64_t> known_version(std::string_view tag) {
    std::uint64_t version = 0;
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') {
        return std::nullopt;
    }
    const char* end = tag.data() + tag.size() - 1;
    const auto result = std::from_chars(tag.data() + 1, end, version);
    return result.ec == std::errc() && result.ptr == end ? std::optional(version) : std::nullopt;
}

// The seconds of `Prefer: wait=60`, within the limit; 0 without it.
std::chrono::seconds preferred_wait(std::string_view prefer) {
    const auto place = prefer.find("wait=");
    long seconds = 0;
    if (place != std::string_view::npos) {
        std::from_chars(prefer.data() + place + 5, prefer.data() + prefer.size(), seconds);
    }
    return std::min(std::chrono::seconds(std::max(seconds, 0L)), limits::kPollWait);
}

using Render = Response (*)(const TenantSettings& settings);

// Answers at once when the client knows another version, else when there is one or its patience ends.
void poll(SettingsWatch& watch, const TenantSettings& now, const Request& request, Render render, Answer answer) {
    const auto known = known_version(request.field("If-None-Match"));
    if (!known || *known != now.version) {
        answer(render(now));
        return;
    }
    watch.wait(now.tenant, *known, preferred_wait(request.field("Prefer")), request.abandoned,
               [known = *known, render, answer = std::move(answer)](const std::optional<TenantSettings>& changed) {
                   answer(changed ? render(*changed) : Response{304, {}, {{"ETag", entity_tag(known)}}, {}});
               });
}

}  // namespace

void fill(silhouette::v1::Settings& message, const TenantSettings& settings) {
    message.set_version(settings.version);
    message.set_allowed(settings.allowed);
    message.set_sampling(settings.sampling);
    message.set_name_gate(settings.name_gate);
    message.set_valid_for(limits::kVerdictValidFor);
    message.set_allowed_since(settings.allowed_since);
}

void Api::State::settings(const Identity& identity, const Request& request, Answer answer) {
    const auto settings = folder.tenants().settings(identity.tenant);
    if (!settings) {
        answer(problem_response(Problem::unauthorized));
        return;
    }
    poll(watch, *settings, request, settings_response, std::move(answer));
}

void Api::State::tenant_settings(const Identity& identity, const Request& request, Answer answer) {
    const auto settings = folder.tenants().settings(identity.tenant);
    if (!settings) {
        answer(problem_response(Problem::unauthorized));
        return;
    }
    poll(watch, *settings, request, tenant_response, std::move(answer));
}

Response Api::State::audit(const std::string& tenant) {
    return {200,
            "application/json",
            {{"Cache-Control", "no-store"}},
            audit::to_json(folder.tenants().audit(tenant, limits::kAuditEntries))};
}

}  // namespace silhouette::ingest
