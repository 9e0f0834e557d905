#include "services/cooperation/proposal_state.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/rpc/errors.h"

namespace clearway::cooperation {

using v1::Proposal;

absl::Status Decide(const Proposal::Decision& decision, Proposal* proposal) {
  const bool provider = decision.side() == Proposal::SIDE_PROVIDER;
  const auto own =
      provider ? Proposal::STATE_ACCEPTED_BY_PROVIDER : Proposal::STATE_ACCEPTED_BY_RECIPIENT;
  const auto others =
      provider ? Proposal::STATE_ACCEPTED_BY_RECIPIENT : Proposal::STATE_ACCEPTED_BY_PROVIDER;
  const auto now = proposal->state();
  const bool open = now == Proposal::STATE_PROPOSED || now == others;
  // Who has accepted may still think better of it, until the other side accepts too.
  if (!open && !(now == own && !decision.accepted())) {
    return rpc::FailedPrecondition(
        type::v1::ERROR_REASON_STATE_NOT_ALLOWED, proposal->name(),
        absl::StrCat("is ", absl::StripPrefix(Proposal::State_Name(now), "STATE_"), "; the ",
                     provider ? "provider" : "recipient", " has nothing to decide"));
  }
  *proposal->add_decisions() = decision;
  if (!decision.accepted()) {
    proposal->set_state(Proposal::STATE_DECLINED);
  } else {
    proposal->set_state(now == others ? Proposal::STATE_ACCEPTED : own);
  }
  return absl::OkStatus();
}

}  // namespace clearway::cooperation
