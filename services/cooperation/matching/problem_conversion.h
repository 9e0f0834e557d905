// Money from one currency's minor units into another's, exactly and rounded down.
//
//   ASSIGN_OR_RETURN(RateTable table, RateTable::Make(records.rates, records.as_of));
//   if (auto to_usd = table.Find("EUR", 2, "USD", 2)) cents = FloorTimes(euro_cents,
//   to_usd->ratio);
//
// A conversion as of a date takes, of the rates between the two currencies, quoted either way, the
// latest that is not after it (quoted as asked for, where both ways have one of that day). Else it
// goes through a currency in which both are quoted: the one whose older rate is the latest, among
// equals the first by code. The ledger (../exchange.h) goes by the same rule.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_CONVERSION_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_CONVERSION_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

// In lowest terms; both parts above 0 and below 2^126.
struct Ratio {
  absl::uint128 numerator = 1;
  absl::uint128 denominator = 1;

  Ratio Inverse() const { return {denominator, numerator}; }
};

// ⌊value × ratio⌋, with no intermediate rounding whatever the sizes; nullopt when it does not fit
// into 63 bits. REQUIRES: value ≥ 0.
absl::optional<int64_t> FloorTimes(int64_t value, const Ratio& ratio);

class RateTable {
 public:
  struct Conversion {
    Ratio ratio;                     // from minor units to minor units
    std::vector<std::string> rates;  // names of the rates that it rests on; none for itself
  };

  // INVALID_ARGUMENT naming the rate that is no decimal above 0, or has too many digits. Rates
  // after `as_of` are left out.
  static absl::StatusOr<RateTable> Make(const std::vector<ExchangeRate>& rates,
                                        absl::CivilDay as_of);

  // nullopt when there is no way from one to the other. `digits` are the currencies' decimals
  // (0…4).
  absl::optional<Conversion> Find(absl::string_view from, int from_digits, absl::string_view to,
                                  int to_digits) const;

 private:
  struct Latest {
    std::string name;
    absl::CivilDay day;
    Ratio ratio;  // of whole units
  };
  // By currency, then quote.
  std::map<std::string, std::map<std::string, Latest>, std::less<>> rates_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_CONVERSION_H_
