#include "services/cooperation/matching/continuity.h"

namespace clearway::matching {

void Continuity::Count(const EarlierContribution& earlier, int32_t by) {
  const int64_t age = last_year_ - earlier.year;
  if (age < 0 || age >= kContinuityYears) return;
  given_[earlier.recipient][earlier.provider][age] += by;
}

uint32_t Continuity::YearsOf(const Counts& counts) {
  uint32_t years = 0;
  for (int age = 0; age < kContinuityYears; ++age) {
    if (counts[age] > 0) years |= 1u << age;
  }
  return years;
}

uint32_t Continuity::Years(int32_t provider, int32_t recipient) const {
  const auto to = given_.find(recipient);
  if (to == given_.end()) return 0;
  const auto by = to->second.find(provider);
  return by == to->second.end() ? 0 : YearsOf(by->second);
}

}  // namespace clearway::matching
