// An authenticator for tests of what callers may see and do: whoever names one of its callers in
// the metadata "clearway-actor" is that caller, and whoever names none may do everything.
#ifndef CLEARWAY_COMMON_RPC_TESTING_ACTOR_AUTHENTICATOR_H_
#define CLEARWAY_COMMON_RPC_TESTING_ACTOR_AUTHENTICATOR_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/auth/authenticator.h"

namespace clearway::rpc {

// Thread-safe.
class ActorAuthenticator : public auth::Authenticator {
 public:
  // By its `actor`, which a client's ClientCredentials name.
  void Add(auth::Caller caller) {
    std::lock_guard<std::mutex> lock(mutex_);
    const std::string actor = caller.actor;
    callers_[actor] = std::make_shared<auth::Caller>(std::move(caller));
  }

  absl::StatusOr<std::shared_ptr<const auth::Caller>> Authenticate(
      const auth::Credentials& credentials, absl::Time /*now*/) override {
    if (credentials.actor.empty()) return anybody_;
    std::lock_guard<std::mutex> lock(mutex_);
    const auto caller = callers_.find(std::string(credentials.actor));
    if (caller == callers_.end()) return absl::UnauthenticatedError("nobody of that name");
    return caller->second;
  }
  absl::Status Recheck(const auth::Caller& /*caller*/, absl::Time /*now*/) override {
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<const auth::Caller> anybody_ =
      std::make_shared<auth::Caller>(auth::Caller::Unrestricted("actors/anonymous"));
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const auth::Caller>> callers_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_ACTOR_AUTHENTICATOR_H_
