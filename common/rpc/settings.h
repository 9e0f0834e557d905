// What a service's process was told: flags before the configuration file before defaults. Private
// to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_SETTINGS_H_
#define CLEARWAY_COMMON_RPC_SETTINGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "clearway/config/v1/auth.pb.h"
#include "clearway/config/v1/secrets.pb.h"
#include "common/rpc/client_credentials.h"
#include "common/rpc/main.h"
#include "common/rpc/server.h"

namespace clearway::rpc {

struct Settings {
  std::string config_file;  // empty: none
  std::string data_root;    // of all services
  std::string data_dir;     // the store's
  int64_t min_free_disk_bytes = 128 << 20;
  std::string metrics_listen;   // "none": none
  ServerOptions server;         // without the authenticator
  config::v1::AuthConfig auth;  // used with TLS
  // How this service calls others: with its own certificate.
  ClientCredentials peers;
  absl::optional<config::v1::Secrets> secrets;  // how it comes by keys for what is personal
  absl::Duration drain_patience = absl::Seconds(10);
  absl::Duration audit_retention = absl::InfiniteDuration();
  std::map<std::string, std::string> extra;  // of ServerMainOptions::extra_flags
};

// What --help prints.
std::string HelpText(const ServerMainOptions& options);

// Flags with a value and those without, as ParseFlags (flags.h) takes them.
std::vector<std::string> KnownFlags(const ServerMainOptions& options);
std::vector<std::string> KnownSwitches();

// INVALID_ARGUMENT, NOT_FOUND or FAILED_PRECONDITION with what to do: a configuration that cannot
// be read, a value that makes no sense, a server that would be open, certificates that cannot be
// used. Sets the log level.
absl::StatusOr<Settings> ReadSettings(const ServerMainOptions& options,
                                      const std::map<std::string, std::string>& flags);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_SETTINGS_H_
