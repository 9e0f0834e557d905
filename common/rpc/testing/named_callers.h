// An authenticator for tests of permission and visibility: callers that the test makes, each known
// by a name that its client sends as the actor to act for (ClientCredentials::actor).
#ifndef CLEARWAY_COMMON_RPC_TESTING_NAMED_CALLERS_H_
#define CLEARWAY_COMMON_RPC_TESTING_NAMED_CALLERS_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "common/auth/authenticator.h"

namespace clearway::rpc {

// Thread-safe. Who is not known, or gives no name, is UNAUTHENTICATED.
class NamedCallers final : public auth::Authenticator {
 public:
  // `name` has the form of an actor's: "actors/anna".
  void Put(const std::string& name, auth::Caller caller);

  absl::StatusOr<std::shared_ptr<const auth::Caller>> Authenticate(
      const auth::Credentials& credentials, absl::Time now) override;
  // Who has been put there anew must come again.
  absl::Status Recheck(const auth::Caller& caller, absl::Time now) override;

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const auth::Caller>> callers_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_NAMED_CALLERS_H_
