#include "services/cooperation/explain_pair.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/ceilings.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/explanation.h"
#include "services/cooperation/matching/smallest_change_finder.h"
#include "services/cooperation/matching_messages.h"
#include "services/cooperation/matching_policy.h"
#include "services/cooperation/matching_records.h"
#include "services/cooperation/suggest_rank.h"

namespace clearway::cooperation {
namespace {

// A run of more pairs than this is not made again to explain one pair.
constexpr int64_t kMaxPairsToRunAgain = 500'000;

v1::PairExplanation Explain(const matching::Context& context, const matching::Need& need,
                            const matching::OpenOffer& offer) {
  v1::PairExplanation out;
  out.set_need_id(need.line->id);
  out.set_year(need.year->year);
  const matching::RuleSet failing = matching::FailingRules(context, need, offer);
  out.set_feasible(failing == 0);
  for (matching::Rule rule : matching::RulesIn(failing)) {
    *out.add_failed_rules() = ToMessage(matching::Describe(context, need, offer, rule));
  }
  for (const auto& share : matching::ExplainScore(context, need, offer)) {
    *out.add_criteria() = ToMessage(share);
  }
  out.set_score(matching::Score(context.policy(), matching::ComputeCriteria(context, need, offer)));
  *out.mutable_possible() =
      QuantityOf(*offer.offer, failing == 0 ? PossibleFor(context, offer, {&need}) : 0);
  return out;
}

// What the run proposed for the pair.
absl::Status AddProposed(const store::Reader& at, const v1::ExplainPairRequest& request,
                         v1::ExplainPairResponse* response) {
  ASSIGN_OR_RETURN(const auto names,
                   Proposals().Lookup(at, kByRequest, request.assistance_request()));
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const v1::Proposal proposal, Proposals().Get(at, name));
    if (proposal.match_run() != request.match_run() || proposal.offer() != request.offer()) {
      continue;
    }
    for (v1::PairExplanation& pair : *response->mutable_pairs()) {
      if (pair.need_id() == proposal.need_id() && pair.year() == proposal.year()) {
        *pair.mutable_proposed() = proposal.quantity();
      }
    }
  }
  return absl::OkStatus();
}

v1::PairExplanation* FindPair(const matching::Need& need, v1::ExplainPairResponse* response) {
  for (v1::PairExplanation& pair : *response->mutable_pairs()) {
    if (pair.need_id() == need.line->id && pair.year() == need.year->year) return &pair;
  }
  return nullptr;
}

// Makes the run again and, when it is the same run, tells what won and what would have to change.
absl::Status AddReasons(const rpc::Call& call, const store::Reader& at,
                        const v1::ExplainPairRequest& request, const v1::MatchRun& run,
                        const RecordsQuery& asked, v1::ExplainPairResponse* response) {
  int64_t pairs = 0;
  for (const v1::CommodityResult& commodity : run.commodities())
    pairs += commodity.feasible_pairs();
  if (pairs > kMaxPairsToRunAgain || run.state() != v1::MatchRun::STATE_SUCCEEDED) {
    return absl::OkStatus();
  }
  RecordsQuery query = asked;
  query.requests.clear();
  query.offers.clear();
  query.drafts_too = false;
  query.unbounded_too = false;
  ASSIGN_OR_RETURN(const LoadedRecords loaded, LoadRecords(at, query));
  const matching::Records& records = loaded.records;
  matching::MatchOptions options;
  options.cancelled = call.cancelled;
  absl::StatusOr<matching::MatchResult> result = matching::Match(records, options);
  // Records that no longer give this run cannot explain it.
  if (absl::IsCancelled(result.status())) return result.status();
  if (!result.ok() || result->fingerprint != run.plan_fingerprint()) return absl::OkStatus();
  matching::ExplainOptions explain;
  explain.cancelled = call.cancelled;
  explain.count_limit = explain.search_limit = 0;
  ASSIGN_OR_RETURN(const matching::Explanation why, matching::Explain(*result, explain));
  const matching::Context& context = *result->context;
  for (const matching::NeedOutcome& outcome : why.needs) {
    const matching::Need& need = context.needs()[outcome.need];
    if (need.request->name != request.assistance_request()) continue;
    v1::PairExplanation* pair = FindPair(need, response);
    if (pair == nullptr || !pair->feasible()) continue;
    for (const auto& use : outcome.better_uses) {
      *pair->add_better_uses() = ToMessage(*result, use);
    }
  }
  for (const matching::CommodityMatch& match : result->commodities) {
    matching::SmallestChangeFinder finder(*result, match);
    for (size_t i = 0; i < match.problem.offers.size(); ++i) {
      if (context.offers()[match.problem.offers[i]].offer->name != request.offer()) continue;
      for (size_t j = 0; j < match.problem.demands.size(); ++j) {
        const matching::Need& need = context.needs()[match.problem.demands[j]];
        if (need.request->name != request.assistance_request()) continue;
        v1::PairExplanation* pair = FindPair(need, response);
        if (pair == nullptr || pair->has_proposed()) continue;
        *pair->mutable_smallest_change() =
            ToMessage(context, finder.ForPair(static_cast<int32_t>(i), static_cast<int32_t>(j)));
      }
    }
  }
  return absl::OkStatus();
}

