// Exact arithmetic on google.type.Money: in whole minor units (cents), as 64-bit integers. Nothing
// here rounds but Convert, which rounds down and says so.
#ifndef CLEARWAY_COMMON_REFDATA_MONEY_H_
#define CLEARWAY_COMMON_REFDATA_MONEY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/type/money.pb.h"

namespace clearway::refdata {

// What is wrong with an amount, in words that follow the field's name ("has nanos 5 …; e.g. …"), or
// "" when it is well-formed: a known currency, nanos within ±999,999,999 and of the sign of units,
// and no finer than the currency's minor unit.
std::string WhatIsWrong(const google::type::Money& money);

// The amount in minor units: USD 12.34 is 1234. INVALID_ARGUMENT when it is not well-formed,
// OUT_OF_RANGE when it does not fit.
absl::StatusOr<int64_t> ToMinorUnits(const google::type::Money& money);

// The amount of so many minor units. INVALID_ARGUMENT when the currency is unknown.
absl::StatusOr<google::type::Money> FromMinorUnits(int64_t minor, absl::string_view currency);

// A positive rational number, exactly: what 1 unit (not minor unit) of one currency is worth in
// another. 1.1194 is {11194, 10000}.
struct Rate {
  int64_t numerator = 1;
  int64_t denominator = 1;
};

// "1.1194" as a Rate. INVALID_ARGUMENT for what is no positive decimal number of at most 18 digits.
absl::StatusOr<Rate> ParseRate(absl::string_view decimal);

// `minor` minor units of `from` in minor units of `to`, rounded down (towards minus infinity).
// INVALID_ARGUMENT for unknown currencies and rates that are not positive, OUT_OF_RANGE when the
// result does not fit.
absl::StatusOr<int64_t> Convert(int64_t minor, absl::string_view from, absl::string_view to,
                                const Rate& rate);

// For people: "USD 2,730,000.00". An amount that is not well-formed is shown as it is.
std::string FormatMoney(const google::type::Money& money);

// -1, 0 or 1. REQUIRES: the same currency, nanos of the sign of units.
int CompareMoney(const google::type::Money& a, const google::type::Money& b);

}  // namespace clearway::refdata

#endif  // CLEARWAY_COMMON_REFDATA_MONEY_H_
