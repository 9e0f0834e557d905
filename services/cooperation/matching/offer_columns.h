// Offers in columns of small integers: all that the rules and the scores look at, so that a hundred
// thousand offers can be judged for one request in a few milliseconds. What many offers have in
// common stands once: an earmark, and a profile (kind, unit, areas of work, channels, access,
// audience).
//
//   OfferColumns columns(as_of);
//   for (size_t i = 0; i < offers.size(); ++i) columns.Put(i, offers[i]);
//   columns.OrderByName();
//
// Offers have places, 0, 1, 2…, which are their owner's; the columns never look back at a record.
// About 70 bytes an offer, and the name. Not thread-safe while they change.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_COLUMNS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_COLUMNS_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

// A day as the days since 1970-01-01, within 32 bits.
int32_t DayNumber(absl::CivilDay day);

class OfferColumns {
 public:
  struct Profile {
    Kind kind = Kind::kFunding;
    std::string unit;
    int digits = 0;
    uint32_t areas = 0;
    uint32_t channels = 0;
    bool works_with_non_state_actors = false;
    int32_t audience = 0;  // in audiences()
  };

  // Whether offers are open is as of this day, and years are bits of a window around its year.
  explicit OfferColumns(absl::CivilDay as_of);

  // Takes in the offer at `place`, in the place of what was there. REQUIRES: place ≤ size(), and
  // that an offer keeps its name.
  void Put(int32_t place, const Offer& offer);
  // The offer is there no more. It keeps its place and its name.
  void Close(int32_t place) { open_[place] = 0; }
  // Makes order() right after offers were added.
  void OrderByName();
  // More is kept of offers as they were than of those that are: best made anew.
  bool IsWasteful() const;

  int32_t size() const { return static_cast<int32_t>(open_.size()); }

  // Years as bits. 0 for a year outside of the window, which reaches from 24 years before the
  // day's own to 39 after it.
  uint64_t YearBit(int32_t year) const {
    const int64_t place = int64_t{year} - first_year_;
    return place < 0 || place > 63 ? 0 : uint64_t{1} << place;
  }
  int32_t YearOf(int place) const { return first_year_ + place; }

  // By place: it is open as of the day, and something is left of its total.
  const std::vector<char>& open() const { return open_; }
  const std::vector<int32_t>& provider() const { return provider_; }
  const std::vector<int32_t>& earmark() const { return earmark_; }
  const std::vector<int32_t>& profile() const { return profile_; }
  // First day on which it may be used, and the last; as day numbers.
  const std::vector<int32_t>& first_day() const { return first_day_; }
  const std::vector<int32_t>& last_day() const { return last_day_; }
  // The years for which the rule of the period holds.
  const std::vector<uint64_t>& usable() const { return usable_; }
  // The years in which something is left of the year's ceiling, where it has one; and how much is
  // left at least (total, ceiling, cap) in each of these years, in the offer's smallest units.
  const std::vector<uint64_t>& left() const { return left_; }
  const std::vector<int64_t>& sure() const { return sure_; }
  // Recipients for whom some of the cap is used: bit n for those with number n modulo 64. For
  // these, sure() does not hold.
  const std::vector<uint64_t>& used_by() const { return used_by_; }
  // Place in the order of names among all offers.
  const std::vector<int32_t>& order() const { return order_; }

  int32_t earmark_count() const { return static_cast<int32_t>(earmark_begin_.size()) - 1; }
  // Whether earmark number `earmark` lets the party in.
  bool Admits(int32_t earmark, const Party& party, int32_t number) const;
  const std::vector<Profile>& profiles() const { return profiles_; }
  // Also for who may see an offer at all: one answer for each of these, and one for each provider,
  // which sees its own, is all that a caller needs.
  const std::vector<Audience>& audiences() const { return audiences_; }

 private:
  int32_t EarmarkOf(const Earmark& earmark);
  int32_t AudienceOf(const Audience& audience);
  int32_t ProfileOf(const Offer& offer);
  void PutYears(int32_t place, const Offer& offer);

  const absl::CivilDay as_of_;
  const int32_t first_year_;
  std::vector<char> open_;
  std::vector<int32_t> provider_, earmark_, profile_, first_day_, last_day_;
  std::vector<uint64_t> usable_, left_, used_by_;
  std::vector<int64_t> sure_;

  std::vector<std::string> names_;
  std::vector<int32_t> order_;
  std::vector<int32_t> by_name_;  // places; without those added since OrderByName()

  // All earmarks one after the other; each is a header (kAny… bits, and how many of each list) and
  // its lists. By number, where it begins; one more at the end.
  std::vector<int32_t> earmark_data_, earmark_begin_{0};
  std::vector<Profile> profiles_;
  std::vector<Audience> audiences_;
  // What is written alike, by how it is written.
  std::unordered_map<std::string, int32_t> earmark_numbers_, profile_numbers_, audience_numbers_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_COLUMNS_H_
