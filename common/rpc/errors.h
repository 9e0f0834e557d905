// Errors as clients see them: a canonical code, words that say which field, what was wrong and what
// would be right, and google.rpc details (AIP-193) carried as payloads of the absl::Status.
//
//   Violations bad;
//   if (offer.total().units() < 0) bad.Add("offer.total", "must not be negative, e.g. 250000");
//   RETURN_IF_ERROR(bad.ToStatus());
//
// Every error made here carries an ErrorInfo whose reason is the name (without prefix) of a
// clearway.type.v1.ErrorReason and whose domain is "clearway".
#ifndef CLEARWAY_COMMON_RPC_ERRORS_H_
#define CLEARWAY_COMMON_RPC_ERRORS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/type/v1/error_reason.pb.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

using type::v1::ErrorReason;
using Metadata = std::vector<std::pair<std::string, std::string>>;

// A status with an ErrorInfo. `metadata` holds the dynamic parts of the message.
absl::Status MakeError(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                       const Metadata& metadata = {});

// Adds one more google.rpc detail to an error.
absl::Status WithDetail(absl::Status status, const google::protobuf::Message& detail);

// All field violations of one request, answered at once as INVALID_ARGUMENT with BadRequest.
class Violations {
 public:
  // `field` is a path of proto field names: "offer.years[2].quantity". `description` says what is
  // wrong and what would be right; it must not repeat the field's name.
  void Add(absl::string_view field, absl::string_view description,
           ErrorReason reason = type::v1::ERROR_REASON_FIELD_INVALID);
  bool empty() const { return list_.empty(); }
  size_t size() const { return list_.size(); }
  // OK when empty; else the status, whose message states the first violation in words and how many
  // more there are, whose ErrorInfo has the first violation's reason, and whose BadRequest lists
  // all, up to kMaxListed and kMaxListedBytes.
  absl::Status ToStatus() const;

  static constexpr int kMaxListed = 100;
  // gRPC clients refuse a call's trailers above 8 KiB, and details travel there as base64.
  static constexpr size_t kMaxListedBytes = 4 << 10;

 private:
  struct Item {
    std::string field, description;
    ErrorReason reason;
  };
  std::vector<Item> list_;
};

// Client text for a message: in quotes, control characters and what is no UTF-8 escaped, cut after
// `max_bytes` (never inside a UTF-8 character).
std::string Quote(absl::string_view text, size_t max_bytes = 60);

// One violation.
absl::Status InvalidField(absl::string_view field, absl::string_view description,
                          ErrorReason reason = type::v1::ERROR_REASON_FIELD_INVALID);
// NOT_FOUND with ResourceInfo. `name` is a resource name: "offers/abc".
absl::Status NotFound(absl::string_view name);
// ALREADY_EXISTS with ResourceInfo.
absl::Status AlreadyExists(absl::string_view name);
// FAILED_PRECONDITION with PreconditionFailure: `subject` (a resource name) is not as `description`
// says it must be.
absl::Status FailedPrecondition(ErrorReason reason, absl::string_view subject,
                                absl::string_view description);
// ABORTED: the etag given is not the current one.
absl::Status EtagMismatch(absl::string_view name, absl::string_view given,
                          absl::string_view current);
// RESOURCE_EXHAUSTED / UNAVAILABLE with RetryInfo.
absl::Status RetryLater(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                        absl::Duration retry_delay);

// Reads the google.rpc detail of `detail`'s type; false when the status has none.
bool FindDetail(const absl::Status& status, google::protobuf::Message* detail);
// How long RetryInfo says to wait; zero when there is none.
absl::Duration RetryDelayOf(const absl::Status& status);
// The reason of an error made here; ERROR_REASON_UNSPECIFIED for others.
ErrorReason ReasonOf(const absl::Status& status);
// The field paths of an error's BadRequest, in order.
std::vector<std::string> ViolatedFields(const absl::Status& status);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_ERRORS_H_
