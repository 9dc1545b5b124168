// What people ask for: sessions, exports, erasure, tenants, health, pages.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/api_state.h"
#include "ingest/limits.h"
#include "ingest/pages.h"
#include "ingest/session_list.h"
#include "proto/hex.h"
#include "replay/export.h"

namespace silhouette::ingest {
namespace {

using Route = Admission::Route;

Response text(std::string body) {
    return {200, "text/plain; charset=utf-8", {}, std::move(body)};
}

Response json(std::string body) {
    return {200, "application/json", {{"Cache-Control", "no-store"}}, std::move(body)};
}

std::string delimited(const std::vector<silhouette::v1::Batch>& batches) {
    std::string bytes;
    {
        google::protobuf::io::StringOutputStream stream(&bytes);
        google::protobuf::io::CodedOutputStream coded(&stream);
        for (const auto& batch : batches) {
            google::protobuf::util::SerializeDelimitedToCodedStream(batch, &coded);
        }
    }
    return bytes;
}

Response erased(Outcome outcome) {
    switch (outcome) {
        case Outcome::erased:
            return {204, {}, {}, {}};
        case Outcome::not_there:
            return problem_response(Problem::not_found);
        case Outcome::no_space:
            return problem_response(Problem::storage_full);
        case Outcome::read_only:
            return problem_response(Problem::storage_read_only);
        case Outcome::busy:
            return problem_response(Problem::busy);
        case Outcome::draining:
            return problem_response(Problem::draining);
        default:
            return problem_response(Problem::storage_unavailable);
    }
}

}  // namespace

void Api::State::handle(const std::shared_ptr<State>& self, const Admission& admission, const Request& request,
                        const Answer& answer) {
    switch (admission.route) {
        case Route::health:
            answer(text("ok\n"));
            return;
        case Route::readiness:
            answer(readiness());
            return;
        case Route::metrics:
            answer({200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    {},
                    metrics.text({folder.projection().session_count(), writer.commits(), writer.erasures(),
                                  watch.waiting(),
                                  folder.projection().books(std::time(nullptr) - limits::kClientsKeepSeconds)})});
            return;
        case Route::page:
            answer(page(request.path));
            return;
        case Route::batches:
            store_batch(self, admission.identity, request, answer);
            return;
        case Route::settings:
            settings(admission.identity, request, answer);
            return;
        case Route::session_list:
        case Route::session_export:
        case Route::session_batches:
            read(admission, request, answer);
            return;
        case Route::session_erase:
            erase(self, admission, request, answer);
            return;
        case Route::tenant_list: {
            const auto own = folder.tenants().settings(admission.identity.tenant);
            answer(json(tenants_json(own ? std::vector{*own} : std::vector<TenantSettings>())));
            return;
        }
        case Route::tenant_settings:
            tenant_settings(admission.identity, request, answer);
            return;
        case Route::tenant_change:
            answer(change_settings(admission, request));
            return;
        case Route::tenant_audit:
            answer(audit(admission.tenant));
            return;
    }
}

Response Api::State::readiness() {
    if (draining) {
        return problem_response(Problem::draining);
    }
    folder.tenants().list();
    folder.projection().applied();
    return text("ready\n");
}

void Api::State::read(const Admission& admission, const Request& request, const Answer& answer) {
    const bool taken = reading.run([this, admission, request, answer] {
        Response response;
        try {
            response = read_now(admission, request);
        } catch (const StorageError& error) {
            response = storage_problem(error);
        } catch (const std::exception&) {
            response = problem_response(Problem::internal);
        }
        answer(std::move(response));
    });
    if (!taken) {
        answer(problem_response(Problem::busy));
    }
}

Response Api::State::read_now(const Admission& admission, const Request& request) {
    const auto settings = folder.tenants().settings(admission.identity.tenant);
    if (!settings) {
        return problem_response(Problem::not_found);
    }
    const TenantStore store = folder.store(*settings);
    if (admission.route == Route::session_list) {
        return json(sessions_json(store.sessions()));
    }
    std::optional<replay::Format> format;
    if (admission.route == Route::session_export) {
        format = replay::format_of(request.parameter("format"));
        if (!format) {
            return problem_response(Problem::malformed_request, "format is html, rrweb or jsonl");
        }
    }
    const auto batches = store.batches(*admission.session);
    if (batches.empty()) {
        return problem_response(Problem::not_found, "no such session");
    }
    if (!format) {
        return {200, "application/x-protobuf-seq", {{"Cache-Control", "no-store"}}, delimited(batches)};
    }
    // A page that holds its scripts inside must not run with this site's rights: it is a file to be saved.
    return {200,
            std::string(replay::content_type(*format)),
            {{"Cache-Control", "no-store"}, {"Content-Disposition", "attachment"}},
            replay::export_session(replay::read_session(batches), *format)};
}

// Whose session it is, if anybody's, is decided by the writer, behind the batches that wait there. The answer to a
// wrong secret and to an unknown session is one, and takes the same way.
void Api::State::erase(const std::shared_ptr<State>& self, const Admission& admission, const Request& request,
                       Answer answer) {
    std::string secret(limits::kErasureSecretBytes, '\0');
    if (!wire::from_hex(request.field("Silhouette-Erasure-Secret"), std::as_writable_bytes(std::span(secret)))) {
        metrics.erasure_refused();
        answer(problem_response(Problem::not_found));
        return;
    }
    writer.erase({admission.identity.tenant, *admission.session, std::move(secret),
                  [self, answer = std::move(answer)](Outcome outcome) {
                      if (outcome == Outcome::erased) {
                          self->metrics.session_erased();
                      } else if (outcome == Outcome::not_there) {
                          self->metrics.erasure_refused();
                      }
                      answer(erased(outcome));
                  }});
}

Response Api::State::change_settings(const Admission& admission, const Request& request) {
    const auto change = settings_change_of(request.body);
    if (!change) {
        return problem_response(Problem::malformed_request,
                                "settings are one or more of \"allowed\": true or false, \"sampling\": 0 to 1000,"
                                " \"name_gate\": 0 to 10000");
    }
    const Actor actor{"admin", admission.identity.key};
    const auto after = folder.tenants().change(admission.tenant, *change, actor);
    watch.notify();
    return after ? json(tenant_json(*after)) : problem_response(Problem::not_found);
}

}  // namespace silhouette::ingest
