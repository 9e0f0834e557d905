// What became of a need or an offer, in a few sentences for officers.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_WORDS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_WORDS_H_

#include <string>

#include "services/cooperation/matching/explanation.h"

namespace clearway::matching {

std::string NeedSummary(const MatchResult& result, const NeedOutcome& outcome);
std::string OfferSummary(const MatchResult& result, const OfferOutcome& outcome);
// "The smallest change: …"; empty for kUnknown.
std::string ChangeText(const Context& context, const SmallestChange& change);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_WORDS_H_
