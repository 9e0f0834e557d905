// The WhoAmI of every service: who the server takes the caller for.
#ifndef CLEARWAY_COMMON_RPC_WHO_AM_I_H_
#define CLEARWAY_COMMON_RPC_WHO_AM_I_H_

#include "absl/status/status.h"
#include "common/auth/authenticator.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

// `response` is a clearway.type.v1.WhoAmIResponse. `authenticator` is null where there are no
// identities. Who may do everything has all roles. As Authenticator::Recheck where the rights have
// changed since the call was let in.
absl::Status AnswerWhoAmI(auth::Authenticator* authenticator, const Call& call,
                          google::protobuf::Message* response);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_WHO_AM_I_H_
