#include "services/cooperation/matching/records_generator.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/cooperation/matching/network_generator.h"

namespace clearway::matching {
namespace {

constexpr int32_t kYear = 2012;

class Generator {
 public:
  explicit Generator(const RecordsOptions& options) : options_(options), random_(options.seed) {}

  Records Make() {
    records_.as_of = absl::CivilDay(kYear, 3, 15);
    MakePolicy();
    MakeParties();
    for (int32_t i = 0; i < options_.requests; ++i) records_.requests.push_back(MakeRequest(i));
    for (int32_t i = 0; i < options_.offers; ++i) records_.offers.push_back(MakeOffer(i));
    for (int32_t i = 0; i < options_.recipients * 2; ++i) {
      records_.contributions.push_back(
          {Provider(), Recipient(), static_cast<int32_t>(Number(kYear - 7, kYear))});
    }
    return std::move(records_);
  }

 private:
  int64_t Number(int64_t least, int64_t greatest) { return random_.Between(least, greatest); }
  bool Chance(int percent) { return Number(1, 100) <= percent; }
  bool Rarely(int percent) { return options_.all_rules && Chance(percent); }
  int64_t Quantity() { return Number(1, options_.max_quantity); }
  int32_t Recipient() { return static_cast<int32_t>(Number(0, options_.recipients - 1)); }
  int32_t Provider() {
    return static_cast<int32_t>(Number(options_.recipients, records_.parties.size() - 1));
  }

  void MakePolicy() {
    Policy& policy = records_.policy;
    policy.name = "matchPolicies/default";
    policy.currency = "USD";
    policy.seed = absl::StrCat("seed ", options_.seed);
    policy.weights = {15, 10, 5, 10, 10, 15, 15, 5, 5, 5, 5};
    policy.bonuses = {400'000, 300'000, 150'000, static_cast<int64_t>(Number(0, 1)) * 50'000};
    policy.floor_first = options_.floor;
    // Quantities of money are in cents, so that a floor of whole units is felt.
    policy.digits = options_.max_quantity > 1'000 ? 2 : 0;
    policy.floor_money_units = options_.floor ? Number(1, 8) : 0;
    policy.floor_count = options_.floor ? Number(1, 8) : 0;
    records_.rates = {{"exchangeRates/eur", "EUR", "USD", absl::CivilDay(2011, 12, 31), "1.3"},
                      {"exchangeRates/eur-old", "EUR", "USD", absl::CivilDay(2010, 12, 31), "1.2"},
                      {"exchangeRates/nok", "NOK", "EUR", absl::CivilDay(2011, 6, 1), "0.129"},
                      {"exchangeRates/usd", "USD", "EUR", absl::CivilDay(2012, 1, 1), "0.77"}};
  }

  void MakeParties() {
    records_.regions = {"Africa", "Asia", "Eastern Africa", "South-eastern Asia"};
    for (int32_t i = 0; i < options_.recipients; ++i) {
      const int32_t region = i % 2;
      records_.parties.push_back({absl::StrCat("states/R", i), absl::StrCat("Recipient ", i),
                                  region, i % 4 < 2 ? region + 2 : -1, Chance(80), Chance(40)});
    }
    const int32_t providers = std::max(3, options_.offers / 3);
    for (int32_t i = 0; i < providers; ++i) {
      Party party;
      party.name = absl::StrCat(i % 3 == 0 ? "states/P" : "actors/p", i);
      party.display_name = absl::StrCat("Provider ", i);
      party.state_party = i % 3 == 0;
      party.vetted = Chance(50);
      party.implementer = i % 3 == 1;
      if (i % 3 == 2) party.acts_for = Chance(20) ? Recipient() : options_.recipients;
      records_.parties.push_back(party);
    }
  }

  Audience MakeAudience() {
    Audience audience;
    if (!Rarely(25)) return audience;
    audience.kind = static_cast<Audience::Kind>(Number(1, 3));
    if (audience.kind == Audience::Kind::kNamed) audience.members = {Recipient(), Provider()};
    return audience;
  }

