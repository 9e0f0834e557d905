#include "services/cooperation/matching/int128_text.h"

#include <algorithm>
#include <string>

namespace clearway::matching {

std::string Int128ToString(absl::int128 value) {
  if (value == 0) return "0";
  const bool negative = value < 0;
  std::string digits;
  // The remainder keeps the sign of the dividend, so that the least value needs no negation.
  for (; value != 0; value /= 10) {
    const int digit = static_cast<int>(value % 10);
    digits.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  if (negative) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace clearway::matching
