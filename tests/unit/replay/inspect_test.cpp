#include "replay/inspect.h"

#include "tests/catch.h"
#include "tests/unit/replay/made_session.h"

using namespace silhouette::replay;
using namespace silhouette::replay::test;

namespace {

// How many scalar fields are set in the message, and below it.
std::size_t set_fields(const google::protobuf::Message& message) {
    std::size_t count = 0;
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const auto* field : fields) {
        const bool is_message = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE;
        if (field->is_repeated() && is_message) {
            for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
                count += set_fields(message.GetReflection()->GetRepeatedMessage(message, field, i));
            }
        } else if (is_message) {
            count += set_fields(message.GetReflection()->GetMessage(message, field));
        } else {
            ++count;
        }
    }
    return count;
}

std::size_t leaves(const nlohmann::ordered_json& value) {
    std::size_t count = 0;
    for (const auto& part : value) {
        count += part.is_structured() ? leaves(part) : 1;
    }
    return count;
}

}  // namespace

TEST_CASE("every field of a batch is told") {
    for (const auto& batch : orders_session()) {
        const auto document = batch_json(batch);
        CHECK(leaves(document) >= set_fields(batch));
        CHECK(document.at("header").at("session_id") == std::string(32, '1'));
        CHECK(document.at("header").at("app_version") == "1.2");
    }
    const auto first = batch_json(orders_session().front());
    CHECK(first.at("frames")[0].at("session_start").at("erasure_hash").get<std::string>().size() == 64);
    CHECK(first.at("frames")[0].at("items").size() == 7);
    CHECK(first.at("frames")[0].at("elements").size() == first.at("frames")[0].at("elements").back().at("number"));
}

TEST_CASE("the words say what the document says") {
    const std::string text = batch_text(orders_session().front());
    for (const char* part : {"Batch 0", "tenant: acme", "platform: linux", "customersPage", "item click", "x not told",
                             "keypad", "erasure hash"}) {
        INFO(part);
        CHECK(text.find(part) != std::string::npos);
    }
}
