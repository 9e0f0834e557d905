// The records that the benchmarks of the matching are about.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_INSTANCE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_INSTANCE_H_

#include <algorithm>
#include <cstdint>

#include "services/cooperation/matching/records_generator.h"

namespace clearway::matching {

// `size` offers, and about as many needs; some 15 feasible pairs an offer whatever the size, for
// each offer names so many recipients of so many that its share of the needs comes to that. Many
// offers stay unused; with `scarce` there are four times as many needs and pairs, and many needs
// stay unmet.
inline Records MakeInstance(int64_t size, bool scarce = false) {
  RecordsOptions options;
  // Of about two needs (line and year) each.
  options.requests = static_cast<int32_t>(scarce ? 2 * size : size / 2);
  options.offers = static_cast<int32_t>(size);
  options.recipients = static_cast<int32_t>(std::max<int64_t>(size / 15, 200));
  options.named_recipients = size / 15 > 200 ? 2 : 6;
  options.one_commodity = true;
  options.all_rules = false;
  options.max_quantity = 1'000'000'00;
  return GenerateRecords(options);
}

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_INSTANCE_H_
