#include "common/rpc/who_am_i.h"

#include "clearway/type/v1/who_am_i.pb.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

using type::v1::WhoAmIResponse;

template <typename List>
void PutRoles(auth::Roles roles, bool every, List* out) {
  for (auth::Role role : auth::AllRoles()) {
    if (every || roles.Has(role)) out->Add(role);
  }
}

}  // namespace

absl::Status AnswerWhoAmI(auth::Authenticator* authenticator, const Call& call,
                          google::protobuf::Message* response) {
  auto* answer = static_cast<WhoAmIResponse*>(response);
  const auth::Caller& caller = *call.caller;
  answer->set_identity(caller.identity);
  answer->set_actor(caller.actor);
  PutRoles(caller.roles, caller.unrestricted, answer->mutable_roles());
  answer->mutable_own_names()->Assign(caller.names.begin(), caller.names.end());
  answer->set_vetted(caller.vetted);
  answer->set_state_party(caller.state_party);
  answer->set_credential(caller.credential);
  if (caller.expires != absl::InfiniteFuture()) {
    const int64_t micros = absl::ToUnixMicros(caller.expires);
    answer->mutable_expire_time()->set_seconds(micros / 1000000);
    answer->mutable_expire_time()->set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  }
  if (authenticator == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto standings, authenticator->Standings(caller, call.time));
  for (const auth::Standing& standing : standings) {
    auto* membership = answer->add_memberships();
    membership->set_name(standing.membership);
    membership->set_actor(standing.actor);
    PutRoles(standing.roles, false, membership->mutable_roles());
  }
  // The memberships are of now, the rest is of when the call was let in.
  return authenticator->Recheck(caller, call.time);
}

}  // namespace clearway::rpc
