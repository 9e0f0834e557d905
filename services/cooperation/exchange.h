// Converting money by dated exchange rates, exactly: rates are fractions of integers, and only the
// result is rounded, down, to the minor unit of its currency.
//
//   RateTable table;
//   RETURN_IF_ERROR(table.Add(rate));                       // EUR 1 = USD 1.1194 from 2019-12-31
//   auto conversion = table.Find("USD", "EUR", *calendar::ParseDay("2020-06-01"));
//   auto parts = Convert(PartsOf(quantity), conversion->rate, "EUR");
//
// Which rate holds on a day: of the rates between the two currencies, quoted either way, the latest
// that is not after the day (quoted as asked for, where both ways have one of that day). Currencies
// without a rate to each other convert through a currency in which both are quoted: the one whose
// older rate is the latest; among equals the first by code. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_EXCHANGE_H_
#define CLEARWAY_SERVICES_COOPERATION_EXCHANGE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "clearway/cooperation/v1/exchange_rate.pb.h"
#include "google/type/date.pb.h"
#include "services/cooperation/quantity.h"

namespace clearway::cooperation {

// num / den, in lowest terms, above 0; each at most 10^33 (two rates of 21 digits at most).
struct Fraction {
  absl::uint128 num = 1;
  absl::uint128 den = 1;
};

// The fraction that a rate's text names: "1.1194". nullopt when it is none, or zero.
absl::optional<Fraction> ParseRate(absl::string_view text);
// As a decimal of at most 12 places, cut: "1.1194", "0.893335715561".
std::string RateText(const Fraction& rate);

struct Conversion {
  Fraction rate;                                // units of the target for one of the source
  std::vector<const v1::ExchangeRate*> quotes;  // what it rests on; the table's own
};

// The rates there are. Not thread-safe while rates are added.
class RateTable {
 public:
  // INVALID_ARGUMENT when the date is no day or the rate no number above 0. A rate of the same
  // currencies and day takes the place of the one before.
  absl::Status Add(const v1::ExchangeRate& rate);

  // nullopt when there is none. From a currency to itself: 1, resting on nothing. The quotes live
  // as long as the table and until it changes.
  absl::optional<Conversion> Find(absl::string_view from, absl::string_view to,
                                  const google::type::Date& as_of) const;

  bool empty() const { return by_pair_.empty(); }

 private:
  struct Quote {
    Fraction rate;
    v1::ExchangeRate record;
  };
  using Dated = std::map<absl::CivilDay, Quote>;
  // The latest at or before the day; end() of its map when none.
  const Dated::value_type* Latest(const std::string& from, const std::string& to,
                                  absl::CivilDay day) const;

  std::map<std::pair<std::string, std::string>, Dated> by_pair_;  // (currency, quote currency)
};

// floor(parts × rate), to whole minor units of `currency`, in parts. nullopt when the result is
// beyond 2^127 parts, or the currency is none. REQUIRES: parts >= 0.
absl::optional<Parts> Convert(Parts parts, const Fraction& rate, absl::string_view currency);

// How many parts make one minor unit of a currency: 10,000,000 for USD, 1,000,000,000 for JPY.
// nullopt for what is no ISO 4217 currency.
absl::optional<Parts> PartsPerMinorUnit(absl::string_view currency);

// floor(a × b / c) over 256 bits. nullopt when it needs more than 127. REQUIRES: c > 0.
absl::optional<absl::uint128> MulDiv(absl::uint128 a, absl::uint128 b, absl::uint128 c);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_EXCHANGE_H_
