#include "services/cooperation/matching/feasibility.h"

#include <algorithm>

namespace clearway::matching {
namespace {

bool IsParty(const Context& context, int32_t index) {
  const Party& party = context.party(index);
  return party.state_party || (party.acts_for >= 0 && context.party(party.acts_for).state_party);
}

}  // namespace

bool InAudience(const Context& context, const Audience& audience, int32_t index) {
  const auto named = [&audience](int32_t party) {
    return std::find(audience.members.begin(), audience.members.end(), party) !=
           audience.members.end();
  };
  const Party& party = context.party(index);
  switch (audience.kind) {
    case Audience::Kind::kEveryone:
      return true;
    case Audience::Kind::kVettedProviders:
      return party.vetted || IsParty(context, index);
    case Audience::Kind::kStatesParties:
      return IsParty(context, index);
    case Audience::Kind::kNamed:
      return named(index) || (party.acts_for >= 0 && named(party.acts_for));
  }
  return false;
}

bool PeriodFits(const Context& context, const Offer& offer, int32_t year) {
  if (year < context.as_of().year() || year < offer.valid_from.year() ||
      year > offer.open.last_day.year()) {
    return false;
  }
  return offer.years.empty() ||
         std::any_of(offer.years.begin(), offer.years.end(),
                     [year](const OfferYearLeft& ceiling) { return ceiling.year == year; });
}

RuleSet FailingRules(const Context& context, const Need& need) {
  RuleSet failing = 0;
  if (!IsOpen(need.request->open, context.as_of())) failing |= Bit(Rule::kRequestOpen);
  const int64_t left = need.ratio == nullptr ? need.year->left : need.left;
  if (left == 0) failing |= Bit(Rule::kNeedLeft);
  return failing;
}

RuleSet FailingRules(const Context& context, const OpenOffer& offer) {
  return IsOpen(offer.offer->open, context.as_of()) ? 0 : Bit(Rule::kOfferOpen);
}

RuleSet FailingRules(const Context& context, const Need& need, const OpenOffer& offer) {
  return FailingRulesOfLine(context, *need.request, *need.line, offer) |
         FailingRulesOfYear(context, need, offer);
}

RuleSet FailingRulesOfLine(const Context& context, const Request& request, const NeedLine& line,
                           const OpenOffer& open) {
  const Offer& offer = *open.offer;
  RuleSet failing = FailingRules(context, open);
  if (!IsOpen(request.open, context.as_of())) failing |= Bit(Rule::kRequestOpen);
  if (offer.kind != line.kind || (offer.kind != Kind::kFunding && offer.unit != line.unit)) {
    failing |= Bit(Rule::kCommodity);
  }
  if (offer.areas != 0 && (offer.areas & Bit(request.area)) == 0) {
    failing |= Bit(Rule::kAreaOfWork);
  }
  if (!context.Admits(open, request.recipient)) failing |= Bit(Rule::kEarmark);
  if (offer.channels != 0 && request.channels != 0 && (offer.channels & request.channels) == 0) {
    failing |= Bit(Rule::kChannel);
  }
  if (line.non_state_actors && !offer.works_with_non_state_actors) failing |= Bit(Rule::kAccess);
  if (!InAudience(context, offer.audience, request.recipient) ||
      !InAudience(context, request.audience, offer.provider)) {
    failing |= Bit(Rule::kAudience);
  }
  const int32_t acts_for = context.party(offer.provider).acts_for;
  if (offer.provider == request.recipient || acts_for == request.recipient) {
    failing |= Bit(Rule::kDistinctParties);
  }
  return failing;
}

RuleSet FailingRulesOfYear(const Context& context, const Need& need, const OpenOffer& open) {
  const Offer& offer = *open.offer;
  const int32_t year = need.year->year;
  RuleSet failing = 0;
  if (!PeriodFits(context, offer, year)) failing |= Bit(Rule::kPeriod);
  if (need.ratio == nullptr || open.ratio == nullptr) failing |= Bit(Rule::kExchangeRate);
  if ((need.ratio == nullptr ? need.year->left : need.left) == 0) failing |= Bit(Rule::kNeedLeft);
  // In the offer's own units, what is less than one matched unit rounds down to nothing.
  const int64_t left = OwnLeft(offer, need.request->recipient, year);
  if (left < open.least) failing |= Bit(Rule::kOfferLeft);
  return failing;
}

ChangeableBy WhoCouldChange(const Context& context, const Need& need, const OpenOffer& offer,
                            Rule rule) {
  switch (rule) {
    case Rule::kRequestOpen:
    case Rule::kChannel:  // both sides name channels; the requester's own first
      return ChangeableBy::kRequester;
    case Rule::kAudience:
      return InAudience(context, need.request->audience, offer.offer->provider)
                 ? ChangeableBy::kProvider
                 : ChangeableBy::kRequester;
    case Rule::kPeriod:
      return need.year->year < context.as_of().year() ? ChangeableBy::kNobody
                                                      : ChangeableBy::kProvider;
    case Rule::kOfferOpen:
    case Rule::kAreaOfWork:
    case Rule::kEarmark:
    case Rule::kAccess:
    case Rule::kOfferLeft:
      return ChangeableBy::kProvider;
    case Rule::kCommodity:
    case Rule::kExchangeRate:
    case Rule::kNeedLeft:
    case Rule::kDistinctParties:
      return ChangeableBy::kNobody;
  }
  return ChangeableBy::kNobody;
}

std::vector<Rule> RulesIn(RuleSet set) {
  std::vector<Rule> rules;
  for (int number = 1; number <= kRules; ++number) {
    if (Has(set, static_cast<Rule>(number))) rules.push_back(static_cast<Rule>(number));
  }
  return rules;
}

}  // namespace clearway::matching
