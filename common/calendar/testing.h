// States with treaty actions in a few words, for tests.
//
//   State laos = Joining("LAO", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18"}});
#ifndef CLEARWAY_COMMON_CALENDAR_TESTING_H_
#define CLEARWAY_COMMON_CALENDAR_TESTING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/state.pb.h"
#include "google/type/date.pb.h"

namespace clearway::calendar {

// The day that the text names; stops the test program when it names none.
google::type::Date Day(absl::string_view text);

struct Fact {
  std::string kind;  // without its prefix: "SIGNATURE"
  std::string date;
  std::string known = "";
  std::string conflict_end = "";
};

universalization::v1::TreatyAction Action(const Fact& fact);

universalization::v1::State Joining(absl::string_view iso3, const std::vector<Fact>& facts);

}  // namespace clearway::calendar

#endif  // CLEARWAY_COMMON_CALENDAR_TESTING_H_
