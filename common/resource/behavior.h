// google.api.field_behavior, as the collection obeys it (AIP-203).
#ifndef CLEARWAY_COMMON_RESOURCE_BEHAVIOR_H_
#define CLEARWAY_COMMON_RESOURCE_BEHAVIOR_H_

#include <string>
#include <vector>

#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

// Whether the field declares this behaviour. Looks into the field's options: ask at start, or on
// writes, not on each read.
bool HasBehavior(const google::protobuf::FieldDescriptor* field,
                 google::api::FieldBehavior behavior);

// Clears every OUTPUT_ONLY field, at any depth.
void ClearOutputOnly(google::protobuf::Message* message);

// Copies every OUTPUT_ONLY field of `from` into `to`, in the message itself and in those messages
// within it that both have: singular ones, entries of a map with the same key, elements of a list
// with the same `string id` (without one, elements have nothing to keep theirs by).
void KeepOutputOnly(const google::protobuf::Message& from, google::protobuf::Message* to);

// The path of an IMMUTABLE field whose value differs, in the message itself or a singular
// sub-message that both have; "" when there is none.
std::string ChangedImmutable(const google::protobuf::Message& before,
                             const google::protobuf::Message& after);

// Whether a field has equal values in two messages of one type. An absent sub-message equals an
// empty one.
bool SameValue(const google::protobuf::Message& a, const google::protobuf::Message& b,
               const google::protobuf::FieldDescriptor* field);

// Copies whole fields, present or not, between messages of one type.
void CopyFields(const google::protobuf::Message& from,
                const std::vector<const google::protobuf::FieldDescriptor*>& fields,
                google::protobuf::Message* to);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_BEHAVIOR_H_
