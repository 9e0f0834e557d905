// The ledger: what each contribution counts for in its offer and in the need that it serves, and
// the rule that no ceiling and no need is ever exceeded.
//
//   RETURN_IF_ERROR(Post(nullptr, contribution, &offer, &request));  // a new pledge
//   RETURN_IF_ERROR(Post(&before, after, &offer, &request));         // any later change
//
// A pledge is set aside; a commitment is used; of a cancelled contribution only what was delivered
// stays used. Sums are the contributions' and nothing else: summing CountOf over all contributions
// gives what stands in the records. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_LEDGER_H_
#define CLEARWAY_SERVICES_COOPERATION_LEDGER_H_

#include <map>

#include "absl/status/status.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/contribution.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "services/cooperation/progress.h"

namespace clearway::cooperation {

// What a contribution counts for in one year.
struct YearCount {
  Sums offer;  // in the offer's commodity
  Sums need;   // in the need's
};

// By year of its tranches. A delivery counts for the need in proportion to its tranche, rounded
// down to the minor unit; a tranche that is delivered in full counts in full.
std::map<int, YearCount> CountOf(const v1::Contribution& contribution);

// Takes `before` (null: there was none) out of both records' sums and puts `after` in, and writes
// their progress. FAILED_PRECONDITION when the offer is exceeded, in all, in a year or for the
// recipient (OFFER_EXHAUSTED), or the need (NEED_EXCEEDED); then both records are as they were.
// INTERNAL when the sums do not hold what is to be taken out.
absl::Status Post(const v1::Contribution* before, const v1::Contribution& after, v1::Offer* offer,
                  v1::AssistanceRequest* request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_LEDGER_H_
