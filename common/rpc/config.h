// Reads a process's configuration (proto/clearway/config/v1/server.proto).
#ifndef CLEARWAY_COMMON_RPC_CONFIG_H_
#define CLEARWAY_COMMON_RPC_CONFIG_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/config/v1/auth.pb.h"
#include "clearway/config/v1/server.pb.h"
#include "common/rpc/limits.h"
#include "common/rpc/quota.h"

namespace clearway::rpc {

// The text of a configuration file: JSON when it begins with "{", else protobuf's text format.
// INVALID_ARGUMENT says where the mistake is. `name` is for messages.
absl::StatusOr<config::v1::ServerConfig> ParseConfig(absl::string_view text,
                                                     absl::string_view name);

// Reads and parses a file. NOT_FOUND when it cannot be read.
absl::StatusOr<config::v1::ServerConfig> ReadConfig(const std::string& path);
// The same for a file with its `auth` alone.
absl::StatusOr<config::v1::AuthConfig> ReadAuthConfig(const std::string& path);

// The defaults with what the configuration says. INVALID_ARGUMENT for a limit that is negative or
// above what makes sense.
absl::StatusOr<Limits> LimitsFrom(const config::v1::Limits& config);

// The same for what one actor may take (quota.h). INVALID_ARGUMENT names the field.
absl::StatusOr<QuotaOptions> QuotasFrom(const config::v1::Quotas& config);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CONFIG_H_
