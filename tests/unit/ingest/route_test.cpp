#include "ingest/route.h"

#include "tests/catch.h"

using namespace silhouette::ingest;
using Route = Admission::Route;

namespace {

constexpr const char* kSession = "/v1/sessions/000102030405060708090a0b0c0d0eff";

unsigned refusal(const char* method, const std::string& path) {
    const auto routed = route(method, path);
    return routed.refusal ? routed.refusal->status : 0;
}

}  // namespace

TEST_CASE("Each path and method means one request") {
    CHECK(route("POST", "/v1/batches").admission.route == Route::batches);
    CHECK(route("GET", "/v1/settings").admission.route == Route::settings);
    CHECK(route("GET", "/v1/sessions").admission.route == Route::session_list);
    CHECK(route("DELETE", kSession).admission.route == Route::session_erase);
    CHECK(route("GET", std::string(kSession) + "/export").admission.route == Route::session_export);
    CHECK(route("GET", std::string(kSession) + "/batches").admission.route == Route::session_batches);
    CHECK(route("GET", std::string(kSession) + "/export").admission.session->text() ==
          std::string(kSession).substr(13));
    CHECK(route("GET", "/v1/tenants").admission.route == Route::tenant_list);
    CHECK(route("PUT", "/v1/tenants/acme/settings").admission.tenant == "acme");
    CHECK(route("PUT", "/v1/tenants/acme/settings").admission.route == Route::tenant_change);
    CHECK(route("GET", "/v1/tenants/acme/settings").admission.route == Route::tenant_settings);
    CHECK(route("GET", "/v1/tenants/acme/audit").admission.route == Route::tenant_audit);
    CHECK(route("GET", "/").admission.route == Route::page);
    CHECK(route("GET", "/settings/usage-tracking").admission.route == Route::page);
    CHECK(route("GET", "/player/viewer.js").admission.route == Route::page);
}

TEST_CASE("Other paths are 404, other methods 405 with what is allowed") {
    for (const char* path : {"", "x", "//", "/v1", "/v1/", "/v2/batches", "/v1/batches/", "/v1/batches/x",
                             "/v1/sessions/", "/v1/sessions/zz", "/v1/tenants/a b/settings", "/v1/tenants/acme",
                             "/v1/tenants/acme/other", "/healthz/", "/player", "/settings"}) {
        CHECK(refusal("GET", path) == 404);
    }
    CHECK(refusal("GET", std::string(kSession) + "/other") == 404);
    CHECK(refusal("GET", "/v1/batches") == 405);
    CHECK(refusal("POST", "/healthz") == 405);
    CHECK(refusal("PUT", kSession) == 405);
    CHECK(refusal("PUT", "/v1/tenants/acme/audit") == 405);
    CHECK(route("DELETE", "/v1/tenants/acme/settings").refusal->fields.at(0).second == "GET, PUT");
    CHECK(route("GET", "/v1/batches").refusal->fields.at(0) == std::pair<std::string, std::string>("Allow", "POST"));
}
