// The verifier's own reading of the rules, each a question with yes or no. Inner part of
// verifier.h; must not use feasibility.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_RULES_H_

#include <cstdint>

#include "services/cooperation/matching/records.h"

namespace clearway::matching::verifier {

bool Open(const Records& records, const OpenPeriod& open);
// Earmark, the offer's audience, and that the recipient does not give to itself.
bool MayReceive(const Records& records, const Offer& offer, int32_t recipient);
bool UsableFor(const Offer& offer, Area area);
bool UsableIn(const Records& records, const Offer& offer, int32_t year);
// Channel, access, and the request's audience.
bool Reaches(const Records& records, const Offer& offer, const Request& request,
             const NeedLine& line);
// Least of total, year's ceiling and what is left under the cap, in the offer's own units.
int64_t Ceiling(const Offer& offer, int32_t year);
int64_t CeilingUnderCap(const Offer& offer, int32_t recipient, int32_t year);

}  // namespace clearway::matching::verifier

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_RULES_H_
