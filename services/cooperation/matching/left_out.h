// Records that a run leaves out because they are larger than it can count. The run goes on without
// them and says so; people can still match them by hand.
//
// A run counts at most 10^12 matched units (kMaxQuantity, network.h) of an offer, and of all that
// is asked together for one recipient's area of work in one year, which is what fills one set of
// bands. Of the records that are open as of the date it leaves out
//   1. an offer of which more than that is left,
//   2. a request that asks for more than that in one need line and year,
//   3. where the other requests for a recipient, area and year ask for more than that together, the
//      one that asks most of it (among equals the last by name), and so on until the rest is
//      counted; taken in the order of commodity (kind, then unit), recipient's name, area, year.
// All of such a record is left out, also what could have been counted. The verifier has a reading
// of its own of this rule (verifier_limits.h).
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_LEFT_OUT_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_LEFT_OUT_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "services/cooperation/matching/records.h"

namespace clearway::matching {

struct LeftOut {
  enum class Reason {
    kOfferTooLarge = 1,
    kNeedTooLarge = 2,
    kNeedsTogetherTooLarge = 3,
  };
  std::string record;  // its name
  Reason reason = Reason::kOfferTooLarge;
  std::string text;  // for officers, a sentence
};

LeftOut OfferTooLarge(const Policy& policy, const Offer& offer);
LeftOut NeedTooLarge(const Policy& policy, const Request& request, const NeedLine& line,
                     const NeedYear& year);

// The third rule.
class NeedsTogether {
 public:
  explicit NeedsTogether(const Records& records) : records_(records) {}

  // `total` is in matched units, 0…kMaxQuantity.
  void Add(const Request& request, const NeedLine& line, int32_t year, int64_t total);
  // Whom it leaves out, by request.
  std::map<const Request*, LeftOut> TooLarge() const;

 private:
  // Kind, unit of the matched quantities, recipient's name, area, year.
  using Key = std::tuple<Kind, std::string, std::string, Area, int32_t>;

  const Records& records_;
  std::map<Key, std::map<const Request*, int64_t>> groups_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_LEFT_OUT_H_
