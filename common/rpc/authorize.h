// The step before every handler: may this caller do this? What the answer is follows from one line
// of the permission table (common/auth/permissions.h), which each method must have.
//
//   role       asked of every call, before its bytes are looked at: a caller of no role that may
//              call the method gets PERMISSION_DENIED (PERMISSION_DENIED), naming those that may
//   condition  asked of the request, and of the record that it names as it stands where the handler
//              reads: on a read's snapshot, in a write's transaction (for validate_only too, and
//              for each element of a batch). A record that the caller does not see gets NOT_FOUND,
//              as one does that is not there; one that is not the caller's PERMISSION_DENIED
//              (NOT_YOURS); one whose time is over FAILED_PRECONDITION (DEADLINE_OVER)
//
// A caller of several roles may do what one of them may. Everything that can be found out without a
// call is found out at start.
#ifndef CLEARWAY_COMMON_RPC_AUTHORIZE_H_
#define CLEARWAY_COMMON_RPC_AUTHORIZE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/auth/permissions.h"
#include "common/rpc/authorize_rule.h"
#include "common/rpc/authorize_target.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

// What the table says of one method. Thread-safe.
class Gate {
 public:
  // FAILED_PRECONDITION, naming the line and the role, where a condition asks for what the method
  // or its resource does not have.
  static absl::StatusOr<std::unique_ptr<const Gate>> Make(const Method& method,
                                                          const auth::Permissions::Line& line);

  // Takes no lock and reads nothing. OK for everybody where the method is a WhoAmI.
  absl::Status CheckRole(const auth::Caller& caller) const;

  // What the request alone decides: a resource to be created must be the caller's.
  absl::Status CheckRequest(const Call& call, const Message& request) const;

  // Whether CheckRecords has anything to ask of this caller.
  bool AsksRecords(const auth::Caller& caller) const;
  // What the records decide that the request names. `at` shows what the caller sees.
  absl::Status CheckRecords(const Call& call, const store::Reader& at,
                            const Message& request) const;

  // After an update: what it left must be the caller's as what it found was, so that nobody puts
  // another's name on what is theirs.
  absl::Status CheckUpdated(const Call& call, const store::Reader& at,
                            const Message& request) const;

 private:
  // A condition, and the roles that it is for.
  struct Ruled {
    uint32_t roles;
    AuthorizeRule rule;
  };
  enum class Step { kRequest, kRecords, kUpdated };

  Gate() = default;
  absl::Status Add(const Method& method, const auth::Condition& condition, auth::Role role);
  absl::Status Check(const Call& call, const store::Reader* at, const Message& request,
                     Step step) const;
  absl::Status CheckRule(const AuthorizeRule& rule, const Call& call, const store::Reader* at,
                         const Message& request, Step step) const;
  bool MayBeMissing(const Message& request) const;
  bool Free(const auth::Caller& caller) const {
    return caller.unrestricted || (caller.roles.bits() & free_) != 0;
  }

  std::string method_;  // "PublishOffer"
  std::string resource_;
  auth::Roles may_;         // those with any condition
  uint32_t free_ = 0;       // those of whom nothing more is asked
  uint32_t records_ = 0;    // those whose condition looks at records
  bool everybody_ = false;  // also without a role
  bool updates_ = false;    // the request has an update mask
  const FieldDescriptor* allow_missing_ = nullptr;
  std::vector<std::pair<std::string, std::unique_ptr<const Target>>> targets_;  // by `of`
  std::vector<Ruled> rules_;
};

// The gates of a service's methods, by bare name. FAILED_PRECONDITION where a method has no line,
// a line no method, or a line cannot be kept.
absl::StatusOr<std::map<std::string, std::unique_ptr<const Gate>>> GatesOf(const Service& service);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_AUTHORIZE_H_
