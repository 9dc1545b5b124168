// Law 2: content cannot be represented. Walks every message that the schema reaches.
#include <google/protobuf/descriptor.h>

#include <functional>
#include <set>
#include <string>

#include "silhouette/v1/batch.pb.h"
#include "silhouette/v1/range.pb.h"
#include "silhouette/v1/settings.pb.h"
#include "tests/catch.h"

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The whole list. A field that is added here has to be argued for in docs/wire.md.
const std::set<std::string> kShippedNamesAndConfiguredStrings = {
    "silhouette.v1.NameColumns.text", "silhouette.v1.BatchHeader.tenant", "silhouette.v1.BatchHeader.app",
    "silhouette.v1.BatchHeader.app_version", "silhouette.v1.BatchHeader.sdk_version"};
const std::set<std::string> kRandomIdsAndHashes = {
    "silhouette.v1.BatchHeader.batch_id", "silhouette.v1.BatchHeader.session_id",
    "silhouette.v1.SessionStart.erasure_hash", "silhouette.v1.Acknowledgement.batch_id"};

void for_each_field(const std::function<void(const FieldDescriptor&)>& visit) {
    std::set<const Descriptor*> seen;
    const std::function<void(const Descriptor*)> walk = [&](const Descriptor* message) {
        if (!seen.insert(message).second) {
            return;
        }
        for (int i = 0; i < message->field_count(); ++i) {
            visit(*message->field(i));
            if (message->field(i)->message_type()) {
                walk(message->field(i)->message_type());
            }
        }
    };
    // Not only what is reachable from a batch: whatever the files define.
    for (const auto* root : {silhouette::v1::Batch::descriptor(), silhouette::v1::Settings::descriptor()}) {
        for (int i = 0; i < root->file()->message_type_count(); ++i) {
            walk(root->file()->message_type(i));
        }
    }
}

}  // namespace

TEST_CASE("strings are shipped names or configured by the host, bytes are random ids or hashes") {
    std::set<std::string> strings, bytes;
    for_each_field([&](const FieldDescriptor& field) {
        if (field.type() == FieldDescriptor::TYPE_STRING) {
            strings.insert(std::string(field.full_name()));
        }
        if (field.type() == FieldDescriptor::TYPE_BYTES) {
            bytes.insert(std::string(field.full_name()));
        }
    });
    CHECK(strings == kShippedNamesAndConfiguredStrings);
    CHECK(bytes == kRandomIdsAndHashes);
}

TEST_CASE("there are no types that hide content: maps, any, groups, floats, fixed-width numbers") {
    for_each_field([](const FieldDescriptor& field) {
        INFO(std::string(field.full_name()));
        CHECK_FALSE(field.is_map());
        CHECK(field.type() != FieldDescriptor::TYPE_GROUP);
        const std::set<FieldDescriptor::CppType> allowed = {
            FieldDescriptor::CPPTYPE_UINT32, FieldDescriptor::CPPTYPE_UINT64, FieldDescriptor::CPPTYPE_INT32,
            FieldDescriptor::CPPTYPE_BOOL,   FieldDescriptor::CPPTYPE_ENUM,   FieldDescriptor::CPPTYPE_STRING,
            FieldDescriptor::CPPTYPE_MESSAGE};
        CHECK(allowed.count(field.cpp_type()) == 1);
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            CHECK(std::string(field.message_type()->file()->package()) == "silhouette.v1");
        }
    });
}

TEST_CASE("every number, string and list states its range") {
    for_each_field([](const FieldDescriptor& field) {
        INFO(std::string(field.full_name()));
        const auto& range = field.options().GetExtension(silhouette::v1::range);
        if (field.is_repeated()) {
            CHECK(range.max_items() > 0);
        }
        switch (field.cpp_type()) {
            case FieldDescriptor::CPPTYPE_UINT32:
            case FieldDescriptor::CPPTYPE_UINT64:
                CHECK(range.max() > 0);
                break;
            case FieldDescriptor::CPPTYPE_INT32:
                CHECK(field.type() == FieldDescriptor::TYPE_SINT32);
                CHECK(range.signed_max() > range.signed_min());
                break;
            case FieldDescriptor::CPPTYPE_STRING:
                CHECK(range.max_length() > 0);
                CHECK(range.max_length() <= 128);
                break;
            default:
                break;
        }
    });
}
