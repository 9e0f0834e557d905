// The matching problems of a date, one for each commodity (a kind of thing in one unit), as
// networks with the way back to the records.
//
// Everything stands in canonical order, which depends on names and years alone, so that the same
// records give the same networks whatever their order:
//   offers       by name
//   offer years  by offer, year
//   outlets      by offer year, recipient's name
//   groups       by recipient's name, area of work, year
//   demands      by request's name, need id, year
//   pairs        by outlet, demand
// An offer takes part when it is open, has something left and, for money, a rate; a need likewise.
// Offer years and outlets are there only where they have a pair; an offer year without a ceiling of
// its own has the offer's.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

struct Commodity {
  Kind kind = Kind::kFunding;
  std::string unit;  // of the matched quantities: the policy's currency, or the unit code
  int digits = 0;    // decimals of that currency

  bool operator==(const Commodity& other) const { return kind == other.kind && unit == other.unit; }
  bool operator<(const Commodity& other) const {
    return kind != other.kind ? kind < other.kind : unit < other.unit;
  }
};

// The commodity of a need line or an offer of this kind and unit.
Commodity CommodityOf(const Policy& policy, Kind kind, const std::string& unit);

struct Problem {
  struct Group {
    int32_t recipient = -1;  // party
    Area area = Area::kClearance;
    int32_t year = 0;
    int64_t total = 0;  // asked for by open requests, what is committed included
  };

  Commodity commodity;
  Network network;
  // What the network's elements stand for, by its indexes.
  std::vector<int32_t> offers;       // in Context::offers()
  std::vector<int32_t> demands;      // in Context::needs()
  std::vector<int32_t> offer_years;  // the year
  std::vector<int32_t> outlets;      // the recipient (party)
  std::vector<Group> groups;
};

// By commodity, those with an offer or a need. Errors: CANCELLED once `cancelled` (may be empty)
// answers true.
absl::StatusOr<std::vector<Problem>> BuildProblems(const Context& context,
                                                   const std::function<bool()>& cancelled = {});

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_H_