  OpenPeriod MakeOpen(int64_t last_year) {
    OpenPeriod open;
    open.published = !Rarely(5);
    open.from = records_.as_of - Number(0, 1'500);
    if (Rarely(5)) open.from = records_.as_of + 1;
    open.last_day = absl::CivilDay(last_year, 12, 31);
    if (Rarely(5)) open.closed_on = records_.as_of - Number(-1, 1);
    return open;
  }

  std::string Currency() {
    static constexpr const char* kCodes[] = {"USD", "USD", "EUR", "NOK", "XXX"};
    return kCodes[Number(0, options_.all_rules ? (Chance(10) ? 4 : 3) : 2)];
  }

  void MakeUnit(Kind* kind, std::string* unit, int* digits) {
    if (options_.one_commodity || Chance(70)) {
      *kind = Kind::kFunding;
      *unit = Currency();
      *digits = records_.policy.digits;
    } else {
      *kind = Chance(50) ? Kind::kPersonnel : Kind::kTraining;
      *unit = Chance(80) ? "MON" : "C62";
    }
  }

  Request MakeRequest(int32_t number) {
    Request request;
    request.name = absl::StrCat("assistanceRequests/r", number);
    request.recipient = Recipient();
    request.area = static_cast<Area>(Number(1, 3));
    request.open = MakeOpen(kYear + 4);
    request.urgency = static_cast<Urgency>(Number(1, 3));
    if (Chance(50)) request.legal_deadline = records_.as_of + Number(-200, 1'500);
    request.national_priority = static_cast<int32_t>(Number(0, 12));
    request.national_plan = Chance(50);
    request.national_plan_end_year = static_cast<int32_t>(Number(kYear - 1, kYear + 5));
    if (Chance(30)) request.channels = static_cast<uint32_t>(Number(1, kAllChannels));
    if (Chance(30)) request.implementers = {Provider()};
    request.audience = MakeAudience();
    const int64_t lines = Number(1, 2);
    for (int64_t i = 0; i < lines; ++i) {
      NeedLine line;
      line.id = absl::StrCat("need", i);
      MakeUnit(&line.kind, &line.unit, &line.digits);
      line.non_state_actors = Chance(20);
      const int64_t first = Number(kYear - (options_.all_rules ? 1 : 0), kYear + 2);
      for (int64_t year = first; year <= first + Number(0, 1); ++year) {
        const int64_t total = Quantity();
        line.years.push_back(
            {static_cast<int32_t>(year), total, Chance(60) ? total : Number(0, total)});
      }
      request.needs.push_back(line);
    }
    return request;
  }

  Earmark MakeEarmark() {
    Earmark earmark;
    for (int32_t i = 0; i < options_.named_recipients; ++i) AddNew(earmark.recipients, Recipient());
    if (options_.named_recipients > 0) return earmark;
    if (Chance(30)) AddNew(earmark.recipients, Recipient());
    if (Chance(20)) earmark.regions = {static_cast<int32_t>(Number(0, 3))};
    if (Chance(15)) earmark.excluded_recipients = {Recipient()};
    if (Chance(10)) earmark.excluded_regions = {static_cast<int32_t>(Number(0, 3))};
    earmark.states_parties_only = Chance(15);
    return earmark;
  }

  static void AddNew(std::vector<int32_t>& list, int32_t value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
  }

  Offer MakeOffer(int32_t number) {
    Offer offer;
    offer.name = absl::StrCat("offers/o", number);
    offer.provider = Provider();
    MakeUnit(&offer.kind, &offer.unit, &offer.digits);
    offer.total_left = Rarely(5) ? 0 : Quantity() * 2;
    const int64_t last = Number(kYear, kYear + 3);
    if (Chance(40)) {
      for (int64_t year = kYear; year <= last; ++year) {
        if (!Rarely(15)) offer.years.push_back({static_cast<int32_t>(year), Quantity()});
      }
    }
    if (Chance(40)) {
      offer.cap_per_recipient_year = Quantity();
      if (Chance(50)) {
        offer.used.push_back(
            {Recipient(), static_cast<int32_t>(Number(kYear, kYear + 1)), Quantity()});
      }
    }
    if (Chance(60)) offer.areas = static_cast<uint32_t>(Number(1, 7));
    offer.earmark = MakeEarmark();
    if (Chance(30)) offer.channels = static_cast<uint32_t>(Number(1, kAllChannels));
    offer.works_with_non_state_actors = Chance(60);
    offer.open = MakeOpen(last);
    offer.valid_from = absl::CivilDay(kYear - 1, 1, 1) + Number(0, 700);
    if (Chance(20)) offer.smallest_contribution = Quantity();
    offer.all_or_nothing = Chance(10);
    offer.audience = MakeAudience();
    return offer;
  }

  RecordsOptions options_;
  SplitMix random_;
  Records records_;
};

template <typename T>
void Mix(std::vector<T>& list, SplitMix& random) {
  for (size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.Between(0, i - 1)]);
}

// A new order for a list: where each element goes.
std::vector<int32_t> NewPlaces(size_t count, SplitMix& random) {
  std::vector<int32_t> places(count);
  std::iota(places.begin(), places.end(), 0);
  Mix(places, random);
  return places;
}

template <typename T>
std::vector<T> Moved(const std::vector<T>& list, const std::vector<int32_t>& places) {
  std::vector<T> moved(list.size());
  for (size_t i = 0; i < list.size(); ++i) moved[places[i]] = list[i];
  return moved;
}

void Follow(int32_t& index, const std::vector<int32_t>& places) {
  if (index >= 0) index = places[index];
}

void Follow(std::vector<int32_t>& indexes, const std::vector<int32_t>& places, SplitMix& random) {
  for (int32_t& index : indexes) Follow(index, places);
  Mix(indexes, random);
}

}  // namespace

Records GenerateRecords(const RecordsOptions& options) { return Generator(options).Make(); }

Records ShuffleRecords(const Records& records, uint64_t seed) {
  SplitMix random(seed);
  Records mixed = records;
  const std::vector<int32_t> parties = NewPlaces(records.parties.size(), random);
  const std::vector<int32_t> regions = NewPlaces(records.regions.size(), random);
  mixed.regions = Moved(records.regions, regions);
  mixed.parties = Moved(records.parties, parties);
  for (Party& party : mixed.parties) {
    Follow(party.region, regions);
    Follow(party.subregion, regions);
    Follow(party.acts_for, parties);
  }
  for (Request& request : mixed.requests) {
    Follow(request.recipient, parties);
    Follow(request.audience.members, parties, random);
    // Not mixed: words name the first implementer of those that count.
    for (int32_t& partner : request.implementers) Follow(partner, parties);
    for (NeedLine& line : request.needs) Mix(line.years, random);
    Mix(request.needs, random);
  }
  for (Offer& offer : mixed.offers) {
    Follow(offer.provider, parties);
    Follow(offer.earmark.recipients, parties, random);
    Follow(offer.earmark.excluded_recipients, parties, random);
    Follow(offer.earmark.regions, regions, random);
    Follow(offer.earmark.excluded_regions, regions, random);
    Follow(offer.audience.members, parties, random);
    for (RecipientYearUsed& use : offer.used) Follow(use.recipient, parties);
    Mix(offer.used, random);
    Mix(offer.years, random);
  }
  for (EarlierContribution& earlier : mixed.contributions) {
    Follow(earlier.provider, parties);
    Follow(earlier.recipient, parties);
  }
  Mix(mixed.requests, random);
  Mix(mixed.offers, random);
  Mix(mixed.contributions, random);
  Mix(mixed.rates, random);
  return mixed;
}

}  // namespace clearway::matching
