// The obvious way to solve a network: try every plan. For tests, on networks of a few units.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_ORACLE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_ORACLE_H_

#include <cstdint>
#include <vector>

#include "absl/types/optional.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/network_generator.h"

namespace clearway::matching {

struct OraclePlan {
  int64_t floor = 0, weight = 0, lots = 0;  // the stages' values
  std::vector<int64_t> pair_flow;           // of one best plan
  int64_t plans = 0;                        // how many are best in every stage
};

// Units that reach a group or a demand from outside the network (negative: are taken there).
struct Injection {
  int32_t group = -1;
  int32_t demand = -1;
  int64_t units = 0;
};

// The best plan, or nothing where no plan is feasible (an injection can make it so).
absl::optional<OraclePlan> TryEveryPlan(const Network& network, bool floor_stage,
                                        const Injection& injection = {});

// A random network with at most 9 pairs, quantities of a few units and many ties.
Network TinyNetwork(SplitMix& random);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_ORACLE_H_
