// Ranks the open offers for one request, or the open requests for one offer, each alone: no
// optimisation. Pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_SUGGEST_RANK_H_
#define CLEARWAY_SERVICES_COOPERATION_SUGGEST_RANK_H_

#include <cstdint>
#include <vector>

#include "services/cooperation/matching/explanation_counts.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::cooperation {

// One record of the other side that fits.
struct Ranked {
  int32_t offer = 0;     // in Context::offers()
  int32_t need = 0;      // in Context::needs(): the one that fits best
  int64_t score = 0;     // of that need
  int64_t possible = 0;  // to all needs of the request that fit, in the offer's smallest units
};

struct Ranking {
  std::vector<Ranked> best;  // the highest score first, among equals by name
  int64_t considered = 0;    // open records of the other side with something left
  int64_t feasible = 0;
  // Of those that do not fit: the rules of the need (line and year) for which the fewest fail.
  std::vector<matching::FailedSet> failed;
};

// For a context with one request and any number of offers, or one offer and any number of requests.
Ranking RankOffers(const matching::Context& context, int max_results);
Ranking RankRequests(const matching::Context& context, int max_results);

// Most that the offer could give to `needs` (of one recipient, all feasible) together, in its own
// smallest units.
int64_t PossibleFor(const matching::Context& context, const matching::OpenOffer& offer,
                    const std::vector<const matching::Need*>& needs);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SUGGEST_RANK_H_
