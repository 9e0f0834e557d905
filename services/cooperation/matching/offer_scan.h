// The rules of feasibility.h for one request and every offer of some columns: the same rule sets,
// many times faster, because all that an offer has in common with others is judged once.
//
//   OfferScan scan(context, columns, [&](int32_t place) -> const Offer& { return offers[place]; });
//   scan.SetRequest(request);
//   const int kind = scan.AddLine(line);
//   for (int32_t place = 0; place < columns.size(); ++place) {
//     RuleSet failing = scan.OfLine(kind, place) | scan.OfYear(place, need) …
//
// Not thread-safe; one a thread.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_SCAN_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_SCAN_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/offer_columns.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

class OfferScan {
 public:
  // The record at a place, for the few questions that columns do not answer.
  using Record = std::function<const Offer&(int32_t place)>;

  // All are kept by reference.
  OfferScan(Context& context, const OfferColumns& columns, Record record);

  // Another request; lines of the one before are forgotten.
  void SetRequest(const Request& request);
  // A line of the request. Lines that no rule can tell apart get the same number; rules of years
  // apart.
  int AddLine(const NeedLine& line);

  // The rules that do not depend on the year, for an open offer; kExchangeRate where the offer's
  // currency has no rate.
  RuleSet OfLine(int line, int32_t place) const {
    return static_cast<RuleSet>(of_request_ | by_provider_[columns_.provider()[place]] |
                                by_earmark_[columns_.earmark()[place]] |
                                lines_[line].by_profile[columns_.profile()[place]]);
  }
  // What depends on the need's year alone, whatever the offer: kExchangeRate, kNeedLeft.
  static RuleSet OfNeed(const Need& need);
  // kPeriod and kOfferLeft.
  RuleSet OfYear(int32_t place, int32_t year) const {
    const uint64_t bit = columns_.YearBit(year);
    if (bit == 0) return OfFarYear(place, year);
    return static_cast<RuleSet>(
        ((columns_.usable()[place] & bit) == 0 ? Bit(Rule::kPeriod) : RuleSet{0}) |
        ((Left(place, bit) & bit) == 0 ? Bit(Rule::kOfferLeft) : RuleSet{0}));
  }
  // Of the years asked for (bits), those in which enough is left of the offer for the recipient.
  uint64_t Left(int32_t place, uint64_t years) const {
    if (least_[columns_.profile()[place]] > columns_.sure()[place] ||
        (columns_.used_by()[place] & recipient_bit_) != 0) {
      return ExactLeft(place, years);
    }
    return columns_.left()[place] & years;
  }

  const OfferColumns& columns() const { return columns_; }

 private:
  struct Line {
    Kind kind;
    std::string unit;
    bool non_state_actors;
    std::vector<RuleSet> by_profile;
  };

  RuleSet OfFarYear(int32_t place, int32_t year) const;
  uint64_t ExactLeft(int32_t place, uint64_t years) const;
  bool EnoughLeft(int32_t place, int32_t year) const;

  Context& context_;
  const OfferColumns& columns_;
  const Record record_;
  const Request* request_ = nullptr;
  RuleSet of_request_ = 0;
  uint64_t recipient_bit_ = 0;
  std::vector<RuleSet> by_provider_, by_earmark_, by_audience_;
  std::vector<char> has_rate_;  // by profile
  std::vector<int64_t> least_;  // by profile: own units that are worth one matched unit
  std::vector<Line> lines_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_SCAN_H_
