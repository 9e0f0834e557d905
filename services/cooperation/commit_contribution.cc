// PLEDGED → COMMITTED.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/contribution_state.h"
#include "services/cooperation/contributions.h"
#include "services/cooperation/posting.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/quantity_rules.h"
#include "services/cooperation/rates.h"

namespace clearway::cooperation {
namespace {

using v1::Contribution;

// Sets what each tranche is worth to the need by the rate of the day, and the rate. A pledge in the
// need's own currency or unit is worth what it is.
absl::Status FixRate(const store::Reader& at, const google::type::Date& day,
                     const v1::AssistanceRequest& request, Contribution* contribution) {
  const v1::NeedLine* need = FindNeed(request, contribution->need_id());
  const Commodity given = CommodityOf(contribution->total());
  if (need == nullptr || CommodityOf(*need) == given) return absl::OkStatus();
  const Commodity wanted = CommodityOf(*need);
  ASSIGN_OR_RETURN(const RateTable rates, LoadRatesBetween(at, given.code, wanted.code, day));
  const auto conversion = rates.Find(given.code, wanted.code, day);
  if (!conversion.has_value()) {
    return rpc::InvalidField("rate_date",
                             absl::StrCat("there is no exchange rate from ", given.code, " to ",
                                          wanted.code, " on ", calendar::ToString(day)),
                             type::v1::ERROR_REASON_NO_EXCHANGE_RATE);
  }
  for (int i = 0; i < contribution->tranches_size(); ++i) {
    const auto& tranche = contribution->tranches(i);
    auto* worth = contribution->mutable_need_tranches(i);
    // Its own pledge is part of what the need has set aside.
    const Parts most =
        LeftOf(request, contribution->need_id(), tranche.year()) + PartsOf(worth->quantity());
    const auto parts = Convert(PartsOf(tranche.quantity()), conversion->rate, wanted.code);
    *worth->mutable_quantity() = MakeQuantity(wanted, std::min(parts.value_or(most), most));
  }
  contribution->set_exchange_rate(RateText(conversion->rate));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Contribution> CommitContribution(const rpc::Call& call, store::Txn& txn,
                                                const v1::CommitContributionRequest& request) {
  ASSIGN_OR_RETURN(const Contribution before, Contributions().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), before.etag()));
  RETURN_IF_ERROR(CheckAction(before, ContributionAction::kCommit));
  const google::type::Date day = DayOf(call, request.has_rate_date(), request.rate_date());
  rpc::Violations bad;
  CheckKnown(day, call.Today(), "rate_date", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  ASSIGN_OR_RETURN(const Books books,
                   OpenBooks(call, txn, before.offer(), before.assistance_request()));
  if (books.request.state() == v1::AssistanceRequest::STATE_WITHDRAWN) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_REQUEST_CLOSED, books.request.name(),
                                   "is WITHDRAWN and takes no commitments");
  }
  Contribution after = before;
  RETURN_IF_ERROR(FixRate(txn, day, books.request, &after));
  after.set_state(Contribution::STATE_COMMITTED);
  *after.mutable_commit_time() = TimeOf(call);
  after.set_commitment_reference(request.reference());
  return PostAndWrite(call, txn, &before, std::move(after), "commit");
}

}  // namespace clearway::cooperation
