// Why a credential is refused: words for the log, and a reason for the answer, which says no more.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_REFUSAL_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_REFUSAL_H_

#include <cstdint>
#include <mutex>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/errors.h"

namespace clearway::auth {

// UNAUTHENTICATED with that reason. `why` is for the log; it has nothing of a credential in it.
absl::Status Refuse(rpc::ErrorReason reason, absl::string_view why);

// The status that a client gets instead: the same code and reason in words that are the same for
// all. Others than UNAUTHENTICATED pass as they are.
absl::Status ForTheClient(const absl::Status& refusal);

// The log of refusals: a few lines a second, however many there are, for anybody can cause them.
// Thread-safe.
class RefusalLog {
 public:
  static constexpr int kLinesPerSecond = 10;

  // `what` names the credential as far as it is known ("certificate 4f2a…"), or is empty.
  void Write(absl::Time now, absl::string_view peer, absl::string_view what,
             const absl::Status& refusal);

 private:
  std::mutex mutex_;
  int64_t second_ = 0;
  int lines_ = 0;
  int64_t left_out_ = 0;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_REFUSAL_H_
