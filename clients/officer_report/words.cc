#include "clients/officer_report/words.h"

#include <algorithm>
#include <cstdlib>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace clearway::officer_report {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

// Characters of UTF-8 text.
int Width(absl::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string UnitWords(const std::string& code, int64_t units) {
  const char* word = code == "C62"   ? "piece"
                     : code == "MON" ? "month"
                     : code == "DAY" ? "day"
                     : code == "MTK" ? "square metre"
                                     : nullptr;
  if (word == nullptr) return code;
  return absl::StrCat(word, units == 1 ? "" : "s");
}

absl::int128 Parts(const Quantity& quantity) {
  if (quantity.has_count()) return quantity.count().units();
  return absl::int128(quantity.money().units()) * 1000000000 + quantity.money().nanos();
}

std::string UnitOf(const Quantity& quantity) {
  return quantity.has_count() ? quantity.count().unit_code() : quantity.money().currency_code();
}

}  // namespace

std::string Thousands(absl::string_view digits) {
  absl::string_view number = digits;
  bool negative = !number.empty() && number[0] == '-';
  if (negative) number.remove_prefix(1);
  if (number.empty() || !std::all_of(number.begin(), number.end(), absl::ascii_isdigit)) {
    return std::string(digits);
  }
  std::string text(number);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(at, ",");
  return negative ? "-" + text : text;
}

std::string Thousands(int64_t number) { return Thousands(absl::StrCat(number)); }

bool IsNothing(const Quantity& quantity) { return Parts(quantity) == 0; }

std::string AmountText(const Quantity& quantity) {
  if (IsNothing(quantity)) return "nothing";
  if (quantity.has_count()) {
    int64_t units = quantity.count().units();
    return absl::StrCat(Thousands(units), " ", UnitWords(quantity.count().unit_code(), units));
  }
  const auto& money = quantity.money();
  std::string text = absl::StrCat(money.currency_code(), " ", Thousands(money.units()));
  if (money.nanos() == 0) return text;
  std::string fraction = absl::StrFormat("%09d", std::abs(money.nanos()));
  while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
  return absl::StrCat(text, ".", fraction);
}

int Percent(const Quantity& part, const Quantity& whole) {
  if (UnitOf(part) != UnitOf(whole) || IsNothing(whole)) return 0;
  return static_cast<int>(Parts(part) * 100 / Parts(whole));
}

std::string DayText(const google::type::Date& date) {
  static constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
  if (date.month() < 1 || date.month() > 12) return absl::StrCat(date.year());
  return absl::StrCat(date.day(), " ", kMonths[date.month() - 1], " ", date.year());
}

std::string AreaText(type::v1::AreaOfWork area) {
  switch (area) {
    case type::v1::AREA_OF_WORK_CLEARANCE:
      return "clearance";
    case type::v1::AREA_OF_WORK_RISK_REDUCTION_EDUCATION:
      return "risk reduction education";
    case type::v1::AREA_OF_WORK_VICTIM_ASSISTANCE:
      return "victim assistance";
    case type::v1::AREA_OF_WORK_STOCKPILE_DESTRUCTION:
      return "stockpile destruction";
    case type::v1::AREA_OF_WORK_NATIONAL_IMPLEMENTATION:
      return "national implementation";
    case type::v1::AREA_OF_WORK_UNIVERSALIZATION:
      return "universalization";
    default:
      return "any area of work";
  }
}

std::string RuleText(FeasibilityRule rule) {
  switch (rule) {
    case FEASIBILITY_RULE_REQUEST_OPEN:
      return "the request is not open";
    case FEASIBILITY_RULE_OFFER_OPEN:
      return "the offer is not open";
    case FEASIBILITY_RULE_COMMODITY:
      return "another kind of thing is offered than is needed";
    case FEASIBILITY_RULE_AREA_OF_WORK:
      return "the offer is for other areas of work";
    case FEASIBILITY_RULE_EARMARK:
      return "the offer is for other recipients";
    case FEASIBILITY_RULE_PERIOD:
      return "the offer cannot be used in that year";
    case FEASIBILITY_RULE_CHANNEL:
      return "no way of delivery suits both";
    case FEASIBILITY_RULE_ACCESS:
      return "the provider does not work where non-State actors operate";
    case FEASIBILITY_RULE_AUDIENCE:
      return "one may not see the other's record";
    case FEASIBILITY_RULE_EXCHANGE_RATE:
      return "there is no exchange rate";
    case FEASIBILITY_RULE_NEED_LEFT:
      return "nothing of the need is left";
    case FEASIBILITY_RULE_OFFER_LEFT:
      return "nothing of the offer is left for that recipient and year";
    case FEASIBILITY_RULE_DISTINCT_PARTIES:
      return "provider and recipient are the same";
    default:
      return "they do not fit";
  }
}

std::string Count(int64_t number, absl::string_view noun) {
  return absl::StrCat(Thousands(number), " ", noun, number == 1 ? "" : "s");
}

std::string Wrapped(absl::string_view text, int first, int indent) {
  std::string lines;
  std::string line(static_cast<size_t>(first), ' ');
  bool empty = true;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!empty && Width(line) + 1 + Width(word) > kColumns) {
      absl::StrAppend(&lines, line, "\n");
      line.assign(static_cast<size_t>(indent), ' ');
      empty = true;
    }
    absl::StrAppend(&line, empty ? "" : " ", word);
    empty = false;
  }
  return absl::StrCat(lines, line, "\n");
}

std::string Heading(absl::string_view text) {
  return absl::StrCat("\n", text, "\n", std::string(static_cast<size_t>(Width(text)), '='), "\n");
}

}  // namespace clearway::officer_report
