// From the service's records to what the matching engine sees (matching/records.h), one record at a
// time. Pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_CONVERT_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_CONVERT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/exchange_rate.pb.h"
#include "clearway/cooperation/v1/match_policy.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "clearway/cooperation/v1/quantity.pb.h"
#include "google/type/date.pb.h"
#include "services/cooperation/matching/records.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/quantity.h"
#include "services/cooperation/registry.h"

namespace clearway::cooperation {

// The parties and regions of one matching::Records, found by name.
class PartyNumbers {
 public:
  // Finds a party that was not added; may be empty. nullopt: the registry does not know it.
  using Finder = std::function<absl::optional<Party>(absl::string_view name)>;

  // `records` must outlive this; its parties and regions are added to. `as_of` is the day for which
  // parties are what they are.
  PartyNumbers(matching::Records* records, google::type::Date as_of, Finder find = nullptr)
      : records_(records), as_of_(std::move(as_of)), find_(std::move(find)) {}

  // Each party once.
  void Add(const Party& party);
  // Takes in the parties and regions that the records have already.
  void Number();
  // Ties institutions to their States, once all parties are there.
  void Finish();

  // A party's number; a name that the registry does not know gets a party of its own, which is in
  // no region and no State Party.
  int32_t Of(absl::string_view name);
  int32_t Region(absl::string_view name);  // -1 for an empty one

 private:
  matching::Records* records_;
  google::type::Date as_of_;
  Finder find_;
  std::unordered_map<std::string, int32_t> parties_, regions_;
  std::unordered_map<int32_t, std::string> institutions_;  // party → its State's name
};

// In smallest units: minor units of the currency, rounded down, or units. What is beyond 64 bits
// becomes the greatest number of 64 bits (which a run leaves out, naming the record).
int64_t SmallestUnits(const Commodity& commodity, Parts parts);
// And back.
v1::Quantity QuantityOf(const Commodity& commodity, int64_t smallest_units);
// Decimals of a currency; 0 for what is no money.
int DigitsOf(const Commodity& commodity);

// `sums` are what is used as of the day.
matching::Request ToRequest(const v1::AssistanceRequest& request, const NeedSums& sums,
                            PartyNumbers* parties);
matching::Offer ToOffer(const v1::Offer& offer, const OfferSums& sums, PartyNumbers* parties);
matching::Policy ToPolicy(const v1::MatchPolicy& policy);
matching::ExchangeRate ToRate(const v1::ExchangeRate& rate);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_CONVERT_H_
