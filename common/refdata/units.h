// Units of measure: codes of UN/ECE Recommendation 20, and of Recommendation 21 (X…) for packages.
//
// A chosen part of the two thousand: what assistance is counted in. Another code of the
// Recommendation may be added; none is ever removed or changed in meaning.
#ifndef CLEARWAY_COMMON_REFDATA_UNITS_H_
#define CLEARWAY_COMMON_REFDATA_UNITS_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace clearway::refdata {

struct Unit {
  const char* code;  // "MTK"
  const char* name;  // "square metre"
};

// Null when the code is unknown. Codes are upper case.
const Unit* FindUnit(absl::string_view code);

// In the order of their codes.
const Unit* AllUnits(size_t* count);

}  // namespace clearway::refdata

#endif  // CLEARWAY_COMMON_REFDATA_UNITS_H_
