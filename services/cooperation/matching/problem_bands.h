// The bands of a group's need: how much of it stands in which band, and is still open.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_BANDS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_BANDS_H_

#include <cstdint>
#include <vector>

#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

// The floor (absolute), then what lies beyond it up to ⌊25 %⌋, ⌊50 %⌋ and all of `total`, each with
// the policy's bonus. What is already committed, total − left, fills them from the first on; bands
// without anything open are left out. The capacities add up to `left`.
// REQUIRES: 0 ≤ left ≤ total ≤ 10^12, in matched units.
std::vector<Network::Band> OpenBands(const Policy& policy, Kind kind, int64_t total, int64_t left);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_BANDS_H_
