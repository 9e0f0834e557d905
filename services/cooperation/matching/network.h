// The matching problem of one commodity as a network, and what solving it yields. Plain integers:
// names, dates and rules are the builder's business (problem.h), proofs are certificate.h's.
//
// Flow runs   offer → offer's year → offer's year and State → [pair] → demand → group → bands.
//
//   offer          a total ceiling
//   offer year     a ceiling for one year of the offer
//   outlet         an offer year's cap for one State (the leaf of the supply tree)
//   pair           an outlet that may serve a demand, with its score (weight) and its lot
//   demand         one need line in one year: what it still asks
//   group          a State's need in one area of work and year; its bands fill from the first to
//                  the last, each with a bonus per unit that does not rise from band to band
//
// All quantities are in one unit (money: minor units of the run's currency).
// Bounds, checked by Validate(): quantities 0…10^12, weights 1…1'000'001, bonuses 0…10^9,
// lots 0…2^32-1, at most 2^31-1 of anything.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"

namespace clearway::matching {

inline constexpr int64_t kMaxQuantity = 1'000'000'000'000;
inline constexpr int64_t kMaxWeight = 1'000'001;  // 1 + weights (sum 100) × criteria (0…10^4)
inline constexpr int64_t kMaxBonus = 1'000'000'000;

struct Network {
  struct Offer {
    int64_t capacity = 0;
  };
  struct OfferYear {
    int32_t offer = 0;
    int64_t capacity = 0;
  };
  struct Outlet {
    int32_t offer_year = 0;
    int64_t capacity = 0;
  };
  struct Band {
    int64_t capacity = 0;  // what of the group's need falls into this band and is not yet filled
    int64_t bonus = 0;     // per unit
    bool floor = false;    // counts for the first stage
  };
  struct Group {
    std::vector<Band> bands;
  };
  struct Demand {
    int32_t group = 0;
    int64_t capacity = 0;
  };
  struct Pair {
    int32_t outlet = 0;
    int32_t demand = 0;
    int64_t weight = 1;
    uint32_t lot = 0;
  };

  std::vector<Offer> offers;
  std::vector<OfferYear> offer_years;
  std::vector<Outlet> outlets;
  std::vector<Group> groups;
  std::vector<Demand> demands;
  std::vector<Pair> pairs;

  // OK, or INVALID_ARGUMENT naming the first element that breaks a bound or points nowhere, a
  // pair that stands twice, or a group whose bonuses rise or whose floor band is not first.
  absl::Status Validate() const;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_H_
