// ComputeCostShares: who shares a meeting's costs, and how much each pays (Article 14).
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/refdata/currencies.h"
#include "common/refdata/money.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/rpc/error_details.pb.h"
#include "services/universalization/collections.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/meetings/cost_shares.h"
#include "services/universalization/meetings/meeting_rules.h"
#include "services/universalization/meetings/meetings.h"

namespace clearway::universalization {
namespace {

using google::type::Date;
using google::type::Money;
using v1::ComputeCostSharesRequest;
using v1::ComputeCostSharesResponse;
using v1::Meeting;
using v1::StatusAt;
using Share = ComputeCostSharesResponse::Share;

absl::Status NotYet(const Meeting& meeting, absl::string_view what) {
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, meeting.name(), what);
}

// What is to be shared: neither paid by voluntary funding nor unknown.
absl::StatusOr<Money> TotalOf(const Meeting& meeting, bool actual) {
  std::string currency;
  int64_t sum = 0;
  for (const Meeting::CostItem& item : meeting.costs()) {
    if (item.voluntary()) continue;
    if (actual ? !item.has_actual() : !item.has_estimated()) {
      return NotYet(meeting,
                    absl::StrCat("has a cost without an amount: ", rpc::Quote(item.title()),
                                 actual ? " (actual)" : " (estimated)"));
    }
    const Money& amount = actual ? item.actual() : item.estimated();
    ASSIGN_OR_RETURN(const int64_t minor, refdata::ToMinorUnits(amount));
    if (__builtin_add_overflow(sum, minor, &sum)) {
      return absl::OutOfRangeError("the costs of the meeting are too large to be added up");
    }
    currency = amount.currency_code();
  }
  if (currency.empty()) return NotYet(meeting, "has no costs that are shared");
  return refdata::FromMinorUnits(sum, currency);
}

// Who shares, by name; whether as a State Party.
absl::StatusOr<std::map<std::string, bool>> WhoShares(const store::Reader& at,
                                                      const Meeting& meeting, const Date& day,
                                                      ComputeCostSharesRequest::Basis basis,
                                                      ComputeCostSharesResponse* response) {
  std::map<std::string, bool> who;
  std::vector<std::string> parties;
  RETURN_IF_ERROR(States().ForEach(at, [&](const v1::State& state) {
    const StatusAt status = calendar::ComputeStatus(state, day);
    if (status.party_by_deposit()) {
      response->set_states_parties_by_deposit(response->states_parties_by_deposit() + 1);
    }
    if (status.status() == StatusAt::STATUS_STATE_PARTY) parties.push_back(state.name());
    return true;
  }));
  response->set_states_parties_in_force(static_cast<int>(parties.size()));
  const auto is_party = [&](const std::string& name) {
    return std::binary_search(parties.begin(), parties.end(), name);
  };
  RETURN_IF_ERROR(Participations().ForEach(at, [&](const v1::Participation& participation) {
    if (MeetingOf(participation.name()) == meeting.name() &&
        absl::StartsWith(participation.party(), "states/")) {
      who[participation.party()] = is_party(participation.party());
    }
    return true;
  }));
  if (basis != ComputeCostSharesRequest::BASIS_PARTICIPANTS) {
    for (const std::string& name : parties) who[name] = true;
  }
  return who;
}

// FAILED_PRECONDITION naming every State without a rate.
absl::Status CheckRates(const v1::AssessmentScale& scale, const std::map<std::string, bool>& who,
                        const std::map<std::string, int32_t>& rates) {
  std::vector<std::string> missing;
  google::rpc::PreconditionFailure failure;
  for (const auto& [name, party] : who) {
    if (rates.count(name) > 0) continue;
    missing.push_back(name);
    auto* violation = failure.add_violations();
    violation->set_type("UNKNOWN_REFERENCE");
    violation->set_subject(name);
    violation->set_description(absl::StrCat("has no rate in ", scale.name()));
  }
  if (missing.empty()) return absl::OkStatus();
  return rpc::WithDetail(
      rpc::MakeError(absl::StatusCode::kFailedPrecondition,
                     type::v1::ERROR_REASON_UNKNOWN_REFERENCE,
                     absl::StrCat(scale.name(), " has no rate for ", absl::StrJoin(missing, ", "),
                                  "; add them, or the others would pay their part"),
                     {{"subject", scale.name()}}),
      failure);
}

}  // namespace

absl::StatusOr<ComputeCostSharesResponse> ComputeCostShares(
    const rpc::Call&, const store::Snapshot& at, const ComputeCostSharesRequest& request) {
  ASSIGN_OR_RETURN(const Meeting meeting, Meetings().Get(at, request.name()));
  ASSIGN_OR_RETURN(const v1::AssessmentScale scale, Scales().Get(at, request.assessment_scale()));
  const absl::optional<Date> day = FirstDay(meeting);
  if (!day.has_value()) return NotYet(meeting, "has no day yet on which States could be Parties");
  ComputeCostSharesResponse response;
  *response.mutable_as_of_date() = *day;
  ASSIGN_OR_RETURN(*response.mutable_total(), TotalOf(meeting, request.actual()));
  ASSIGN_OR_RETURN(const auto who, WhoShares(at, meeting, *day, request.basis(), &response));
  if (who.empty()) return NotYet(meeting, "has nobody who could share its costs");
  std::map<std::string, int32_t> rates;
  for (const auto& rate : scale.rates()) rates[rate.state()] = rate.millionths();
  RETURN_IF_ERROR(CheckRates(scale, who, rates));

  const std::string& currency = response.total().currency_code();
  ASSIGN_OR_RETURN(int64_t total, refdata::ToMinorUnits(response.total()));
  int64_t unit = 1;
  if (request.whole_units()) {
    google::type::Money one;
    one.set_currency_code(currency);
    one.set_units(1);
    ASSIGN_OR_RETURN(unit, refdata::ToMinorUnits(one));
    if (total % unit != 0) {
      return NotYet(meeting, absl::StrCat("costs ", refdata::FormatMoney(response.total()),
                                          ", which is no whole number of ", currency,
                                          "; leave out whole_units"));
    }
    total /= unit;
  }
  std::vector<std::pair<std::string, bool>> sharers(who.begin(), who.end());
  std::vector<int64_t> weights;
  int64_t whole = 0;
  for (const auto& [name, party] : sharers) weights.push_back(rates[name]);
  for (const int64_t weight : weights) whole += weight;
  const std::vector<int64_t> amounts = ShareByWeight(total, weights);
  for (size_t i = 0; i < sharers.size(); ++i) {
    Share* share = response.add_shares();
    share->set_state(sharers[i].first);
    share->set_state_party(sharers[i].second);
    share->set_millionths(static_cast<int32_t>(weights[i]));
    share->set_adjusted_millionths(static_cast<int32_t>(weights[i] * 1000000 / whole));
    ASSIGN_OR_RETURN(*share->mutable_amount(),
                     refdata::FromMinorUnits(amounts[i] * unit, currency));
  }
  std::stable_sort(response.mutable_shares()->begin(), response.mutable_shares()->end(),
                   [](const Share& a, const Share& b) {
                     return refdata::CompareMoney(a.amount(), b.amount()) > 0;
                   });
  return response;
}

}  // namespace clearway::universalization
