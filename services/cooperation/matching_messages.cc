#include "services/cooperation/matching_messages.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "services/cooperation/matching/explanation_words.h"
#include "services/cooperation/matching/int128_text.h"
#include "services/cooperation/matching_convert.h"

namespace clearway::cooperation {
namespace {

v1::Quantity OfKind(matching::Kind kind, const std::string& unit, int64_t smallest_units) {
  return QuantityOf(Commodity{kind == matching::Kind::kFunding, unit}, smallest_units);
}

std::string PriceText(const absl::optional<int64_t>& price) {
  return price.has_value() ? absl::StrCat(*price) : "";
}

v1::StageCertificate StageMessage(const matching::StageResult& stage) {
  v1::StageCertificate out;
  out.set_stage(static_cast<v1::StageCertificate::Stage>(stage.stage));
  // The verifier has found the two equal: a result that it refuses is none.
  out.set_primal_value(matching::Int128ToString(stage.value));
  out.set_dual_value(matching::Int128ToString(stage.value));
  out.set_verified(true);
  return out;
}

// All of some quantities of a commodity, in its matched units.
v1::Quantity Sum(const matching::Commodity& commodity, const std::vector<int64_t>& parts) {
  int64_t sum = 0;
  for (int64_t part : parts) {
    if (__builtin_add_overflow(sum, part, &sum)) return v1::Quantity();  // beyond 64 bits
  }
  return OfKind(commodity.kind, commodity.unit, sum);
}

v1::NeedOutcome NeedMessage(const matching::MatchResult& result,
                            const matching::NeedOutcome& outcome) {
  const matching::Need& need = result.context->needs()[outcome.need];
  v1::NeedOutcome out;
  out.set_need_id(need.line->id);
  out.set_year(need.year->year);
  *out.mutable_asked() = QuantityOf(*need.line, outcome.asked);
  *out.mutable_matched() = QuantityOf(*need.line, outcome.matched);
  *out.mutable_unmet() = QuantityOf(*need.line, outcome.unmet);
  out.set_feasible_offers(static_cast<int32_t>(outcome.feasible_offers));
  for (const auto& set : outcome.failed) *out.add_failed_rules() = ToMessage(set);
  for (const auto& use : outcome.better_uses) *out.add_better_uses() = ToMessage(result, use);
  if (outcome.price.has_value()) {
    out.set_shadow_price_least(PriceText(outcome.price->least));
    out.set_shadow_price_greatest(PriceText(outcome.price->greatest));
  }
  if (outcome.change.kind != matching::SmallestChange::Kind::kUnknown) {
    *out.mutable_smallest_change() = ToMessage(*result.context, outcome.change);
  }
  out.set_summary(outcome.summary);
  return out;
}

}  // namespace

v1::Quantity QuantityOf(const matching::Offer& offer, int64_t smallest_units) {
  return OfKind(offer.kind, offer.unit, smallest_units);
}

v1::Quantity QuantityOf(const matching::NeedLine& line, int64_t smallest_units) {
  return OfKind(line.kind, line.unit, smallest_units);
}

v1::CriterionShare ToMessage(const matching::Share& share) {
  v1::CriterionShare out;
  out.set_criterion(static_cast<v1::Criterion>(share.index + 1));
  out.set_source(std::string(share.source));
  out.set_value(share.value);
  out.set_weight(share.weight);
  out.set_points(share.points);
  out.set_explanation(share.explanation);
  return out;
}

v1::FailedRule ToMessage(const matching::FailedRule& failed) {
  v1::FailedRule out;
  out.set_rule(static_cast<v1::FeasibilityRule>(failed.rule));
  out.set_explanation(failed.text);
  switch (failed.changeable_by) {
    case matching::ChangeableBy::kRequester:
      out.set_changeable_by("requester");
      break;
    case matching::ChangeableBy::kProvider:
      out.set_changeable_by("provider");
      break;
    case matching::ChangeableBy::kNobody:
      out.set_changeable_by("nobody");
      break;
  }
  return out;
}

v1::FailedRuleCount ToMessage(const matching::FailedSet& set) {
  v1::FailedRuleCount out;
  for (matching::Rule rule : matching::RulesIn(set.rules)) {
    out.add_rules(static_cast<v1::FeasibilityRule>(rule));
  }
  out.set_pairs(set.pairs);
  return out;
}

v1::SmallestChange ToMessage(const matching::Context& context,
                             const matching::SmallestChange& change) {
  v1::SmallestChange out;
  out.set_kind(static_cast<v1::SmallestChange::Kind>(change.kind));
  if (change.offer >= 0) out.set_offer(context.offers()[change.offer].offer->name);
  if (change.need >= 0) out.set_assistance_request(context.needs()[change.need].request->name);
  // The requester's own first.
  for (matching::ChangeableBy side :
       {matching::ChangeableBy::kRequester, matching::ChangeableBy::kProvider}) {
    for (matching::Rule rule : matching::RulesIn(change.rules)) {
      if (matching::WhoCouldChange(context, context.needs()[change.need],
                                   context.offers()[change.offer], rule) == side) {
        out.add_rules(static_cast<v1::FeasibilityRule>(rule));
      }
    }
  }
  out.set_score_increase(change.score_increase);
  out.set_explanation(matching::ChangeText(context, change));
  return out;
}

v1::BetterUse ToMessage(const matching::MatchResult& result, const matching::BetterUse& use) {
  const matching::PlanLine& line = result.commodities[use.commodity].plan[use.line];
  const matching::Need& need = result.context->needs()[line.need];
  const matching::Offer& offer = *result.context->offers()[line.offer].offer;
  v1::BetterUse out;
  out.set_assistance_request(need.request->name);
  out.set_need_id(need.line->id);
  out.set_offer(offer.name);
  out.set_year(need.year->year);
  *out.mutable_quantity() = QuantityOf(offer, line.offer_quantity);
  out.set_score(line.score);
  return out;
}

v1::CommodityResult ToMessage(const matching::MatchResult&, const matching::CommodityMatch& match) {
  const matching::Problem& problem = match.problem;
  v1::CommodityResult out;
  out.set_kind(static_cast<v1::ResourceKind>(problem.commodity.kind));
  out.set_unit_code(problem.commodity.unit);
  out.set_offers(static_cast<int32_t>(problem.offers.size()));
  out.set_needs(static_cast<int32_t>(problem.demands.size()));
  out.set_feasible_pairs(static_cast<int64_t>(problem.network.pairs.size()));
  std::vector<int64_t> asked, available;
  for (const auto& demand : problem.network.demands) asked.push_back(demand.capacity);
  for (const auto& offer : problem.network.offers) available.push_back(offer.capacity);
  *out.mutable_asked() = Sum(problem.commodity, asked);
  *out.mutable_available() = Sum(problem.commodity, available);
  *out.mutable_matched() = Sum(problem.commodity, match.solution.pair_flow);
  for (const auto& stage : match.solution.stages) {
    *out.add_stages() = StageMessage(stage);
    // The hardest stage's, which is the last that had anything open.
    if (stage.solver != "none") out.set_algorithm(stage.solver);
  }
  out.set_unique(match.solution.unique);
  out.set_verified(true);
  return out;
}

v1::LeftOutRecord ToMessage(const matching::LeftOut& left_out) {
  v1::LeftOutRecord out;
  out.set_resource(left_out.record);
  out.set_reason(static_cast<v1::LeftOutRecord::Reason>(left_out.reason));
  out.set_explanation(left_out.text);
  return out;
}

std::vector<v1::RequestOutcome> RequestOutcomes(const matching::MatchResult& result,
                                                const matching::Explanation& why) {
  std::vector<v1::RequestOutcome> outcomes;
  for (const matching::NeedOutcome& outcome : why.needs) {
    const std::string& name = result.context->needs()[outcome.need].request->name;
    if (outcomes.empty() || outcomes.back().assistance_request() != name) {
      outcomes.emplace_back().set_assistance_request(name);
    }
    *outcomes.back().add_needs() = NeedMessage(result, outcome);
  }
  return outcomes;
}

std::vector<v1::OfferOutcome> OfferOutcomes(const matching::MatchResult& result,
                                            const matching::Explanation& why) {
  std::vector<v1::OfferOutcome> outcomes;
  for (const matching::OfferOutcome& outcome : why.offers) {
    const matching::Offer& offer = *result.context->offers()[outcome.offer].offer;
    v1::OfferOutcome& out = outcomes.emplace_back();
    out.set_offer(offer.name);
    *out.mutable_available() = QuantityOf(offer, outcome.available);
    *out.mutable_matched() = QuantityOf(offer, outcome.matched);
    *out.mutable_left() = QuantityOf(offer, outcome.left);
    out.set_feasible_needs(static_cast<int32_t>(outcome.feasible_needs));
    for (const auto& set : outcome.failed) *out.add_failed_rules() = ToMessage(set);
    if (outcome.price.has_value()) {
      out.set_shadow_price_least(PriceText(outcome.price->least));
      out.set_shadow_price_greatest(PriceText(outcome.price->greatest));
    }
    if (outcome.change.kind != matching::SmallestChange::Kind::kUnknown) {
      *out.mutable_smallest_change() = ToMessage(*result.context, outcome.change);
    }
    for (const std::string& flag : outcome.flags) out.add_flags(flag);
    out.set_summary(outcome.summary);
  }
  return outcomes;
}

std::vector<v1::Proposal> ToProposals(const matching::MatchResult& result,
                                      const matching::Explanation& why) {
  const matching::Context& context = *result.context;
  std::vector<v1::Proposal> proposals;
  for (size_t i = 0; i < result.commodities.size(); ++i) {
    const std::vector<matching::PlanLine>& plan = result.commodities[i].plan;
    for (size_t j = 0; j < plan.size(); ++j) {
      const matching::PlanLine& line = plan[j];
      const matching::Need& need = context.needs()[line.need];
      const matching::OpenOffer& offer = context.offers()[line.offer];
      v1::Proposal& out = proposals.emplace_back();
      out.set_assistance_request(need.request->name);
      out.set_need_id(need.line->id);
      out.set_year(need.year->year);
      out.set_offer(offer.offer->name);
      out.set_provider(context.party(offer.offer->provider).name);
      out.set_recipient(context.party(need.request->recipient).name);
      *out.mutable_quantity() = QuantityOf(*offer.offer, line.offer_quantity);
      *out.mutable_need_quantity() = QuantityOf(*need.line, line.need_quantity);
      out.set_score(line.score);
      for (const auto& share : matching::ExplainScore(context, need, offer)) {
        *out.add_criteria() = ToMessage(share);
      }
      for (const std::string& flag : why.line_flags[i][j]) out.add_flags(flag);
      out.set_state(v1::Proposal::STATE_PROPOSED);
    }
  }
  return proposals;
}

}  // namespace clearway::cooperation
