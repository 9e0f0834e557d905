#include "services/cooperation/matching/records_words.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace clearway::matching {
namespace {

template <size_t n>
std::string Names(uint32_t set, const char* const (&names)[n], absl::string_view all) {
  constexpr uint32_t kEvery = (1u << n) - 1;
  if (set == 0 || set == kEvery) return std::string(all);
  std::vector<absl::string_view> chosen;
  for (size_t i = 0; i < n; ++i) {
    if ((set >> i & 1) != 0) chosen.push_back(names[i]);
  }
  return absl::StrJoin(chosen, ", ");
}

}  // namespace

std::string DayText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

std::string CommodityText(Kind kind, absl::string_view unit) {
  static constexpr const char* kNames[] = {"funding",  "personnel",        "equipment",
                                           "training", "technical advice", "a service"};
  const char* name = kNames[static_cast<int>(kind) - 1];
  return kind == Kind::kFunding ? std::string(name) : absl::StrCat(name, " (", unit, ")");
}

std::string AreasText(uint32_t areas) {
  static constexpr const char* const kNames[] = {"clearance",
                                                 "risk reduction education",
                                                 "victim assistance",
                                                 "stockpile destruction",
                                                 "national implementation",
                                                 "universalization"};
  return Names(areas, kNames, "every area of work");
}

std::string ChannelsText(uint32_t channels) {
  static constexpr const char* const kNames[] = {
      "bilateral",  "United Nations", "international organisation", "Red Cross/Red Crescent", "NGO",
      "trust fund", "private"};
  return Names(channels, kNames, "every channel");
}

std::string QuantityText(int64_t quantity, absl::string_view unit, int digits) {
  int64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  std::string whole = absl::StrCat(quantity / scale);
  for (int place = static_cast<int>(whole.size()) - 3; place > 0; place -= 3) {
    whole.insert(place, ",");
  }
  std::string text = whole;
  if (digits > 0 && quantity % scale != 0) {
    std::string part = absl::StrCat(quantity % scale);
    absl::StrAppend(&text, ".", std::string(digits - part.size(), '0'), part);
  }
  return absl::StrCat(text, " ", unit);
}

}  // namespace clearway::matching
