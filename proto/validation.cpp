#include "proto/validation.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <utility>

#include "silhouette/v1/range.pb.h"

namespace silhouette::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using silhouette::v1::Range;

bool length_fits(const Range& range, const std::string& text) {
    return text.size() >= range.min_length() && text.size() <= range.max_length();
}

class Walk {
  public:
    Validation result;

    void visit(Message& message, const std::string& path) {
        const Reflection& reflection = *message.GetReflection();
        result.unknown += static_cast<std::uint64_t>(reflection.GetUnknownFields(message).field_count());
        reflection.MutableUnknownFields(&message)->Clear();
        const auto* descriptor = message.GetDescriptor();
        for (int i = 0; i < descriptor->field_count() && result.field.empty(); ++i) {
            visit_field(message, reflection, *descriptor->field(i), path);
        }
    }

  private:
    void visit_field(Message& message, const Reflection& reflection, const FieldDescriptor& field,
                     const std::string& path) {
        const Range& range = field.options().GetExtension(silhouette::v1::range);
        const std::string here = path.empty() ? std::string(field.name()) : path + "." + std::string(field.name());
        if (field.is_repeated()) {
            const int count = reflection.FieldSize(message, &field);
            if (std::cmp_greater(count, range.max_items())) {
                result.field = here;
                return;
            }
            for (int i = 0; i < count && result.field.empty(); ++i) {
                if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
                    visit(*reflection.MutableRepeatedMessage(&message, &field, i), here);
                } else if (!repeated_fits(message, reflection, field, range, i)) {
                    result.field = here;
                }
            }
            return;
        }
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            if (reflection.HasField(message, &field)) {
                visit(*reflection.MutableMessage(&message, &field), here);
            }
        } else if (!single_fits(message, reflection, field, range)) {
            result.field = here;
        }
    }

    bool known_enum(const FieldDescriptor& field, int value) {
        if (!field.enum_type()->FindValueByNumber(value)) {
            ++result.unknown;
        }
        return true;
    }

    bool repeated_fits(const Message& message, const Reflection& reflection, const FieldDescriptor& field,
                       const Range& range, int i) {
        switch (field.cpp_type()) {
            case FieldDescriptor::CPPTYPE_UINT32: {
                const auto value = reflection.GetRepeatedUInt32(message, &field, i);
                return value >= range.min() && value <= range.max();
            }
            case FieldDescriptor::CPPTYPE_INT32: {
                const auto value = reflection.GetRepeatedInt32(message, &field, i);
                return value >= range.signed_min() && value <= range.signed_max();
            }
            case FieldDescriptor::CPPTYPE_STRING: {
                std::string scratch;
                return length_fits(range, reflection.GetRepeatedStringReference(message, &field, i, &scratch));
            }
            case FieldDescriptor::CPPTYPE_ENUM:
                return known_enum(field, reflection.GetRepeatedEnumValue(message, &field, i));
            default:
                return false;  // a type the schema has no rule for
        }
    }

    bool single_fits(const Message& message, const Reflection& reflection, const FieldDescriptor& field,
                     const Range& range) {
        switch (field.cpp_type()) {
            case FieldDescriptor::CPPTYPE_UINT32: {
                const auto value = reflection.GetUInt32(message, &field);
                return value >= range.min() && value <= range.max();
            }
            case FieldDescriptor::CPPTYPE_UINT64: {
                const auto value = reflection.GetUInt64(message, &field);
                return value >= range.min() && value <= range.max();
            }
            case FieldDescriptor::CPPTYPE_STRING: {
                std::string scratch;
                return length_fits(range, reflection.GetStringReference(message, &field, &scratch));
            }
            case FieldDescriptor::CPPTYPE_ENUM:
                return known_enum(field, reflection.GetEnumValue(message, &field));
            case FieldDescriptor::CPPTYPE_BOOL:
                return true;
            default:
                return false;
        }
    }
};

}  // namespace

Validation validate_ranges(Message& message) {
    Walk walk;
    walk.visit(message, "");
    return walk.result;
}

Validation validate(silhouette::v1::Batch& batch) {
    Validation result = validate_ranges(batch);
    if (result && !batch.has_header()) {
        result.field = "header";
    }
    if (result) {
        result.field = validate_columns(batch).field;
    }
    return result;
}

}  // namespace silhouette::wire
