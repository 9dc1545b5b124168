#include "ingest/route.h"

#include <vector>

#include "ingest/problem.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::ingest {
namespace {

using Route = Admission::Route;

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty() && path.front() == '/') {
        path.remove_prefix(1);
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end == std::string_view::npos ? path.size() : end);
    }
    return segments;
}

Routed refuse(Response response) {
    Routed routed;
    routed.refusal = std::move(response);
    return routed;
}

Routed nothing_here() {
    return refuse(problem_response(Problem::not_found));
}

Routed only(std::string_view allowed, std::string_view method, Route route, Admission admission = {}) {
    if (method != allowed) {
        Response response = problem_response(Problem::method_not_allowed);
        response.fields.emplace_back("Allow", std::string(allowed));
        return refuse(std::move(response));
    }
    Routed routed;
    routed.admission = std::move(admission);
    routed.admission.route = route;
    return routed;
}

Routed route_session(std::string_view method, const std::vector<std::string_view>& segments) {
    Admission admission;
    admission.session = SessionId::from_text(segments[2]);
    if (!admission.session) {
        return nothing_here();
    }
    if (segments.size() == 3) {
        return only("DELETE", method, Route::session_erase, admission);
    }
    if (segments.size() == 4 && segments[3] == "export") {
        return only("GET", method, Route::session_export, admission);
    }
    if (segments.size() == 4 && segments[3] == "batches") {
        return only("GET", method, Route::session_batches, admission);
    }
    return nothing_here();
}

Routed route_tenant(std::string_view method, const std::vector<std::string_view>& segments) {
    if (segments.size() != 4 || !grammar::is_configured(segments[2])) {
        return nothing_here();
    }
    Admission admission;
    admission.tenant = segments[2];
    if (segments[3] == "audit") {
        return only("GET", method, Route::tenant_audit, admission);
    }
    if (segments[3] != "settings") {
        return nothing_here();
    }
    if (method == "PUT") {
        return only("PUT", method, Route::tenant_change, admission);
    }
    Routed routed = only("GET", method, Route::tenant_settings, admission);
    if (routed.refusal) {
        routed.refusal->fields.back().second = "GET, PUT";
    }
    return routed;
}

Routed route_version_1(std::string_view method, const std::vector<std::string_view>& segments) {
    const auto subject = segments[1];
    if (segments.size() == 2) {
        if (subject == "batches") {
            return only("POST", method, Route::batches);
        }
        if (subject == "settings") {
            return only("GET", method, Route::settings);
        }
        if (subject == "sessions") {
            return only("GET", method, Route::session_list);
        }
        if (subject == "tenants") {
            return only("GET", method, Route::tenant_list);
        }
        return nothing_here();
    }
    if (subject == "sessions") {
        return route_session(method, segments);
    }
    return subject == "tenants" ? route_tenant(method, segments) : nothing_here();
}

}  // namespace

Routed route(std::string_view method, std::string_view path) {
    if (path == "/healthz") {
        return only("GET", method, Route::health);
    }
    if (path == "/readyz") {
        return only("GET", method, Route::readiness);
    }
    if (path == "/metrics") {
        return only("GET", method, Route::metrics);
    }
    if (path == "/" || path.substr(0, 8) == "/player/" || path.substr(0, 10) == "/settings/") {
        return only("GET", method, Route::page);
    }
    const auto segments = segments_of(path);
    return segments.size() >= 2 && segments[0] == "v1" ? route_version_1(method, segments) : nothing_here();
}

}  // namespace silhouette::ingest
