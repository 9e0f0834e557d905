#include "services/cooperation/matching/explanation_words.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cooperation/matching/records_words.h"

namespace clearway::matching {
namespace {

std::string Rules(RuleSet set) {
  std::vector<absl::string_view> texts;
  for (Rule rule : RulesIn(set)) texts.push_back(RuleText(rule));
  return absl::StrJoin(texts, " and ");
}

// "3 of 7: there is no way of delivery that both accept; 1 of 7: …", at most three sets.
std::string Reasons(const std::vector<FailedSet>& failed) {
  int64_t all = 0;
  for (const FailedSet& set : failed) all += set.pairs;
  std::vector<std::string> texts;
  for (const FailedSet& set : failed) {
    if (texts.size() == 3) {
      texts.push_back("others");
      break;
    }
    texts.push_back(absl::StrCat(set.pairs, " of ", all, ": ", Rules(set.rules)));
  }
  return absl::StrJoin(texts, "; ");
}

void AddSentence(std::string sentence, std::string* text) {
  if (sentence.empty()) return;
  absl::StrAppend(text, text->empty() ? "" : " ", sentence, ".");
}

}  // namespace

std::string ChangeText(const Context& context, const SmallestChange& change) {
  switch (change.kind) {
    case SmallestChange::Kind::kUnknown:
      return "";
    case SmallestChange::Kind::kNone:
      return "No single change of one pair would bring a match";
    case SmallestChange::Kind::kRaiseScore:
      return absl::StrCat("With a score higher by ", change.score_increase, " points, ",
                          context.offers()[change.offer].offer->name, " would go to ",
                          context.needs()[change.need].request->name, " (",
                          context.needs()[change.need].line->id, ", ",
                          context.needs()[change.need].year->year, ")");
    case SmallestChange::Kind::kWaiveRules:
      break;
  }
  const Need& need = context.needs()[change.need];
  const OpenOffer& offer = context.offers()[change.offer];
  std::vector<std::string> texts;
  for (Rule rule : RulesIn(change.rules)) {
    const FailedRule failed = Describe(context, need, offer, rule);
    texts.push_back(absl::StrCat(
        failed.changeable_by == ChangeableBy::kRequester ? "the requester" : "the provider",
        " let go of this: ", failed.text));
  }
  return absl::StrCat(offer.offer->name, " would go to ", need.request->name, " (", need.line->id,
                      ", ", need.year->year, ") if ", absl::StrJoin(texts, ", and if "));
}

std::string NeedSummary(const MatchResult& result, const NeedOutcome& outcome) {
  const Context& context = *result.context;
  const Need& need = context.needs()[outcome.need];
  const auto quantity = [&need](int64_t value) {
    return QuantityText(value, need.line->unit, need.line->digits);
  };
  std::string text;
  if (outcome.unmet == 0) {
    AddSentence(absl::StrCat("All of ", quantity(outcome.asked), " is matched"), &text);
    return text;
  }
  AddSentence(outcome.matched > 0
                  ? absl::StrCat(quantity(outcome.matched), " of ", quantity(outcome.asked),
                                 " is matched, ", quantity(outcome.unmet), " stays unmet")
                  : absl::StrCat("None of ", quantity(outcome.asked), " is matched"),
              &text);
  if (outcome.feasible_offers == 0) {
    AddSentence(outcome.failed.empty()
                    ? std::string("No open offer fits")
                    : absl::StrCat("No open offer fits (", Reasons(outcome.failed), ")"),
                &text);
  } else if (outcome.better_uses.empty()) {
    AddSentence(
        outcome.feasible_offers == 1
            ? std::string("One offer fits, and gives all that it can")
            : absl::StrCat(outcome.feasible_offers, " offers fit, and give all that they can"),
        &text);
  } else {
    const BetterUse& best = outcome.better_uses.front();
    const PlanLine& line = result.commodities[best.commodity].plan[best.line];
    AddSentence(
        absl::StrCat(outcome.feasible_offers == 1
                         ? std::string("One offer fits, and does")
                         : absl::StrCat(outcome.feasible_offers, " offers fit, and do"),
                     " more good elsewhere: ", context.offers()[line.offer].offer->name, " for ",
                     context.needs()[line.need].request->name, " (", line.score, " points)"),
        &text);
  }
  AddSentence(ChangeText(context, outcome.change), &text);
  return text;
}

std::string OfferSummary(const MatchResult& result, const OfferOutcome& outcome) {
  const Context& context = *result.context;
  const Offer& offer = *context.offers()[outcome.offer].offer;
  const auto quantity = [&offer](int64_t value) {
    return QuantityText(value, offer.unit, offer.digits);
  };
  std::string text;
  if (outcome.left == 0) {
    AddSentence(absl::StrCat("All of ", quantity(outcome.available), " is matched"), &text);
  } else if (outcome.matched > 0) {
    AddSentence(absl::StrCat(quantity(outcome.matched), " of ", quantity(outcome.available),
                             " is matched, ", quantity(outcome.left), " is left"),
                &text);
  } else {
    AddSentence(absl::StrCat("None of ", quantity(outcome.available), " is matched"), &text);
  }
  if (outcome.feasible_needs == 0) {
    AddSentence(outcome.failed.empty()
                    ? std::string("It fits no open need")
                    : absl::StrCat("It fits no open need (", Reasons(outcome.failed), ")"),
                &text);
  } else if (outcome.left > 0) {
    AddSentence(absl::StrCat("It fits ", outcome.feasible_needs,
                             outcome.feasible_needs == 1 ? " need" : " needs",
                             ", which take no more of it in its years and under its caps, or are "
                             "served by offers that fit better"),
                &text);
  }
  AddSentence(ChangeText(context, outcome.change), &text);
  return text;
}

}  // namespace clearway::matching
