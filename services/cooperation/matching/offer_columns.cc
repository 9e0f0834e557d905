#include "services/cooperation/matching/offer_columns.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace clearway::matching {
namespace {

constexpr int32_t kYearsBefore = 24;

// Numbers as the bytes of a key: the same numbers, the same key.
class KeyWriter {
 public:
  void Add(int64_t number) { key_.append(reinterpret_cast<const char*>(&number), sizeof(number)); }
  void Add(const std::vector<int32_t>& numbers) {
    Add(static_cast<int64_t>(numbers.size()));
    for (int32_t number : numbers) Add(number);
  }
  void Add(const std::string& text) {
    Add(static_cast<int64_t>(text.size()));
    key_ += text;
  }
  std::string Take() { return std::move(key_); }

 private:
  std::string key_;
};

std::vector<int32_t> Sorted(std::vector<int32_t> list) {
  std::sort(list.begin(), list.end());
  return list;
}

// The header of an earmark.
enum Header { kStatesPartiesOnly, kRecipients, kExcluded, kRegions, kExcludedRegions, kHeader };

bool Among(const int32_t* list, int32_t count, int32_t value) {
  for (int32_t i = 0; i < count; ++i) {
    if (list[i] == value) return true;
  }
  return false;
}

}  // namespace

int32_t DayNumber(absl::CivilDay day) {
  const int64_t number = day - absl::CivilDay(1970, 1, 1);
  return static_cast<int32_t>(
      std::min<int64_t>(std::numeric_limits<int32_t>::max(),
                        std::max<int64_t>(std::numeric_limits<int32_t>::min(), number)));
}

OfferColumns::OfferColumns(absl::CivilDay as_of)
    : as_of_(as_of), first_year_(static_cast<int32_t>(as_of.year()) - kYearsBefore) {}

void OfferColumns::Put(int32_t place, const Offer& offer) {
  if (place == size()) {
    open_.push_back(0);
    for (auto* column : {&provider_, &earmark_, &profile_, &first_day_, &last_day_, &order_}) {
      column->push_back(0);
    }
    for (auto* column : {&usable_, &left_, &used_by_}) column->push_back(0);
    sure_.push_back(0);
    names_.push_back(offer.name);
  }
  open_[place] = IsOpen(offer.open, as_of_) && offer.total_left > 0;
  provider_[place] = offer.provider;
  earmark_[place] = EarmarkOf(offer.earmark);
  profile_[place] = ProfileOf(offer);
  first_day_[place] = DayNumber(offer.valid_from);
  last_day_[place] = DayNumber(offer.open.last_day);
  PutYears(place, offer);
}

void OfferColumns::PutYears(int32_t place, const Offer& offer) {
  const auto bits_of = [this](int64_t first, int64_t last) {
    first = std::max<int64_t>(first, first_year_) - first_year_;
    last = std::min<int64_t>(last, first_year_ + 63) - first_year_;
    if (first > last) return uint64_t{0};
    return (~uint64_t{0} >> (63 - (last - first))) << first;
  };
  const int64_t cap = offer.cap_per_recipient_year.value_or(std::numeric_limits<int64_t>::max());
  const int64_t most = std::min(offer.total_left, cap);
  uint64_t usable =
      bits_of(std::max(as_of_.year(), offer.valid_from.year()), offer.open.last_day.year());
  // In a year without a ceiling of its own, all is left.
  uint64_t left = ~uint64_t{0};
  int64_t sure = most;
  if (!offer.years.empty()) {
    uint64_t listed = 0;
    for (const OfferYearLeft& ceiling : offer.years) {
      const uint64_t bit = YearBit(ceiling.year);
      listed |= bit;
      if (ceiling.left == 0) {
        left &= ~bit;
      } else {
        sure = std::min(sure, ceiling.left);
      }
    }
    usable &= listed;
  }
  usable_[place] = usable;
  left_[place] = left;
  sure_[place] = std::max<int64_t>(0, sure);
  uint64_t used_by = 0;
  if (offer.cap_per_recipient_year.has_value()) {
    for (const RecipientYearUsed& use : offer.used) {
      if (use.used > 0) used_by |= uint64_t{1} << (use.recipient % 64);
    }
  }
  used_by_[place] = used_by;
}

