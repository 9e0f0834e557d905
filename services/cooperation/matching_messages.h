// What the matching engine found, as the contract's messages. Pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_MESSAGES_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_MESSAGES_H_

#include <vector>

#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/cooperation/v1/explanation.pb.h"
#include "clearway/cooperation/v1/match_run.pb.h"
#include "clearway/cooperation/v1/proposal.pb.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/explanation.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/left_out.h"
#include "services/cooperation/matching/scoring.h"
#include "services/cooperation/matching/smallest_change.h"

namespace clearway::cooperation {

v1::CriterionShare ToMessage(const matching::Share& share);
v1::FailedRule ToMessage(const matching::FailedRule& failed);
v1::FailedRuleCount ToMessage(const matching::FailedSet& set);
v1::SmallestChange ToMessage(const matching::Context& context,
                             const matching::SmallestChange& change);
v1::BetterUse ToMessage(const matching::MatchResult& result, const matching::BetterUse& use);

// Quantities in the offer's and the need's own units.
v1::Quantity QuantityOf(const matching::Offer& offer, int64_t smallest_units);
v1::Quantity QuantityOf(const matching::NeedLine& line, int64_t smallest_units);

v1::CommodityResult ToMessage(const matching::MatchResult& result,
                              const matching::CommodityMatch& match);

v1::LeftOutRecord ToMessage(const matching::LeftOut& left_out);

// One for each request with an open need, by name.
std::vector<v1::RequestOutcome> RequestOutcomes(const matching::MatchResult& result,
                                                const matching::Explanation& why);
// One for each open offer, by name.
std::vector<v1::OfferOutcome> OfferOutcomes(const matching::MatchResult& result,
                                            const matching::Explanation& why);
// The plan's lines, by commodity, offer, request, need id and year: without names and run.
std::vector<v1::Proposal> ToProposals(const matching::MatchResult& result,
                                      const matching::Explanation& why);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_MESSAGES_H_
