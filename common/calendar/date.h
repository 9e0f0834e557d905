// google.type.Date as a calendar day: whether it is one, arithmetic, text.
//
//   if (!IsDay(date)) return InvalidField("date", "must be a whole day, e.g. 2010-11-12");
//   Date due = FromCivil(ToCivil(date) + 180);
//
// Days are of the proleptic Gregorian calendar, years 1 to 9999, without a time zone. A Date whose
// day or month is zero (a month, a year) is no day. Everything here is pure.
#ifndef CLEARWAY_COMMON_CALENDAR_DATE_H_
#define CLEARWAY_COMMON_CALENDAR_DATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "google/type/date.pb.h"

namespace clearway::calendar {

using google::type::Date;

// True for a whole day that the calendar has: not 2010-11-00, not 2010-02-29.
bool IsDay(const Date& date);

// REQUIRES: IsDay(date).
absl::CivilDay ToCivil(const Date& date);
Date FromCivil(absl::CivilDay day);

// The same day of the month `months` later (or earlier, when negative); the last day of that month
// when it is shorter: 31 August + 6 months is 28 February, or 29 in a leap year.
absl::CivilDay AddMonths(absl::CivilDay day, int months);

// "2010-11-12". A zero month or day is left out: "2010-11", "2010".
std::string ToString(const Date& date);

// Reads what ToString writes of a whole day. INVALID_ARGUMENT for any other text.
absl::StatusOr<Date> ParseDay(absl::string_view text);

}  // namespace clearway::calendar

#endif  // CLEARWAY_COMMON_CALENDAR_DATE_H_
