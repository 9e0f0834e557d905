#include "common/refdata/units.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/string_view.h"

namespace clearway::refdata {
namespace {

// In the order of their codes, for the binary search.
constexpr Unit kUnits[] = {
    {"ANN", "year"},
    {"C62", "one"},
    {"CMT", "centimetre"},
    {"DAY", "day"},
    {"E48", "service unit"},
    {"E49", "working day"},
    {"GRM", "gram"},
    {"H87", "piece"},
    {"HAR", "hectare"},
    {"HUR", "hour"},
    {"IE", "person"},
    {"KGM", "kilogram"},
    {"KMK", "square kilometre"},
    {"KMT", "kilometre"},
    {"KWH", "kilowatt hour"},
    {"KWT", "kilowatt"},
    {"LTR", "litre"},
    {"MIN", "minute"},
    {"MON", "month"},
    {"MTK", "square metre"},
    {"MTQ", "cubic metre"},
    {"MTR", "metre"},
    {"NPR", "number of pairs"},
    {"PR", "pair"},
    {"SET", "set"},
    {"TNE", "tonne"},
    {"WEE", "week"},
    {"XBX", "box (package)"},
    {"XCR", "crate (package)"},
    {"XPK", "package"},
};

}  // namespace

const Unit* FindUnit(absl::string_view code) {
  const Unit* found = std::lower_bound(
      std::begin(kUnits), std::end(kUnits), code,
      [](const Unit& unit, absl::string_view wanted) { return unit.code < wanted; });
  return found != std::end(kUnits) && found->code == code ? found : nullptr;
}

const Unit* AllUnits(size_t* count) {
  *count = std::size(kUnits);
  return kUnits;
}

}  // namespace clearway::refdata
