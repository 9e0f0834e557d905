// A match made by hand.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/rpc/error_details.pb.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/ceilings.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/policy_rules.h"
#include "services/cooperation/posting.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/proposals.h"
#include "services/cooperation/quantity_rules.h"
#include "services/cooperation/rates.h"

namespace clearway::cooperation {
namespace {

using v1::Proposal;
using v1::ProposeMatchRequest;

template <typename Collection>
absl::Status CheckThere(const Collection& collection, const store::Reader& at,
                        const std::string& name, absl::string_view field, rpc::Violations* bad) {
  ASSIGN_OR_RETURN(const bool there, collection.Exists(at, name));
  if (!there) {
    bad->Add(field, absl::StrCat(rpc::Quote(name), " does not exist"),
             type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  }
  return absl::OkStatus();
}

// What a quantity is worth to a need today, rounded down.
absl::StatusOr<v1::Quantity> WorthOf(const rpc::Call& call, const store::Reader& at,
                                     const v1::Quantity& quantity, const Commodity& need,
                                     rpc::Violations* bad) {
  const Commodity given = CommodityOf(quantity);
  if (given == need) return quantity;
  if (!given.money || !need.money) {
    bad->Add("quantity", absl::StrCat("is in ", given.code, "; the need is in ", need.code));
    return v1::Quantity();
  }
  ASSIGN_OR_RETURN(const RateTable rates,
                   LoadRatesBetween(at, given.code, need.code, call.Today()));
  const auto conversion = rates.Find(given.code, need.code, call.Today());
  if (!conversion.has_value()) {
    bad->Add("quantity",
             absl::StrCat("there is no exchange rate from ", given.code, " to ", need.code, " on ",
                          calendar::ToString(call.Today())),
             type::v1::ERROR_REASON_NO_EXCHANGE_RATE);
    return v1::Quantity();
  }
  const auto parts = Convert(PartsOf(quantity), conversion->rate, need.code);
  if (!parts.has_value() || *parts > Parts(kMaxUnits) * kPartsOfMoney) {
    bad->Add("quantity", "is worth too much", type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    return v1::Quantity();
  }
  return MakeQuantity(need, *parts);
}

// FAILED_PRECONDITION with one violation for each rule that fails.
absl::Status NotFeasible(const ProposeMatchRequest& request, const v1::PairExplanation& pair) {
  google::rpc::PreconditionFailure failure;
  std::string text = absl::StrCat(request.offer(), " cannot serve ", request.assistance_request());
  for (const auto& rule : pair.failed_rules()) {
    auto* violation = failure.add_violations();
    violation->set_type(v1::FeasibilityRule_Name(rule.rule()));
    violation->set_subject(request.offer());
    violation->set_description(rule.explanation());
    absl::StrAppend(&text, failure.violations_size() == 1 ? ": " : "; ", rule.explanation());
  }
  return rpc::WithDetail(
      rpc::MakeError(
          absl::StatusCode::kFailedPrecondition, type::v1::ERROR_REASON_PAIR_NOT_FEASIBLE, text,
          {{"offer", request.offer()}, {"assistance_request", request.assistance_request()}}),
      failure);
}

// `whole`: how much there is of the offer may be told.
void AddFlags(const v1::Offer& offer, bool whole, Proposal* proposal) {
  const Parts parts = PartsOf(proposal->quantity());
  if (offer.has_smallest_contribution() && parts < PartsOf(offer.smallest_contribution())) {
    proposal->add_flags(absl::StrCat("below the provider's smallest contribution, ",
                                     ToText(offer.smallest_contribution())));
  }
  if (whole && offer.all_or_nothing() && parts < PartsOf(offer.total())) {
    proposal->add_flags("the offer is for one recipient whole, or not at all");
  }
}

}  // namespace

absl::StatusOr<Proposal> ProposeMatch(const PairJudge& judge, const rpc::Call& call,
                                      store::Txn& txn, const ProposeMatchRequest& request) {
  rpc::Violations bad;
  const std::string policy =
      request.policy().empty() ? std::string(kDefaultPolicy) : request.policy();
  RETURN_IF_ERROR(
      CheckThere(Requests(), txn, request.assistance_request(), "assistance_request", &bad));
  RETURN_IF_ERROR(CheckThere(Offers(), txn, request.offer(), "offer", &bad));
  RETURN_IF_ERROR(CheckThere(Policies(), txn, policy, "policy", &bad));
  RETURN_IF_ERROR(bad.ToStatus());
  ASSIGN_OR_RETURN(Books books,
                   OpenBooks(call, txn, request.offer(), request.assistance_request()));

  const v1::NeedLine* need = FindNeed(books.request, request.need_id());
  if (need == nullptr) {
    bad.Add("need_id", absl::StrCat("is no need line of ", request.assistance_request()),
            type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  } else if (!AskedOf(books.request, request.need_id(), request.year()).has_value()) {
    bad.Add("year", absl::StrCat("the need asks for nothing in ", request.year()),
            type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  if (books.offer.synthetic() != books.request.synthetic()) {
    bad.Add("offer", "synthetic records are not matched with real ones");
  }
  CheckQuantity(request.quantity(), books.offer.kind(), CommodityOf(books.offer.total()),
                "quantity", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  RETURN_IF_ERROR(CheckTaking(books));

  Proposal proposal;
  proposal.set_assistance_request(request.assistance_request());
  proposal.set_need_id(request.need_id());
  proposal.set_year(request.year());
  proposal.set_offer(request.offer());
  proposal.set_provider(books.offer.provider());
  proposal.set_recipient(books.request.recipient());
  *proposal.mutable_quantity() = request.quantity();
  ASSIGN_OR_RETURN(*proposal.mutable_need_quantity(),
                   WorthOf(call, txn, request.quantity(), CommodityOf(*need), &bad));
  RETURN_IF_ERROR(bad.ToStatus());
  if (judge) {
    PairQuestion question;
    question.request = &books.request;
    question.offer = &books.offer;
    question.need_id = request.need_id();
    question.year = request.year();
    question.policy = policy;
    question.as_of = call.Today();
    ASSIGN_OR_RETURN(const v1::PairExplanation pair, judge(call, txn, question));
    if (!pair.feasible()) return NotFeasible(request, pair);
    proposal.set_score(pair.score());
    *proposal.mutable_criteria() = pair.criteria();
  }
  RETURN_IF_ERROR(CheckLeft(call, proposal, books));
  AddFlags(books.offer, SeesCeilings(call.restricted_caller(), books.offer), &proposal);
  proposal.set_manual_reason(request.reason());
  proposal.set_state(Proposal::STATE_PROPOSED);
  proposal.set_synthetic(books.request.synthetic());
  return Proposals().Create(call, txn, std::move(proposal));
}

}  // namespace clearway::cooperation
