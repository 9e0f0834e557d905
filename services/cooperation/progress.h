// What became of an offer's ceilings and of a request's needs: the sums in their `progress`.
//
// A request has one row for each need line and year. An offer has a row over all years (year 0),
// one for each year with a ceiling or in use, and one for each recipient and year in use. Rows
// stand in order: a request's by need line as it lists them, then year; an offer's by recipient,
// then year. A row without a ceiling of its own has neither total nor remaining. Everything here is
// pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_PROGRESS_H_
#define CLEARWAY_SERVICES_COOPERATION_PROGRESS_H_

#include <map>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "services/cooperation/quantity.h"

namespace clearway::cooperation {

// In parts of the record's own commodity.
struct Sums {
  Parts pledged = 0;
  Parts committed = 0;
  Parts delivered = 0;  // of what is committed
  Parts used() const { return pledged + committed; }
  bool zero() const { return pledged == 0 && committed == 0 && delivered == 0; }
  Sums& operator+=(const Sums& other);
  Sums& operator-=(const Sums& other);
};

// (recipient, year); recipient empty: of all; year 0: over all years.
using OfferSums = std::map<std::pair<std::string, int>, Sums>;
// (need_id, year).
using NeedSums = std::map<std::pair<std::string, int>, Sums>;

OfferSums SumsOf(const v1::Offer& offer);
NeedSums SumsOf(const v1::AssistanceRequest& request);

// Writes the rows anew, from the record's ceilings or needs and these sums.
void SetProgress(const OfferSums& sums, v1::Offer* offer);
void SetProgress(const NeedSums& sums, v1::AssistanceRequest* request);

// The ceiling of a row of an offer; nullopt when there is none. A year that an offer with ceilings
// by year does not name has the ceiling 0.
absl::optional<Parts> CeilingOf(const v1::Offer& offer, absl::string_view recipient, int year);
// What a need asks for in a year; nullopt when it has no such line or year.
absl::optional<Parts> AskedOf(const v1::AssistanceRequest& request, absl::string_view need_id,
                              int year);

// The most that the offer can still give to a recipient in a year: the least of what its ceilings
// leave. Never negative.
Parts LeftOf(const v1::Offer& offer, absl::string_view recipient, int year);
// What a need still asks for in a year. Never negative; 0 when there is no such line or year.
Parts LeftOf(const v1::AssistanceRequest& request, absl::string_view need_id, int year);

// The line; null when there is none.
const v1::NeedLine* FindNeed(const v1::AssistanceRequest& request, absl::string_view need_id);
// What a line's amounts are in: of its first year.
Commodity CommodityOf(const v1::NeedLine& need);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_PROGRESS_H_
