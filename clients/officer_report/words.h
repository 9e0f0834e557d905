// Amounts, days and terms as an officer writes them, and text in lines of at most 100 columns.
#ifndef CLEARWAY_CLIENTS_OFFICER_REPORT_WORDS_H_
#define CLEARWAY_CLIENTS_OFFICER_REPORT_WORDS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/explanation.pb.h"
#include "clearway/cooperation/v1/quantity.pb.h"
#include "clearway/type/v1/area_of_work.pb.h"
#include "google/type/date.pb.h"

namespace clearway::officer_report {

inline constexpr int kColumns = 100;

// "12,345,678" for a whole decimal number, however long; other text stays as it is.
std::string Thousands(absl::string_view digits);
std::string Thousands(int64_t number);

// "USD 50,000,000", "USD 1,516.67", "12 months", "3 pieces"; "nothing" for zero or none.
std::string AmountText(const cooperation::v1::Quantity& quantity);
// Zero, or not set.
bool IsNothing(const cooperation::v1::Quantity& quantity);
// part of whole in percent, rounded down: 39; 0 when they cannot be compared.
int Percent(const cooperation::v1::Quantity& part, const cooperation::v1::Quantity& whole);

// "28 November 2013".
std::string DayText(const google::type::Date& date);
// "clearance", "victim assistance".
std::string AreaText(type::v1::AreaOfWork area);
// "the offer's earmark does not let the recipient in".
std::string RuleText(cooperation::v1::FeasibilityRule rule);
// "1 need", "3 needs".
std::string Count(int64_t number, absl::string_view noun);

// `text` in lines of at most kColumns characters, broken at spaces, each after `indent` spaces (the
// first after `first`), each ended with a newline. A word longer than a line stands alone.
std::string Wrapped(absl::string_view text, int first, int indent);
// A title with a line under it.
std::string Heading(absl::string_view text);

}  // namespace clearway::officer_report

#endif  // CLEARWAY_CLIENTS_OFFICER_REPORT_WORDS_H_
