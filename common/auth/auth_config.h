// Whether a configuration of identity makes sense, before anything is read or opened.
#ifndef CLEARWAY_COMMON_AUTH_AUTH_CONFIG_H_
#define CLEARWAY_COMMON_AUTH_AUTH_CONFIG_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clearway/config/v1/auth.pb.h"

namespace clearway::auth {

// INVALID_ARGUMENT with every mistake, each with its field ("auth.token_issuers[0].issuer must …"),
// a line each.
absl::Status CheckAuthConfig(const config::v1::AuthConfig& config);

// A duration of the configuration, or the default where it is absent.
absl::Duration DurationOr(bool is_set, const google::protobuf::Duration& value,
                          absl::Duration otherwise);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_AUTH_CONFIG_H_
