// What the matching sees of the world: requests, offers, who the parties are, what was given
// before, the policy and the exchange rates, all as of one date. Plain values; no protobuf, no
// storage. matching_records.h (one folder up) makes them from a snapshot.
//
// Quantities are whole numbers in the record's own unit: minor units of the currency for money
// (cents), units of the unit code for everything else. What stands elsewhere in the same Records
// (parties, regions) is referred to by its index; -1 is "none".
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/optional.h"

namespace clearway::matching {

// Numbers of these four enums are those of the contract (clearway/cooperation/v1).
enum class Kind : uint8_t {
  kFunding = 1,
  kPersonnel = 2,
  kEquipment = 3,
  kTraining = 4,
  kTechnicalAdvice = 5,
  kService = 6,
};
enum class Area : uint8_t {
  kClearance = 1,
  kRiskReductionEducation = 2,
  kVictimAssistance = 3,
  kStockpileDestruction = 4,
  kNationalImplementation = 5,
  kUniversalization = 6,
};
enum class Channel : uint8_t {
  kBilateral = 1,
  kUnitedNations = 2,
  kInternationalOrganisation = 3,
  kRedCrossRedCrescent = 4,
  kNgo = 5,
  kTrustFund = 6,
  kPrivate = 7,
};
enum class Urgency : uint8_t { kRoutine = 1, kUrgent = 2, kEmergency = 3 };

// Sets of areas and channels: bit n - 1 for the value n. An empty set means "all".
inline constexpr uint32_t Bit(Area area) { return 1u << (static_cast<int>(area) - 1); }
inline constexpr uint32_t Bit(Channel channel) { return 1u << (static_cast<int>(channel) - 1); }
inline constexpr uint32_t kAllAreas = 0x3f;
inline constexpr uint32_t kAllChannels = 0x7f;

// A State, an area that is no State, or an organisation, as of the date.
struct Party {
  std::string name;          // "states/LAO", "areas/kosovo", "actors/undp"
  std::string display_name;  // for words
  int32_t region = -1;       // in Records::regions
  int32_t subregion = -1;
  bool state_party = false;      // the Convention is in force for it
  bool least_developed = false;  // on the United Nations' list
  bool vetted = false;           // a provider that the secretariat has vetted
  // An institution of this State (ministry, donor agency), which counts as the State.
  int32_t acts_for = -1;
  // Civil society, United Nations, another international organisation, Red Cross/Red Crescent
  // (Action 39).
  bool implementer = false;
};

struct Audience {
  enum class Kind : uint8_t { kEveryone, kVettedProviders, kStatesParties, kNamed };
  Kind kind = Kind::kEveryone;
  std::vector<int32_t> members;  // parties; with kNamed
};

// When a record counts as open: from the first day on which it was known and public, before the
// day on which it was withdrawn or retracted, up to and including its last day.
struct OpenPeriod {
  bool published = false;
  absl::CivilDay from;
  absl::optional<absl::CivilDay> closed_on;  // the first day on which it no longer counts
  absl::CivilDay last_day;
};

// Whether a record counts as open on the day.
inline bool IsOpen(const OpenPeriod& open, absl::CivilDay day) {
  return open.published && open.from <= day && day <= open.last_day &&
         (!open.closed_on.has_value() || day < *open.closed_on);
}

struct NeedYear {
  int32_t year = 0;
  int64_t total = 0;  // asked for
  int64_t left = 0;   // of it, neither pledged nor committed: 0…total
};

struct NeedLine {
  std::string id;
  Kind kind = Kind::kFunding;
  std::string unit;             // currency (ISO 4217) or unit code
  int digits = 0;               // decimals of the currency; 0 for units
  std::vector<NeedYear> years;  // each year once
  bool non_state_actors = false;
};

struct Request {
  std::string name;  // "assistanceRequests/…"
  int32_t recipient = -1;
  Area area = Area::kClearance;
  OpenPeriod open;
  Urgency urgency = Urgency::kRoutine;
  absl::optional<absl::CivilDay> legal_deadline;
  int32_t national_priority = 0;  // 1 the most important; 0: not said
  bool national_plan = false;
  int32_t national_plan_end_year = 0;  // 0: not said
  uint32_t channels = 0;
  std::vector<int32_t> implementers;  // parties
  Audience audience;
  std::vector<NeedLine> needs;  // each id once
};

struct Earmark {
  std::vector<int32_t> recipients, excluded_recipients;  // parties
  std::vector<int32_t> regions, excluded_regions;        // regions or subregions
  bool states_parties_only = false;
};

struct OfferYearLeft {
  int32_t year = 0;
  int64_t left = 0;
};

struct RecipientYearUsed {
  int32_t recipient = -1;
  int32_t year = 0;
  int64_t used = 0;  // pledged or committed for this recipient in this year
};

struct Offer {
  std::string name;  // "offers/…"
  int32_t provider = -1;
  Kind kind = Kind::kFunding;
  std::string unit;
  int digits = 0;
  int64_t total_left = 0;            // of the ceiling over all years
  std::vector<OfferYearLeft> years;  // ceilings by year; empty: any year of the validity
  absl::optional<int64_t> cap_per_recipient_year;
  std::vector<RecipientYearUsed> used;  // each (recipient, year) once; matters under a cap alone
  uint32_t areas = 0;
  Earmark earmark;
  uint32_t channels = 0;
  bool works_with_non_state_actors = false;
  OpenPeriod open;            // last_day: the end of the validity
  absl::CivilDay valid_from;  // first day on which it may be used
  int64_t smallest_contribution = 0;
  bool all_or_nothing = false;
  Audience audience;
};

// That a provider gave to a recipient in a year, known by the date.
struct EarlierContribution {
  int32_t provider = -1;
  int32_t recipient = -1;
  int32_t year = 0;
};

// What one whole unit of `currency` is worth in whole units of `quote` from `day` on: an exact
// decimal above 0, at most 9 digits before the point and 12 after it (problem_conversion.h).
struct ExchangeRate {
  std::string name;  // the record's
  std::string currency;
  std::string quote;
  absl::CivilDay day;
  std::string rate;  // "1.1194"
};

// Criteria in the order of the contract's enum; criterion n has the index n - 1.
inline constexpr int kCriteria = 11;

struct Policy {
  std::string name;
  std::string currency;                      // money is matched in its minor units
  int digits = 2;                            // its decimals
  std::array<int32_t, kCriteria> weights{};  // 0…100, together 100
  int64_t floor_money_units = 0;             // whole units of the currency
  int64_t floor_count = 0;
  // Within the floor, up to 25 %, 50 % and 100 % of the need; not rising; 0…10^9.
  std::array<int64_t, 4> bonuses{};
  bool floor_first = false;
  std::string seed;
  int32_t full_waiting_years = 5;
  int32_t deadline_horizon_years = 3;
};

struct Records {
  absl::CivilDay as_of;
  Policy policy;
  std::vector<std::string> regions;  // each once
  std::vector<Party> parties;        // each name once
  std::vector<Request> requests;     // each name once
  std::vector<Offer> offers;         // each name once
  std::vector<EarlierContribution> contributions;
  std::vector<ExchangeRate> rates;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_H_
