// Contributions made elsewhere: they are recorded, and use no offer and serve no request here.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/contribution_rules.h"
#include "services/cooperation/contributions.h"
#include "services/cooperation/registry.h"

namespace clearway::cooperation {
namespace {

using v1::Contribution;

constexpr absl::string_view kField = "contribution";

std::string Field(absl::string_view name) { return absl::StrCat(kField, ".", name); }

absl::Status CheckParentOf(const store::Reader& at, const Contribution& contribution,
                           rpc::Violations* bad) {
  if (contribution.parent().empty()) return absl::OkStatus();
  const auto parent = Contributions().Get(at, contribution.parent());
  if (parent.ok()) {
    CheckParent(contribution, *parent, kField, bad);
  } else if (absl::IsNotFound(parent.status()) || absl::IsInvalidArgument(parent.status())) {
    bad->Add(Field("parent"), absl::StrCat(rpc::Quote(contribution.parent()), " does not exist"),
             type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  } else {
    return parent.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckContributionRecord(const store::Reader& at, const Contribution& contribution,
                                     rpc::Violations* bad) {
  CheckContribution(contribution, kField, bad);
  RETURN_IF_ERROR(CheckParty(at, contribution.provider(), Field("provider"), bad));
  RETURN_IF_ERROR(CheckParties(at, contribution.recipients(), Field("recipients"), bad));
  RETURN_IF_ERROR(CheckParty(at, contribution.implementer(), Field("implementer"), bad));
  return CheckParentOf(at, contribution, bad);
}

absl::StatusOr<Contribution> RecordExternalContribution(
    const rpc::Call& call, store::Txn& txn, const v1::RecordExternalContributionRequest& request) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckContributionRecord(txn, request.contribution(), &bad));
  auto state = request.state();
  if (state == Contribution::STATE_UNSPECIFIED) state = Contribution::STATE_DELIVERED;
  if (state != Contribution::STATE_COMMITTED && state != Contribution::STATE_DELIVERED) {
    bad.Add("state", "must be STATE_COMMITTED or STATE_DELIVERED");
  }
  RETURN_IF_ERROR(bad.ToStatus());
  Contribution contribution = request.contribution();
  resource::ClearOutputOnly(&contribution);
  FillContribution(&contribution);
  contribution.set_external(true);
  contribution.set_state(state);
  if (state == Contribution::STATE_DELIVERED) {
    *contribution.mutable_delivered() = contribution.total();
  }
  return Contributions().Create(call, txn, std::move(contribution), request.contribution_id());
}

}  // namespace clearway::cooperation
