// Ranks the open offers for one request, or the open requests for one offer, each alone: no
// optimisation. Pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_SUGGEST_RANK_H_
#define CLEARWAY_SERVICES_COOPERATION_SUGGEST_RANK_H_

#include <cstdint>
#include <vector>

#include "services/cooperation/matching/explanation_counts.h"
#include "services/cooperation/matching/offer_columns.h"
#include "services/cooperation/matching/problem_context.h"
#include "services/cooperation/shown_records.h"

namespace clearway::cooperation {

// A pair that fits.
struct Ranked {
  matching::OpenOffer offer;
  matching::Need need;   // of the request, the one that fits best
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

// Over the offers of the context's records that are shown, of which `columns` are made, place by
// place. `context` is of Context::MakeBackground() or On(). An offer takes some 20 ns, one that
// fits some 20 more.
Ranking RankOffers(matching::Context& context, const matching::OfferColumns& columns,
                   const matching::Request& request, int max_results,
                   const ShownRecords& shown = ShownRecords());
// Over the requests of the context's records that are shown.
Ranking RankRequests(matching::Context& context, const matching::Offer& offer, int max_results,
                     const ShownRecords& shown = ShownRecords());

// Columns of all offers of the records.
matching::OfferColumns ColumnsOf(const matching::Records& records);

// Most that the offer could give to `needs` (of one recipient, all feasible) together, in its own
// smallest units.
int64_t PossibleFor(const matching::Context& context, const matching::OpenOffer& offer,
                    const std::vector<const matching::Need*>& needs);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SUGGEST_RANK_H_
