#include "common/calendar/date.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace clearway::calendar {
namespace {

constexpr int kMaxYear = 9999;

// Exactly `text`'s digits as a number; -1 when something else is among them.
int Digits(absl::string_view text) {
  int value = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

bool IsDay(const Date& date) {
  if (date.year() < 1 || date.year() > kMaxYear) return false;
  absl::CivilDay day(date.year(), date.month(), date.day());
  // CivilDay carries what overflows into the next month; a real day stays as it is.
  return day.month() == date.month() && day.day() == date.day();
}

absl::CivilDay ToCivil(const Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

Date FromCivil(absl::CivilDay day) {
  Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  absl::CivilMonth month = absl::CivilMonth(day) + months;
  absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return absl::CivilDay(month.year(), month.month(), std::min(day.day(), last.day()));
}

std::string ToString(const Date& date) {
  if (date.month() == 0) return absl::StrFormat("%04d", date.year());
  if (date.day() == 0) return absl::StrFormat("%04d-%02d", date.year(), date.month());
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

absl::StatusOr<Date> ParseDay(absl::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    Date date;
    date.set_year(Digits(text.substr(0, 4)));
    date.set_month(Digits(text.substr(5, 2)));
    date.set_day(Digits(text.substr(8, 2)));
    if (IsDay(date)) return date;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text.substr(0, 40), "\" is no day; write it as 2010-11-12"));
}

}  // namespace clearway::calendar
