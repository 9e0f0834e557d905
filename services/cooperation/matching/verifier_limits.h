// The verifier's own reading of which records are too large to be counted and so take no part
// (left_out.h says the rule). Inner part of verifier.h; must not use left_out.h or problem.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_LIMITS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_LIMITS_H_

#include <set>
#include <string>

#include "services/cooperation/matching/problem_conversion.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching::verifier {

// Their names.
std::set<std::string> Uncountable(const Records& records, const RateTable& rates);

}  // namespace clearway::matching::verifier

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_LIMITS_H_
