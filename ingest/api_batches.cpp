// What clients in apps bring: batches.
#include <chrono>
#include <ctime>
#include <utility>

#include "ingest/api_state.h"
#include "ingest/batch_door.h"
#include "silhouette/v1/settings.pb.h"

namespace silhouette::ingest {
namespace {

constexpr const char* kProtobuf = "application/x-protobuf";

std::optional<Response> refusal_of(const CheckedBatch& checked) {
    switch (checked.refusal) {
        case Refusal::none:
            return std::nullopt;
        case Refusal::too_large:
            return problem_response(Problem::too_large, "more than 1 MiB when opened");
        case Refusal::damaged:
            return problem_response(Problem::damaged_batch);
        case Refusal::unknown_dictionary:
            return problem_response(Problem::unknown_dictionary);
        case Refusal::invalid:
            return problem_response(Problem::invalid_batch, {}, {{"field", checked.field}});
    }
    return problem_response(Problem::internal);
}

std::uint64_t items_of(const silhouette::v1::Batch& batch) {
    std::uint64_t items = 0;
    for (const auto& frame : batch.frames()) {
        items += static_cast<std::uint64_t>(frame.kinds_size());
    }
    return items;
}

}  // namespace

void Api::State::count_refused(const Response& refusal) {
    for (const ProblemType& type : problem_types()) {
        if (type.status == refusal.status &&
            refusal.body.find("problems/" + std::string(type.slug) + '"') != std::string::npos) {
            metrics.batch_refused(type.problem);
        }
    }
}

void Api::State::store_batch(const std::shared_ptr<State>& self, const Identity& identity, const Request& request,
                             Answer answer) {
    const auto begin = std::chrono::steady_clock::now();
    const auto refuse = [&](Response refusal) {
        count_refused(refusal);
        answer(std::move(refusal));
    };
    CheckedBatch checked = check_batch(request.body);
    if (auto refusal = refusal_of(checked)) {
        refuse(std::move(*refusal));
        return;
    }
    if (checked.id != BatchId::from_text(request.field("Idempotency-Key"))) {
        refuse(problem_response(Problem::batch_id_mismatch));
        return;
    }
    if (checked.batch.header().tenant() != identity.tenant) {
        refuse(problem_response(Problem::tenant_mismatch));
        return;
    }
    LogEntry entry;
    entry.tenant = identity.tenant;
    entry.batch = checked.id;
    entry.session = checked.session;
    entry.number = checked.batch.header().batch_number();
    entry.received = std::time(nullptr);
    entry.body = std::move(checked.stored);
    const std::uint64_t bytes = entry.body.size();
    const std::uint64_t items = items_of(checked.batch);
    const RecordedUnder recorded{checked.batch.header().allowed_since(),
                                 static_cast<std::int64_t>(checked.batch.header().started())};
    writer.store(std::move(entry), summarize(checked.batch), recorded,
                 [self, begin, bytes, items, unknown = checked.unknown_fields, id = checked.id,
                  tenant = identity.tenant, answer = std::move(answer)](Outcome outcome) {
                     if (outcome == Outcome::stored) {
                         self->metrics.batch_stored(items, bytes, unknown);
                     } else if (outcome == Outcome::duplicate) {
                         self->metrics.batch_duplicate();
                     }
                     Response response = self->answer_batch(outcome, tenant, id);
                     if (response.status != 200) {
                         self->count_refused(response);
                     }
                     self->metrics.batch_answered(std::chrono::steady_clock::now() - begin);
                     answer(std::move(response));
                 });
}

Response Api::State::answer_batch(Outcome outcome, const std::string& tenant, const BatchId& id) {
    switch (outcome) {
        case Outcome::stored:
        case Outcome::duplicate: {
            silhouette::v1::Acknowledgement acknowledgement;
            acknowledgement.set_batch_id(std::string(id.bytes()));
            try {
                if (const auto settings = folder.tenants().settings(tenant)) {
                    fill(*acknowledgement.mutable_settings(), *settings);
                }
            } catch (const StorageError&) {
                // The batch is durable, and that is what is acknowledged; the verdict comes another way.
                acknowledgement.clear_settings();
            }
            return {200, kProtobuf, {}, acknowledgement.SerializeAsString()};
        }
        case Outcome::tenant_off:
            return problem_response(Problem::tenant_off, {}, {{"batch", id.text()}});
        case Outcome::tenant_was_off:
            return problem_response(Problem::tenant_off, "the tenant was off since this was recorded",
                                    {{"batch", id.text()}});
        case Outcome::erased:
            return problem_response(Problem::session_erased);
        case Outcome::no_space:
            return problem_response(Problem::storage_full);
        case Outcome::read_only:
            return problem_response(Problem::storage_read_only);
        case Outcome::unavailable:
            return problem_response(Problem::storage_unavailable);
        case Outcome::busy:
            return problem_response(Problem::busy);
        case Outcome::draining:
            return problem_response(Problem::draining);
        case Outcome::not_there:  // of erasures only
            break;
    }
    return problem_response(Problem::internal);
}

}  // namespace silhouette::ingest
