#include "common/auth/credentials/refusal.h"

#include <string>

#include "clearway/type/v1/error_reason.pb.h"
#include "common/rpc/log.h"

namespace clearway::auth {
namespace {

absl::string_view Words(rpc::ErrorReason reason) {
  switch (reason) {
    case type::v1::ERROR_REASON_CREDENTIAL_MISSING:
      return "who is calling is not known: show a client certificate, or a bearer token in the "
             "metadata \"authorization\"";
    case type::v1::ERROR_REASON_CREDENTIAL_EXPIRED:
      return "the credential has expired, or is not valid yet";
    case type::v1::ERROR_REASON_CREDENTIAL_REVOKED:
      return "the credential has been revoked";
    default:
      return "the credential is not valid here";
  }
}

}  // namespace

absl::Status Refuse(rpc::ErrorReason reason, absl::string_view why) {
  return rpc::MakeError(absl::StatusCode::kUnauthenticated, reason, why);
}

absl::Status ForTheClient(const absl::Status& refusal) {
  if (!absl::IsUnauthenticated(refusal)) return refusal;
  const rpc::ErrorReason reason = rpc::ReasonOf(refusal);
  return rpc::MakeError(absl::StatusCode::kUnauthenticated, reason, Words(reason));
}

void RefusalLog::Write(absl::Time now, absl::string_view peer, absl::string_view what,
                       const absl::Status& refusal) {
  int64_t left_out = 0;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const int64_t second = absl::ToUnixSeconds(now);
    if (second != second_) {
      second_ = second;
      lines_ = 0;
    }
    if (lines_ == kLinesPerSecond) {
      ++left_out_;
      return;
    }
    ++lines_;
    left_out = left_out_;
    left_out_ = 0;
  }
  rpc::Log(rpc::LogLevel::kWarning, "caller refused",
           {{"peer", peer},
            {"credential", what},
            {"reason", type::v1::ErrorReason_Name(rpc::ReasonOf(refusal))},
            {"why", std::string(refusal.message())},
            {"left_out_before", left_out}});
}

}  // namespace clearway::auth
