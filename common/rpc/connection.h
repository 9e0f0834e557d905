// Where the services are and as whom to call them, from what a user was told to give: flags, the
// environment, a profile file. What every client program uses, so that all take the same.
//
//   flag                 environment                in the profile
//   --profile FILE       CLEARWAY_PROFILE
//   --cooperation ADDR   CLEARWAY_COOPERATION       services["cooperation"]    (each service its
//   own)
//   --ca FILE            CLEARWAY_CA                authority_file
//   --certificate FILE   CLEARWAY_CERTIFICATE       certificate_file
//   --key FILE           CLEARWAY_KEY               key_file
//   --token-file FILE    CLEARWAY_TOKEN_FILE        token_file
//   --actor NAME         CLEARWAY_ACTOR             actor
//
// A flag counts for more than the environment, and that for more than the profile. Whoever gives a
// certificate or a token says all of who they are: the profile's certificate, token and actor are
// then not used. Without a profile given, the one that deploy/up wrote is read when there is one.
#ifndef CLEARWAY_COMMON_RPC_CONNECTION_H_
#define CLEARWAY_COMMON_RPC_CONNECTION_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/rpc/client_credentials.h"

namespace clearway::rpc {

// Empty: not given.
struct ConnectionFlags {
  std::string profile;                           // "none": no profile
  std::map<std::string, std::string> addresses;  // by service
  std::string ca, certificate, key, token_file, actor;
};

struct Connection {
  std::map<std::string, std::string> addresses;  // by service; what is not here has its default
  ClientCredentials credentials;
};

// The environment: nothing for a variable that is not set.
using Environment = std::function<absl::optional<std::string>(const std::string& name)>;
Environment ProcessEnvironment();

// INVALID_ARGUMENT says which file of a profile is wrong, and how. `services` are those that may
// have an address. Files other than the profile are not read here.
absl::StatusOr<Connection> ResolveConnection(const ConnectionFlags& flags,
                                             const std::vector<std::string>& services,
                                             const Environment& environment);

// Where deploy/up writes its profile when it is not told another folder; empty when there is no
// home directory.
std::string DefaultProfile(const Environment& environment);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CONNECTION_H_
