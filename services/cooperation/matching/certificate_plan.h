// The first part of a certificate's check: that the plan is one at all.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_PLAN_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_PLAN_H_

#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

// What flows through each node, summed from the pairs.
struct Throughput {
  std::vector<absl::int128> offers, offer_years, outlets, demands, groups;
};

// OK, and `through` filled, when no limit is passed, each group's bands take what its demands
// receive, and bands fill in order; else FAILED_PRECONDITION. The network must be valid and the
// solution's vectors of its sizes.
absl::Status CheckPlan(const Network& network, const Solution& solution, Throughput& through);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_PLAN_H_
