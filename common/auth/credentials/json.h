// JSON objects from strangers: tokens' headers and claims, key sets, provider metadata.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_JSON_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_JSON_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"

namespace clearway::auth {

// INVALID_ARGUMENT for what is no single JSON object, is no UTF-8, is nested more than protobuf's
// parser allows (100 levels), or names a member twice at any level (two readers could then read two
// things). The caller bounds the size.
absl::StatusOr<google::protobuf::Struct> ParseJsonObject(absl::string_view text);

// The member if it is a string; null when it is absent or something else.
const std::string* StringMember(const google::protobuf::Struct& object, const std::string& name);

// The member if it is a number; nullopt when it is absent or something else.
absl::optional<double> NumberMember(const google::protobuf::Struct& object,
                                    const std::string& name);

bool HasMember(const google::protobuf::Struct& object, const std::string& name);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_JSON_H_
