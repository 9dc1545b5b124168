#include "ingest/batch_door.h"

#include <google/protobuf/stubs/logging.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <unordered_map>

#include "privacy/grammar/name_grammar.h"
#include "proto/envelope/envelope.h"
#include "proto/fields.h"
#include "proto/validation.h"

namespace silhouette::ingest {
namespace {

Refusal refusal_of(envelope::Error error) {
    switch (error) {
        case envelope::Error::too_large:
            return Refusal::too_large;
        case envelope::Error::unknown_dictionary:
            return Refusal::unknown_dictionary;
        default:
            return Refusal::damaged;
    }
}

// Whether what the batch tells as the beginning of a composed name can be one. Names that came in an earlier batch are
// not at hand here, where batches come in any order.
bool has_prefixes_only(const silhouette::v1::Batch& batch) {
    std::unordered_map<std::uint32_t, std::string_view> names;
    for (const auto& frame : batch.frames()) {
        std::uint32_t number = frame.names().first();
        for (const auto& name : frame.names().text()) {
            names.emplace(number++, name);
        }
    }
    for (const auto& frame : batch.frames()) {
        const auto& elements = frame.elements();
        for (int row = 0; row < elements.names_size(); ++row) {
            if ((elements.flags(row) & wire::kElementNameIsPrefix) != 0) {
                const auto name = names.find(elements.names(row));
                if (name != names.end() && !grammar::is_prefix(name->second)) {
                    return false;
                }
            }
        }
    }
    return true;
}

// The field that breaks the grammar of strings; empty when all keep it. Ranges have been checked before.
std::string broken_grammar(const silhouette::v1::Batch& batch) {
    const auto& header = batch.header();
    if (!grammar::is_configured(header.tenant())) {
        return "header.tenant";
    }
    if (!grammar::is_app_id(header.app())) {
        return "header.app";
    }
    if (!header.app_version().empty() && !grammar::is_configured(header.app_version())) {
        return "header.app_version";
    }
    if (!grammar::is_configured(header.sdk_version())) {
        return "header.sdk_version";
    }
    for (const auto& frame : batch.frames()) {
        for (const auto& name : frame.names().text()) {
            if (!grammar::is_wire_name(name)) {
                return "frames.names.text";
            }
        }
    }
    return has_prefixes_only(batch) ? std::string() : "frames.names.text";
}

CheckedBatch refuse(Refusal refusal, std::string field = {}) {
    CheckedBatch result;
    result.refusal = refusal;
    result.field = std::move(field);
    return result;
}

}  // namespace

CheckedBatch check_batch(std::string_view body) {
    // libprotobuf would write a line to standard error for each damaged string: a log that strangers can fill.
    [[maybe_unused]] static const auto before = google::protobuf::SetLogHandler(nullptr);
    envelope::Error error = envelope::Error::none;
    const auto plain = envelope::open(std::as_bytes(std::span(body.data(), body.size())), error);
    if (!plain) {
        return refuse(refusal_of(error));
    }
    CheckedBatch result;
    if (!result.batch.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
        return refuse(Refusal::damaged);
    }
    const wire::Validation validation = wire::validate(result.batch);
    if (!validation) {
        return refuse(Refusal::invalid, validation.field);
    }
    if (auto field = broken_grammar(result.batch); !field.empty()) {
        return refuse(Refusal::invalid, std::move(field));
    }
    const auto id = BatchId::from_bytes(result.batch.header().batch_id());
    const auto session = SessionId::from_bytes(result.batch.header().session_id());
    if (!id || !session) {
        return refuse(Refusal::invalid, id ? "header.session_id" : "header.batch_id");
    }
    result.id = *id;
    result.session = *session;
    result.unknown_fields = validation.unknown;
    // Unknown fields, and values that a later one of the same field hides, are not kept: what is stored can say nothing
    // that the schema does not.
    const std::string known = result.batch.SerializeAsString();
    if (known.size() == plain->size() && std::memcmp(known.data(), plain->data(), known.size()) == 0) {
        result.stored = body;
    } else {
        const auto sealed = envelope::seal(std::as_bytes(std::span(known)));
        if (sealed.empty()) {
            return refuse(Refusal::too_large);
        }
        result.stored.assign(reinterpret_cast<const char*>(sealed.data()), sealed.size());
    }
    return result;
}

}  // namespace silhouette::ingest
