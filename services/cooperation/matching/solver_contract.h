// Makes a flow problem smaller by merging the ends of arcs whose limit never binds: an offer that
// may give all it has in one year, a year without caps for single States, a group of one demand.
// Such an arc's flow is what its one end passes on, and lies within its bounds whatever the rest
// of the network does; its reduced profit can always be zero, so that both ends share one value.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_CONTRACT_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_CONTRACT_H_

#include <cstdint>
#include <vector>

#include "services/cooperation/matching/solver_flow.h"

namespace clearway::matching {

class Contraction {
 public:
  // Considers the arcs for which `limit_only` holds; these must have no profit. `problem` is kept
  // by reference and must outlive this. Linear time, but for a union-find.
  Contraction(const FlowProblem& problem, const std::vector<char>& limit_only);

  // The smaller problem.
  const FlowProblem& small() const { return small_; }

  // Its result as one of the whole problem.
  FlowResult Expand(const FlowResult& result) const;

 private:
  const FlowProblem& problem_;
  FlowProblem small_;
  std::vector<int32_t> node_;  // of the problem → of the smaller one
  std::vector<int32_t> kept_;  // arc of the smaller problem → of the problem
  std::vector<char> merged_;   // by arc of the problem
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_CONTRACT_H_
