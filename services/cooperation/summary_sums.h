// The sums of SummarizeCooperation: offers made, requests sought, matches made, needs met and gaps.
//
//   SummarySums sums({.as_of = day, .currency = "USD", .by_year = true}, &rates);
//   for (…) sums.Add(request); …
//   response = sums.Finish();
//
// Money alone, converted to one currency. What belongs to a year takes the rates of that year's
// last day (of as_of in the running year); what belongs to none, those of as_of. Counted is what
// had happened and was known by as_of: a record from its known_date or publication until its
// withdrawal, a match from its pledge, a commitment from its commitment, a delivery from its date
// and recording. Flows with a parent are left aside, since sums count money once. Pure; not
// thread-safe.
#ifndef CLEARWAY_SERVICES_COOPERATION_SUMMARY_SUMS_H_
#define CLEARWAY_SERVICES_COOPERATION_SUMMARY_SUMS_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "google/type/date.pb.h"
#include "services/cooperation/exchange.h"

namespace clearway::cooperation {

struct SummaryOptions {
  google::type::Date as_of;
  std::string currency;
  int start_year = 0;  // 0: no bound
  int end_year = 0;
  bool by_year = false;
  bool by_area = false;
  bool by_recipient = false;
};

class SummarySums {
 public:
  // The table outlives the sums.
  SummarySums(SummaryOptions options, const RateTable* rates);

  void Add(const v1::AssistanceRequest& request);
  void Add(const v1::Offer& offer);
  void Add(const v1::Contribution& contribution);

  v1::SummarizeCooperationResponse Finish() const;

 private:
  // Year, area of work, recipient; 0 or empty: all.
  using Key = std::tuple<int, int, std::string>;
  struct Row {
    int requests = 0, offers = 0, matches = 0, external_contributions = 0;
    Parts asked = 0, offered = 0, committed = 0, delivered = 0, external = 0, met = 0;
  };

  bool InPeriod(int year) const;
  // The row that something of a year, an area and a recipient belongs to.
  Row& RowOf(int year, int area, absl::string_view recipient);
  absl::optional<Parts> InCurrency(const v1::Quantity& quantity, int year,
                                   absl::string_view record);
  void LeaveOut(const std::string& reason, absl::string_view record);
  void AddMatched(const v1::Contribution& contribution);
  void AddExternal(const v1::Contribution& contribution);

  SummaryOptions options_;
  absl::CivilDay as_of_;
  const RateTable* rates_;
  std::map<Key, Row> rows_;
  struct Left {
    int records = 0;
    std::vector<std::string> examples;
  };
  std::map<std::string, Left> left_out_;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SUMMARY_SUMS_H_
