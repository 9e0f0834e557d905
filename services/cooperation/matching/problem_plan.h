// A solved problem back in the records' terms: who gives how much to whom, in their own units.
//
// Rounding: a pair's quantity x is in matched units. In the offer's currency it is ⌊x / rate⌋, in
// the need's ⌊x / its rate⌋: down again. Since what was left had been rounded down on the way in,
// x ≤ ⌊left × rate⌋, and a sum of parts rounded down is never more than the sum rounded down, so
// for every ceiling and every need the parts together never exceed what was left:
//   Σ ⌊xᵢ / rate⌋ ≤ ⌊Σ xᵢ / rate⌋ ≤ ⌊⌊left × rate⌋ / rate⌋ ≤ left.
// Offer and need in the same currency get the same quantity. The price is that a need served whole
// may keep some of its smallest units open, about one a line, when it is in another currency than
// the policy's; and that a line worth less than one smallest unit of either side is no line.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_PLAN_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/cooperation/matching/problem.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

struct PlanLine {
  int32_t pair = 0;            // in the problem's network
  int32_t offer = 0;           // in Context::offers()
  int32_t need = 0;            // in Context::needs()
  int64_t quantity = 0;        // matched units; above 0
  int64_t offer_quantity = 0;  // the offer's own smallest units; above 0
  int64_t need_quantity = 0;   // the need's own smallest units; above 0
  int64_t score = 0;
};

// The lines of one problem's plan, by offer, then request, need id and year (canonical order).
std::vector<PlanLine> ReadPlan(const Context& context, const Problem& problem,
                               const Solution& solution);

// SHA-256 over all lines of all commodities, in their order: for each line kind (4 bytes),
// text(unit), text(offer), text(request), text(need id), year (4 bytes), quantity, offer_quantity
// and need_quantity (8 bytes each); numbers with the most significant byte first, text as in
// lots.h. Equal plans, and only equal plans, have equal fingerprints.
class FingerprintWriter {
 public:
  void Add(const Context& context, const Commodity& commodity, const std::vector<PlanLine>& plan);
  std::string Finish() const;  // in hexadecimal

 private:
  std::string bytes_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_PLAN_H_
