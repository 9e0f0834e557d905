// The text of a field's value, as filters write it and indexes keep it.
#ifndef CLEARWAY_COMMON_RESOURCE_FIELD_TEXT_H_
#define CLEARWAY_COMMON_RESOURCE_FIELD_TEXT_H_

#include <string>
#include <vector>

#include "common/resource/field_path.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

// A string itself, an enum's full value name ("STATE_OPEN"; a number that the contract does not
// know in digits), "true" or "false", a number in decimal digits. `index`: the element of a list,
// -1 for a singular field. REQUIRES: the field is no message.
std::string FieldText(const google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor* field, int index = -1);

// The texts at the end of the path: one for a singular field (that of its default, when it is not
// set; none when a message on the way is absent), one for each element of a list, and of the lists
// on the way. REQUIRES: the path ends in a field that is no message, and has no map keys.
std::vector<std::string> PathTexts(const google::protobuf::Message& message, const FieldPath& path);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FIELD_TEXT_H_
