// Arithmetic on quantities: exact, in whole parts, never floating point.
//
// A part is a billionth of a unit of money (google.type.Money's nanos), or one unit of a thing that
// is counted. A quantity on the wire is at most kMaxUnits units, so that sums of fifty needs over
// thirty years, in parts, stay far inside 128 bits. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_QUANTITY_H_
#define CLEARWAY_SERVICES_COOPERATION_QUANTITY_H_

#include <cstdint>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/quantity.pb.h"

namespace clearway::cooperation {

using Parts = absl::int128;

inline constexpr int64_t kPartsOfMoney = 1000000000;
// Most units of money or of anything else in one quantity.
inline constexpr int64_t kMaxUnits = 1000000000000;

// What a quantity is of: the currency or unit code, and whether it is money. Empty code: nothing.
struct Commodity {
  bool money = false;
  std::string code;
  bool operator==(const Commodity& other) const {
    return money == other.money && code == other.code;
  }
  bool operator!=(const Commodity& other) const { return !(*this == other); }
};
Commodity CommodityOf(const v1::Quantity& quantity);

// 0 when nothing is set.
Parts PartsOf(const v1::Quantity& quantity);
// REQUIRES: |parts| fits: at most 2^63 units.
v1::Quantity MakeQuantity(const Commodity& commodity, Parts parts);
// How many parts make one unit: kPartsOfMoney or 1.
Parts PartsPerUnit(const Commodity& commodity);

// For people: "1250000.50 USD", "12 MON"; money with its decimals only where there are some.
std::string ToText(const v1::Quantity& quantity);

// Money goes with RESOURCE_KIND_FUNDING, a count with every other kind.
bool FitsKind(const v1::Quantity& quantity, v1::ResourceKind kind);

// What is left counts as nothing: less than one unit of money, which conversions between
// currencies, each rounded down, leave behind; exactly nothing of what is counted.
bool IsSpent(const Commodity& commodity, Parts left);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_QUANTITY_H_
