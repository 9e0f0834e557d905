// Who gave to whom in the last years, for the score's continuity (Action 38).
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_CONTINUITY_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_CONTINUITY_H_

#include <array>
#include <cstdint>
#include <unordered_map>

#include "absl/time/civil_time.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

inline constexpr int kContinuityYears = 5;

// Counts contributions, so that one can be taken away again. Not thread-safe while it changes.
class Continuity {
 public:
  // Of the five calendar years up to the day's own; others do not count.
  explicit Continuity(absl::CivilDay as_of) : last_year_(as_of.year()) {}

  void Add(const EarlierContribution& earlier) { Count(earlier, 1); }
  // REQUIRES: it was added.
  void Remove(const EarlierContribution& earlier) { Count(earlier, -1); }

  // The years in which the provider itself gave, as bits: bit n for n years ago.
  uint32_t Years(int32_t provider, int32_t recipient) const;
  // Everybody who gave to the recipient: visit(provider, years), in no order.
  template <typename Visit>
  void EachProvider(int32_t recipient, const Visit& visit) const {
    const auto found = given_.find(recipient);
    if (found == given_.end()) return;
    for (const auto& [provider, counts] : found->second) visit(provider, YearsOf(counts));
  }

 private:
  using Counts = std::array<int32_t, kContinuityYears>;  // by age

  void Count(const EarlierContribution& earlier, int32_t by);
  static uint32_t YearsOf(const Counts& counts);

  int64_t last_year_;
  std::unordered_map<int32_t, std::unordered_map<int32_t, Counts>> given_;  // recipient, provider
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_CONTINUITY_H_