std::string Summary(const v1::ExplainPairResponse& response) {
  int feasible = 0, proposed = 0;
  const v1::PairExplanation* nearest = nullptr;
  for (const v1::PairExplanation& pair : response.pairs()) {
    feasible += pair.feasible();
    proposed += pair.has_proposed();
    if (nearest == nullptr || pair.failed_rules_size() < nearest->failed_rules_size()) {
      nearest = &pair;
    }
  }
  if (nearest == nullptr) return "The request has no needs.";
  if (feasible > 0) {
    std::string text = absl::StrCat("The offer fits ", feasible, " of the request's ",
                                    response.pairs_size(), " needs (line and year)");
    if (proposed > 0) absl::StrAppend(&text, "; the run proposes it for ", proposed);
    return absl::StrCat(text, ".");
  }
  const std::string why = absl::StrJoin(
      nearest->failed_rules(), "; ",
      [](std::string* out, const v1::FailedRule& rule) { out->append(rule.explanation()); });
  return absl::StrCat("The offer fits none of the request's needs. Nearest is ", nearest->need_id(),
                      " in ", nearest->year(), ": ", why, ".");
}

}  // namespace

absl::StatusOr<v1::ExplainPairResponse> ExplainPair(const rpc::Call& call, const store::Reader& at,
                                                    const v1::ExplainPairRequest& request) {
  RecordsQuery query;
  v1::MatchRun run;
  query.as_of = DayOf(call, request.has_as_of(), request.as_of());
  query.today = call.Today();
  if (!request.match_run().empty()) {
    ASSIGN_OR_RETURN(run, Runs().Get(at, request.match_run()));
    query.policy = run.policy();
    if (!request.has_as_of()) query.as_of = run.as_of_date();
  }
  if (request.match_run().empty() || !request.policy().empty()) {
    ASSIGN_OR_RETURN(query.policy, FindPolicy(at, request.policy()));
  }
  ASSIGN_OR_RETURN(const auto record, Requests().Get(at, request.assistance_request()));
  query.synthetic = record.synthetic();
  query.requests = {request.assistance_request()};
  query.offers = {request.offer()};
  query.drafts_too = query.unbounded_too = true;
  ASSIGN_OR_RETURN(const v1::Offer given, Offers().Get(at, request.offer()));
  ASSIGN_OR_RETURN(const LoadedRecords loaded, LoadRecords(at, query));
  const matching::Records& records = loaded.records;
  if (records.offers.empty()) {
    return rpc::InvalidField("offer",
                             "is synthetic and the request is real, or the other way round",
                             type::v1::ERROR_REASON_PAIR_NOT_FEASIBLE);
  }
  ASSIGN_OR_RETURN(matching::Context context,
                   matching::Context::MakeBackground(records, records.policy));
  v1::ExplainPairResponse response;
  const matching::OpenOffer offer = context.Prepare(records.offers[0]);
  for (const matching::Need& need : context.Prepare(records.requests[0])) {
    v1::PairExplanation& pair = *response.add_pairs() = Explain(context, need, offer);
    if (!SeesCeilings(ReadsFor(at), given)) pair.clear_possible();
  }
  if (!request.match_run().empty()) {
    RETURN_IF_ERROR(AddProposed(at, request, &response));
    RETURN_IF_ERROR(AddReasons(call, at, request, run, query, &response));
  }
  response.set_summary(Summary(response));
  for (const v1::LeftOutRecord& record : run.left_out()) {
    if (record.resource() != request.assistance_request() && record.resource() != request.offer()) {
      continue;
    }
    absl::StrAppend(response.mutable_summary(), " The run left ", record.resource(),
                    " out: ", record.explanation());
  }
  return response;
}

absl::StatusOr<v1::PairExplanation> JudgePair(const rpc::Call& call, const store::Reader& at,
                                              const PairQuestion& question) {
  RecordsQuery query;
  query.as_of = question.as_of;
  query.today = call.Today();
  ASSIGN_OR_RETURN(query.policy, FindPolicy(at, question.policy));
  query.synthetic = question.request->synthetic();
  query.requests = {question.request->name()};
  query.offers = {question.offer->name()};
  query.drafts_too = query.unbounded_too = true;
  ASSIGN_OR_RETURN(const LoadedRecords loaded, LoadRecords(at, query));
  const matching::Records& records = loaded.records;
  if (records.offers.empty()) {
    return rpc::InvalidField("offer",
                             "is synthetic and the request is real, or the other way round",
                             type::v1::ERROR_REASON_PAIR_NOT_FEASIBLE);
  }
  ASSIGN_OR_RETURN(matching::Context context,
                   matching::Context::MakeBackground(records, records.policy));
  const matching::OpenOffer offer = context.Prepare(records.offers[0]);
  for (const matching::Need& need : context.Prepare(records.requests[0])) {
    if (need.line->id == question.need_id && need.year->year == question.year) {
      return Explain(context, need, offer);
    }
  }
  return rpc::InvalidField("year", "the need asks for nothing in it");
}

}  // namespace clearway::cooperation
