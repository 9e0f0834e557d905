// Decimal text of 128-bit sums, for records, messages and tests.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_INT128_TEXT_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_INT128_TEXT_H_

#include <string>

#include "absl/numeric/int128.h"

namespace clearway::matching {

// The shortest decimal form: "0", "-12", "340282366920938463463374607431".
std::string Int128ToString(absl::int128 value);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_INT128_TEXT_H_