void OfferColumns::OrderByName() {
  const size_t known = by_name_.size();
  if (known == names_.size()) return;
  const auto less = [this](int32_t a, int32_t b) { return names_[a] < names_[b]; };
  std::vector<int32_t> added;
  for (size_t place = known; place < names_.size(); ++place) {
    added.push_back(static_cast<int32_t>(place));
  }
  if (!std::is_sorted(added.begin(), added.end(), less)) {
    std::sort(added.begin(), added.end(), less);
  }
  // Where each goes is searched for: names are compared for those alone that are new.
  std::vector<int32_t> all;
  all.reserve(names_.size());
  auto next = by_name_.begin();
  for (int32_t place : added) {
    const auto end = std::upper_bound(next, by_name_.end(), place, less);
    all.insert(all.end(), next, end);
    all.push_back(place);
    next = end;
  }
  all.insert(all.end(), next, by_name_.end());
  by_name_ = std::move(all);
  for (size_t i = 0; i < by_name_.size(); ++i) order_[by_name_[i]] = static_cast<int32_t>(i);
}

bool OfferColumns::IsWasteful() const {
  const size_t enough = 2 * open_.size() + 1024;
  return earmark_numbers_.size() > enough || profile_numbers_.size() > enough ||
         audience_numbers_.size() > enough;
}

int32_t OfferColumns::EarmarkOf(const Earmark& earmark) {
  const std::vector<int32_t> lists[] = {Sorted(earmark.recipients),
                                        Sorted(earmark.excluded_recipients),
                                        Sorted(earmark.regions), Sorted(earmark.excluded_regions)};
  KeyWriter key;
  key.Add(int64_t{earmark.states_parties_only});
  for (const std::vector<int32_t>& list : lists) key.Add(list);
  const auto [place, added] = earmark_numbers_.emplace(key.Take(), earmark_count());
  if (!added) return place->second;
  earmark_data_.push_back(earmark.states_parties_only);
  for (const std::vector<int32_t>& list : lists) {
    earmark_data_.push_back(static_cast<int32_t>(list.size()));
  }
  for (const std::vector<int32_t>& list : lists) {
    earmark_data_.insert(earmark_data_.end(), list.begin(), list.end());
  }
  earmark_begin_.push_back(static_cast<int32_t>(earmark_data_.size()));
  return place->second;
}

bool OfferColumns::Admits(int32_t earmark, const Party& party, int32_t number) const {
  const int32_t* header = &earmark_data_[earmark_begin_[earmark]];
  const int32_t* recipients = header + kHeader;
  const int32_t* excluded = recipients + header[kRecipients];
  const int32_t* regions = excluded + header[kExcluded];
  const int32_t* excluded_regions = regions + header[kRegions];
  const auto in = [&party](const int32_t* list, int32_t count) {
    return (party.region >= 0 && Among(list, count, party.region)) ||
           (party.subregion >= 0 && Among(list, count, party.subregion));
  };
  if (header[kStatesPartiesOnly] != 0 && !party.state_party) return false;
  if (Among(excluded, header[kExcluded], number)) return false;
  if (in(excluded_regions, header[kExcludedRegions])) return false;
  if (header[kRecipients] == 0 && header[kRegions] == 0) return true;
  return Among(recipients, header[kRecipients], number) || in(regions, header[kRegions]);
}

int32_t OfferColumns::AudienceOf(const Audience& audience) {
  KeyWriter key;
  key.Add(static_cast<int64_t>(audience.kind));
  // Members say something of those named alone.
  if (audience.kind == Audience::Kind::kNamed) key.Add(Sorted(audience.members));
  const auto [place, added] =
      audience_numbers_.emplace(key.Take(), static_cast<int32_t>(audiences_.size()));
  if (added) audiences_.push_back(audience);
  return place->second;
}

int32_t OfferColumns::ProfileOf(const Offer& offer) {
  const int32_t audience = AudienceOf(offer.audience);
  KeyWriter key;
  key.Add(static_cast<int64_t>(offer.kind));
  key.Add(offer.unit);
  key.Add(int64_t{offer.digits});
  key.Add(int64_t{offer.areas} << 32 | offer.channels);
  key.Add(int64_t{audience} << 1 | int64_t{offer.works_with_non_state_actors});
  const auto [place, added] =
      profile_numbers_.emplace(key.Take(), static_cast<int32_t>(profiles_.size()));
  if (added) {
    profiles_.push_back({offer.kind, offer.unit, offer.digits, offer.areas, offer.channels,
                         offer.works_with_non_state_actors, audience});
  }
  return place->second;
}

}  // namespace clearway::matching
