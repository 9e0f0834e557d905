// Random records for tests and benchmarks: the same for the same options on every machine, made up
// from beginning to end.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_GENERATOR_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_GENERATOR_H_

#include <cstdint>

#include "services/cooperation/matching/records.h"

namespace clearway::matching {

struct RecordsOptions {
  uint64_t seed = 1;
  int32_t requests = 6;  // of 1 to 2 need lines in 1 to 3 years
  int32_t offers = 6;
  int32_t recipients = 4;
  int64_t max_quantity = 40;  // in the record's smallest units
  bool floor = true;          // a floor, and the policy asks for floors first
  bool one_commodity = false;
  // Every rule fails now and then: closed records, audiences, currencies without a rate…
  bool all_rules = true;
  // Named recipients for each offer; 0: earmarks of every sort.
  int32_t named_recipients = 0;
};

// Always passes CheckRecords().
Records GenerateRecords(const RecordsOptions& options);

// The same records with every list in another order: parties, regions, requests, need lines, years,
// offers, earmarks, contributions, rates.
Records ShuffleRecords(const Records& records, uint64_t seed);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_GENERATOR_H_
