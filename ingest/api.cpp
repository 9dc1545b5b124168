#include "ingest/api.h"

#include "ingest/api_state.h"
#include "ingest/route.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::ingest {
namespace {

using Route = Admission::Route;

bool may(Role role, Route route) {
    switch (route) {
        case Route::batches:
        case Route::settings:
            return role == Role::ingest;
        case Route::session_list:
        case Route::session_export:
        case Route::session_batches:
            return role == Role::viewer || role == Role::admin;
        case Route::tenant_list:
        case Route::tenant_settings:
        case Route::tenant_change:
        case Route::tenant_audit:
            return role == Role::admin;
        default:
            return true;
    }
}

bool is_public(Route route) {
    return route == Route::health || route == Route::readiness || route == Route::metrics || route == Route::page;
}

std::string_view bearer(const Request& request) {
    constexpr std::string_view scheme = "bearer ";
    const auto value = request.field("Authorization");
    return value.size() > scheme.size() && same_name(value.substr(0, scheme.size()), scheme)
               ? value.substr(scheme.size())
               : std::string_view();
}

// `application/x-protobuf; charset=…` → `application/x-protobuf`.
std::string_view media_type(std::string_view value) {
    value = value.substr(0, value.find(';'));
    while (!value.empty() && value.back() == ' ') {
        value.remove_suffix(1);
    }
    return value;
}

}  // namespace

Response storage_problem(const StorageError& error) {
    switch (error.kind()) {
        case StorageError::Kind::full:
            return problem_response(Problem::storage_full);
        case StorageError::Kind::read_only:
            return problem_response(Problem::storage_read_only);
        default:
            return problem_response(Problem::storage_unavailable);
    }
}

Api::Api(DataFolder& folder, Writer& writer, SettingsWatch& watch, Metrics& metrics)
    : state_(std::make_shared<State>(folder, writer, watch, metrics)) {}

Api::~Api() = default;

void Api::drain() {
    state_->draining = true;
}

// What a batch must bring in its header. Asked before its body is read, so that nothing of a tenant that is off is
// taken in.
std::optional<Response> Api::State::refuse_batch_head(const Identity& identity, const Request& head) {
    if (!same_name(media_type(head.field("Content-Type")), "application/x-protobuf")) {
        return problem_response(Problem::unsupported_media_type, "a batch is application/x-protobuf");
    }
    if (!same_name(head.field("Content-Encoding"), "zstd")) {
        return problem_response(Problem::unsupported_encoding, "a batch is sealed with zstd");
    }
    const auto id = BatchId::from_text(head.field("Idempotency-Key"));
    if (!id) {
        return problem_response(Problem::missing_header, "Idempotency-Key is the batch's id, 32 hex digits");
    }
    const auto settings = folder.tenants().settings(identity.tenant);
    if (!settings || !settings->allowed) {
        return problem_response(Problem::tenant_off, {}, {{"batch", id->text()}});
    }
    if (!rate_limit.take(identity.tenant, RateLimit::Clock::now())) {
        return problem_response(Problem::rate_limited);
    }
    return std::nullopt;
}

std::optional<Response> Api::State::refuse_head(Admission& admission, const Request& head) {
    if (is_public(admission.route)) {
        return std::nullopt;
    }
    const auto token = bearer(head);
    if (admission.route == Route::session_erase && token.empty()) {
        // The secret of the session is all that it needs.
        return erasure_limit.take(head.peer, RateLimit::Clock::now())
                   ? std::nullopt
                   : std::optional(problem_response(Problem::rate_limited, "too many erasures without a key"));
    }
    const auto identity = folder.tenants().authenticate(token);
    if (!identity) {
        return problem_response(Problem::unauthorized);
    }
    if (!may(identity->role, admission.route)) {
        return problem_response(Problem::role_forbidden);
    }
    if (!admission.tenant.empty() && admission.tenant != identity->tenant) {
        return problem_response(Problem::role_forbidden, "the token belongs to another tenant");
    }
    if (admission.route == Route::tenant_change &&
        !same_name(media_type(head.field("Content-Type")), "application/json")) {
        return problem_response(Problem::unsupported_media_type, "settings are application/json");
    }
    admission.identity = *identity;
    return admission.route == Route::batches ? refuse_batch_head(*identity, head) : std::nullopt;
}

std::optional<Admission> Api::admit(const Request& head, Response& refusal) {
    bool of_batch = false;
    try {
        Routed routed = route(head.method, head.path);
        if (routed.refusal) {
            refusal = std::move(*routed.refusal);
            return std::nullopt;
        }
        of_batch = routed.admission.route == Route::batches;
        if (auto refused = state_->refuse_head(routed.admission, head)) {
            refusal = std::move(*refused);
        } else {
            return routed.admission;
        }
    } catch (const StorageError& error) {
        refusal = storage_problem(error);
    } catch (const std::exception&) {
        refusal = problem_response(Problem::internal);
    }
    if (of_batch) {
        state_->count_refused(refusal);
    }
    return std::nullopt;
}

void Api::handle(const Admission& admission, const Request& request, const Answer& answer) {
    try {
        state_->handle(state_, admission, request, answer);
    } catch (const StorageError& error) {
        answer(storage_problem(error));
    } catch (const std::exception&) {
        answer(problem_response(Problem::internal));
    }
}

}  // namespace silhouette::ingest
