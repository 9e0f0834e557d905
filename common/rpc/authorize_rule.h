// One condition of the permission table, bound to the fields of a method's request and of the
// resource that it is about. Private to the authorise step (authorize.h).
#ifndef CLEARWAY_COMMON_RPC_AUTHORIZE_RULE_H_
#define CLEARWAY_COMMON_RPC_AUTHORIZE_RULE_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/auth/condition.h"
#include "common/rpc/authorize_target.h"
#include "common/rpc/call.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

using google::protobuf::FieldDescriptor;

class AuthorizeRule {
 public:
  // `target` (may be null) is where `condition` looks; it outlives the rule. FAILED_PRECONDITION
  // says what the condition asks for that the method or the resource does not have.
  // `reads_what_it_names`: the method's handler gets nowhere with a record that the caller does not
  // see, since it reads through what the caller sees; so `visible` alone need not look.
  static absl::StatusOr<AuthorizeRule> Make(const google::protobuf::MethodDescriptor& method,
                                            const auth::Condition& condition, const Target* target,
                                            bool reads_what_it_names);

  // Nothing is asked: the role suffices.
  bool free() const { return !asks_request_ && !asks_resource_; }
  // Records of the store must be looked at.
  bool asks_records() const { return asks_resource_ && !target_->in_request(); }
  const Target* target() const { return target_; }
  bool asks_resource() const { return asks_resource_; }

  // What the request alone decides. PERMISSION_DENIED where it fails.
  absl::Status CheckRequest(const Call& call, const Message& request) const;
  // Whether `resource` is one that the caller may do it with. `name` is what an error calls it.
  // PERMISSION_DENIED (NOT_YOURS) or FAILED_PRECONDITION (DEADLINE_OVER) where not.
  absl::Status CheckResource(const Call& call, const Message& request, const Message& resource,
                             absl::string_view name) const;
  // Of that, whether it is the caller's: not whether it still is in time.
  absl::Status CheckOwnership(const Call& call, const Message& request, const Message& resource,
                              absl::string_view name) const;

 private:
  absl::Status BindFields(const google::protobuf::MethodDescriptor& method);
  absl::Status BindSides(const google::protobuf::MethodDescriptor& method);
  absl::Status BindPublication();
  bool Published(const Message& resource) const;

  auth::Condition condition_;
  const Target* target_ = nullptr;
  bool asks_request_ = false;
  bool asks_resource_ = false;
  std::vector<const FieldDescriptor*> names_;         // of the resource: own, party
  const FieldDescriptor* unless_ = nullptr;           // of the resource
  const FieldDescriptor* side_ = nullptr;             // of the request
  std::map<int, const FieldDescriptor*> side_names_;  // by the side's number, of the resource
  const FieldDescriptor* as_ = nullptr;               // of the request
  const FieldDescriptor* with_ = nullptr;             // of the request
  const FieldDescriptor* publish_ = nullptr;          // of the resource
  const FieldDescriptor* state_ = nullptr;            // of the resource
  std::set<int> unpublished_;                         // values of `state_`
  const FieldDescriptor* before_ = nullptr;           // of the resource
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_AUTHORIZE_RULE_H_
