#include "common/rpc/testing/named_callers.h"

#include <utility>

#include "common/rpc/errors.h"

namespace clearway::rpc {

void NamedCallers::Put(const std::string& name, auth::Caller caller) {
  std::lock_guard<std::mutex> lock(mutex_);
  callers_[name] = std::make_shared<const auth::Caller>(std::move(caller));
}

absl::StatusOr<std::shared_ptr<const auth::Caller>> NamedCallers::Authenticate(
    const auth::Credentials& credentials, absl::Time /*now*/) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto caller = callers_.find(std::string(credentials.actor));
  if (caller == callers_.end()) {
    return MakeError(absl::StatusCode::kUnauthenticated, type::v1::ERROR_REASON_CREDENTIAL_MISSING,
                     "nobody knows you");
  }
  if (caller->second->roles.empty() && !credentials.identity_suffices) {
    return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_NO_MEMBERSHIP,
                     "the caller is known, but has no active membership");
  }
  return caller->second;
}

absl::Status NamedCallers::Recheck(const auth::Caller& caller, absl::Time /*now*/) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& [name, known] : callers_) {
    if (known.get() == &caller) return absl::OkStatus();
  }
  return RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_RIGHTS_CHANGED,
                    "the caller's rights have changed", absl::ZeroDuration());
}

}  // namespace clearway::rpc
