#include "services/cooperation/suggest.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/problem_context.h"
#include "services/cooperation/matching/scoring.h"
#include "services/cooperation/matching_messages.h"
#include "services/cooperation/matching_policy.h"
#include "services/cooperation/matching_records.h"
#include "services/cooperation/suggest_rank.h"

namespace clearway::cooperation {
namespace {

int MostOf(int max_results) { return max_results == 0 ? 10 : max_results; }

absl::Status Closed(type::v1::ErrorReason reason, const std::string& name,
                    const RecordsQuery& query) {
  return rpc::FailedPrecondition(
      reason, name, absl::StrCat("is not open as of ", calendar::ToString(query.as_of)));
}

v1::Suggestion SuggestionOf(const matching::Context& context, const Ranked& ranked) {
  const matching::Need& need = context.needs()[ranked.need];
  const matching::OpenOffer& offer = context.offers()[ranked.offer];
  v1::Suggestion out;
  out.set_offer(offer.offer->name);
  out.set_assistance_request(need.request->name);
  out.set_need_id(need.line->id);
  out.set_year(need.year->year);
  *out.mutable_possible() = QuantityOf(*offer.offer, ranked.possible);
  out.set_score(ranked.score);
  for (const auto& share : matching::ExplainScore(context, need, offer)) {
    *out.add_criteria() = ToMessage(share);
  }
  return out;
}

}  // namespace

absl::StatusOr<v1::SuggestOffersResponse> SuggestOffers(const rpc::Call& call,
                                                        const store::Reader& at,
                                                        const v1::SuggestOffersRequest& request) {
  RecordsQuery query;
  query.as_of = DayOf(call, request.has_as_of(), request.as_of());
  query.today = call.Today();
  ASSIGN_OR_RETURN(query.policy, FindPolicy(at, request.policy()));
  ASSIGN_OR_RETURN(const auto record, Requests().Get(at, request.assistance_request()));
  query.synthetic = record.synthetic();
  query.requests = {record.name()};
  ASSIGN_OR_RETURN(const matching::Records records, LoadRecords(at, query));
  if (records.requests.empty() || !matching::IsOpen(records.requests[0].open, records.as_of)) {
    return Closed(type::v1::ERROR_REASON_REQUEST_CLOSED, record.name(), query);
  }
  ASSIGN_OR_RETURN(const matching::Context context, matching::Context::Make(records));
  const Ranking ranking = RankOffers(context, MostOf(request.max_results()));

  v1::SuggestOffersResponse response;
  for (const Ranked& ranked : ranking.best) {
    v1::Suggestion& out = *response.add_suggestions() = SuggestionOf(context, ranked);
    ASSIGN_OR_RETURN(const auto offer, Offers().Get(at, out.offer()));
    out.set_title(offer.title());
    out.set_counterpart(offer.provider());
  }
  response.set_offers_considered(static_cast<int32_t>(ranking.considered));
  response.set_offers_feasible(static_cast<int32_t>(ranking.feasible));
  for (const auto& set : ranking.failed) {
    *response.add_failed_rules() = ToMessage(set);
  }
  return response;
}

absl::StatusOr<v1::SuggestRequestsResponse> SuggestRequests(
    const rpc::Call& call, const store::Reader& at, const v1::SuggestRequestsRequest& request) {
  RecordsQuery query;
  query.as_of = DayOf(call, request.has_as_of(), request.as_of());
  query.today = call.Today();
  ASSIGN_OR_RETURN(query.policy, FindPolicy(at, request.policy()));
  ASSIGN_OR_RETURN(const auto record, Offers().Get(at, request.offer()));
  query.synthetic = record.synthetic();
  query.offers = {record.name()};
  ASSIGN_OR_RETURN(const matching::Records records, LoadRecords(at, query));
  if (records.offers.empty() || !matching::IsOpen(records.offers[0].open, records.as_of)) {
    return Closed(type::v1::ERROR_REASON_OFFER_CLOSED, record.name(), query);
  }
  ASSIGN_OR_RETURN(const matching::Context context, matching::Context::Make(records));
  const Ranking ranking = RankRequests(context, MostOf(request.max_results()));

  v1::SuggestRequestsResponse response;
  for (const Ranked& ranked : ranking.best) {
    v1::Suggestion& out = *response.add_suggestions() = SuggestionOf(context, ranked);
    ASSIGN_OR_RETURN(const auto other, Requests().Get(at, out.assistance_request()));
    out.set_title(other.title());
    out.set_counterpart(other.recipient());
  }
  response.set_requests_considered(static_cast<int32_t>(ranking.considered));
  response.set_requests_feasible(static_cast<int32_t>(ranking.feasible));
  for (const auto& set : ranking.failed) {
    *response.add_failed_rules() = ToMessage(set);
  }
  return response;
}

}  // namespace clearway::cooperation
