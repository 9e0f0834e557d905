// Currencies of ISO 4217 and the decimal places of their minor units.
//
// The active codes of the list (amendment 176 and those before it), and the codes withdrawn since
// 2008, the year in which the Convention was adopted, because contributions of those years are in
// them. Funds codes, precious metals and test codes are left out: nobody gives assistance in them.
#ifndef CLEARWAY_COMMON_REFDATA_CURRENCIES_H_
#define CLEARWAY_COMMON_REFDATA_CURRENCIES_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace clearway::refdata {

struct Currency {
  const char* code;  // "USD"
  int exponent;      // decimal places of the minor unit: 2 for USD, 0 for JPY, 3 for KWD
  const char* name;  // "US Dollar"
  bool active;       // false: withdrawn
};

// Null when the code is unknown. Codes are upper case.
const Currency* FindCurrency(absl::string_view code);

// In the order of their codes.
const Currency* AllCurrencies(size_t* count);

}  // namespace clearway::refdata

#endif  // CLEARWAY_COMMON_REFDATA_CURRENCIES_H_
