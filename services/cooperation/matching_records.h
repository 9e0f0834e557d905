// What a matching sees of a snapshot, as of a date: parties, open requests and offers, what is left
// of them, earlier contributions, rates.
//
// `as_of` counts what had happened by then and was known by then: records from their known date (or
// publication) on, contributions from their pledge on. As of the present day or later, what is left
// is what the records' own sums say; as of an earlier day the sums are made again from the
// contributions that there were by then.
//
// Only what the reader's viewer sees takes part: records, and what it sees of contributions. Offers
// whose ceilings are not its to see (ceilings.h) are treated as the query says.
#ifndef CLEARWAY_COOPERATION_MATCHING_RECORDS_H_
#define CLEARWAY_COOPERATION_MATCHING_RECORDS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/contribution.pb.h"
#include "clearway/cooperation/v1/match_policy.pb.h"
#include "clearway/cooperation/v1/match_run.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"
#include "services/cooperation/matching/records.h"
#include "services/cooperation/matching_convert.h"

namespace clearway::cooperation {

struct RecordsQuery {
  google::type::Date as_of;
  google::type::Date today;
  v1::MatchPolicy policy;
  bool synthetic = false;          // synthetic records only, or real ones only
  std::set<std::string> requests;  // these alone; empty: all
  std::set<std::string> offers;    // these alone; empty: all
  // As if they were published; each with a name of its own. One that has a record's name takes its
  // place.
  std::vector<v1::Offer> more_offers;
  bool drafts_too = false;     // also what is not published, among what is asked for by name
  bool parties_alone = false;  // no requests, offers and contributions
  // Offers whose ceilings the viewer does not see: taken as if they had no bounds (for the rules
  // alone: what they could give means nothing), or left out.
  bool unbounded_too = false;
  // Others will read what comes of it: offers whose ceilings are private are left out, also where
  // they are the viewer's own.
  bool for_others = false;
};

struct LoadedRecords {
  matching::Records records;
  // Open offers that were left out because of their private ceilings, by name.
  std::vector<std::string> private_offers;
};

// What a contribution says of who gave to whom by the day, for the continuity of a provider's
// contributions. One recorded from elsewhere is known by the year after it, for it stands in
// reports of that year. Whether it is of the population asked for is the caller's to look at.
std::vector<matching::EarlierContribution> EarlierOf(const v1::Contribution& contribution,
                                                     const google::type::Date& as_of,
                                                     PartyNumbers* parties);

// Published records alone, open or not as of the day. REGISTRY_NOT_READY without a registry;
// NOT_FOUND for a request or offer asked for by name that is not there. Where both are asked for by
// name only what they need is read, so that it can be done inside a transaction; else every record
// is.
absl::StatusOr<LoadedRecords> LoadRecords(const store::Reader& at, const RecordsQuery& query);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_COOPERATION_MATCHING_RECORDS_H_
