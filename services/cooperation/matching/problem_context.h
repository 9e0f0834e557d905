// Records made ready for the matching: everything in canonical order (requests and offers by name,
// needs by id and year), quantities in matched units, and what rules and scores look up often.
//
// Matched units: for money, minor units of the policy's currency, converted at the rates as of the
// date and rounded down on both sides; for everything else, units of the unit code.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_CONTEXT_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_CONTEXT_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "services/cooperation/matching/continuity.h"
#include "services/cooperation/matching/left_out.h"
#include "services/cooperation/matching/problem_conversion.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

// One need line in one year.
struct Need {
  const Request* request = nullptr;
  const NeedLine* line = nullptr;
  const NeedYear* year = nullptr;
  const Ratio* ratio = nullptr;  // own units → matched units; null: there is no exchange rate
  int64_t total = 0;             // matched units; 0 without a rate
  int64_t left = 0;
};

struct OpenOffer {
  const Offer* offer = nullptr;
  const Ratio* ratio = nullptr;
  int64_t least = 1;       // own smallest units that are worth one matched unit
  int64_t total_left = 0;  // matched units; 0 without a rate
  // By recipient number: whom the earmark lets in. Empty in one that was prepared alone.
  std::vector<uint64_t> admitted;
};

// What matchings of the same records have in common, whatever the policy. Never changes once made,
// so that many threads can use one.
struct Background {
  // Errors: a bad rate.
  static absl::StatusOr<Background> Make(const Records& records);

  RateTable rates;
  Continuity continuity;
};

// Most that the offer can give to this recipient in this year, in its own smallest units, also
// without a rate: what is left of its total, of its ceiling for the year (where it names that year)
// and under its cap.
int64_t OwnLeft(const Offer& offer, int32_t recipient, int32_t year);

class Context {
 public:
  // `records` is kept by reference and must outlive the context. Records that are too large to be
  // counted are not in it (left_out()). Errors: CheckRecords(), a bad rate.
  static absl::StatusOr<Context> Make(const Records& records);

  // Parties, rates and earlier contributions alone, under `policy`: needs and offers are prepared
  // one at a time, and not checked. Both are kept by reference.
  static absl::StatusOr<Context> MakeBackground(const Records& records, const Policy& policy);
  // The same on a background that is there already, of these records.
  static Context On(const Records& records, const Policy& policy,
                    std::shared_ptr<const Background> background);
  // Quantities beyond 10^12 matched units count as 10^12.
  Need Prepare(const Request& request, const NeedLine& line, const NeedYear& year);
  // All of a request's, by line's id and year.
  std::vector<Need> Prepare(const Request& request);
  OpenOffer Prepare(const Offer& offer);
  // Without `total_left`: all that the rules look at.
  OpenOffer PrepareForRules(const Offer& offer);

  // What a quantity of this kind and unit is worth. A null ratio: there is no exchange rate.
  struct Worth {
    const Ratio* ratio = nullptr;  // own units → matched units
    int64_t least = 1;             // own units that are worth one matched unit
  };
  Worth WorthOf(Kind kind, const std::string& unit, int digits);

  Context(Context&&) = default;
  Context& operator=(Context&&) = default;

  const Records& records() const { return *records_; }
  absl::CivilDay as_of() const { return records_->as_of; }
  const Policy& policy() const { return *policy_; }
  const Party& party(int32_t index) const { return records_->parties[index]; }

  // In canonical order. Also those that are not open or have nothing left.
  const std::vector<Need>& needs() const { return needs_; }
  const std::vector<OpenOffer>& offers() const { return offers_; }

  // Open records that are in neither of these, by name.
  const std::vector<LeftOut>& left_out() const { return left_out_; }

  // The parties that ask for something, by name; and a party's place among them, or -1.
  const std::vector<int32_t>& recipients() const { return recipients_; }
  int32_t RecipientNumber(int32_t party) const { return recipient_number_[party]; }

  // OwnLeft() in matched units.
  int64_t OfferLeft(const OpenOffer& offer, int32_t recipient, int32_t year) const;
  // Of the matched quantities, the year's alone and the cap's alone.
  int64_t YearLeft(const OpenOffer& offer, int32_t year) const;
  int64_t CapLeft(const OpenOffer& offer, int32_t recipient, int32_t year) const;

  bool Admits(const OpenOffer& offer, int32_t recipient) const;

  const Continuity& continuity() const { return background_->continuity; }
  // In how many of the five calendar years up to the date's own the provider, or the State that it
  // acts for, gave to the recipient.
  int YearsOfContribution(int32_t provider, int32_t recipient) const;

  // Names of the exchange rates that the conversions rest on, each once, in order.
  std::vector<std::string> RatesUsed() const;

 private:
  Context() = default;
  // A currency's conversion into matched units; what is no money has the one of `itself_`.
  struct Converted {
    std::string unit;
    int digits = 0;
    absl::optional<RateTable::Conversion> conversion;
    int64_t least = 1;

    const Ratio* ratio() const { return conversion.has_value() ? &conversion->ratio : nullptr; }
  };
  const Converted& ConversionOf(Kind kind, const std::string& unit, int digits);
  void AddNeeds();
  void LeaveOutNeedsTogether();
  void AddOffers();
  void NumberRecipients();
  void Admit(OpenOffer& open) const;

  const Records* records_ = nullptr;
  const Policy* policy_ = nullptr;
  std::shared_ptr<const Background> background_;
  std::vector<Need> needs_;
  std::vector<OpenOffer> offers_;
  std::vector<LeftOut> left_out_;
  std::vector<int32_t> recipients_;        // parties that ask for something, by their number
  std::vector<int32_t> recipient_number_;  // by party; -1: asks for nothing
  std::deque<Converted> conversions_;      // few; elements never move, not even with the context
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_CONTEXT_H_
