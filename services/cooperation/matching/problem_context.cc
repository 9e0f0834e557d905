#include "services/cooperation/matching/problem_context.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "common/status_macros.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/records_check.h"

namespace clearway::matching {
namespace {

// The fewest units that are worth one: ⌈1 / ratio⌉.
int64_t LeastOf(const Ratio& ratio) {
  const absl::uint128 least = (ratio.denominator + ratio.numerator - 1) / ratio.numerator;
  const absl::uint128 most = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::min(least, most));
}

bool Contains(const std::vector<int32_t>& list, int32_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Whom an earmark lets in: named or in a named region (or nothing is named), and not excluded.
bool EarmarkAdmits(const Earmark& earmark, const Party& party, int32_t index) {
  const auto in = [&party](const std::vector<int32_t>& regions) {
    return (party.region >= 0 && Contains(regions, party.region)) ||
           (party.subregion >= 0 && Contains(regions, party.subregion));
  };
  if (Contains(earmark.excluded_recipients, index) || in(earmark.excluded_regions)) return false;
  if (earmark.states_parties_only && !party.state_party) return false;
  if (earmark.recipients.empty() && earmark.regions.empty()) return true;
  return Contains(earmark.recipients, index) || in(earmark.regions);
}

// nullopt: more than can be counted.
absl::optional<int64_t> Convert(int64_t value, const Ratio& ratio) {
  const absl::optional<int64_t> converted = FloorTimes(value, ratio);
  if (!converted.has_value() || *converted > kMaxQuantity) return absl::nullopt;
  return converted;
}

// Lines by id, years ascending.
void SortNeeds(std::vector<Need>::iterator begin, std::vector<Need>::iterator end) {
  std::sort(begin, end, [](const Need& a, const Need& b) {
    return a.line != b.line ? a.line->id < b.line->id : a.year->year < b.year->year;
  });
}

}  // namespace

int64_t OwnLeft(const Offer& offer, int32_t recipient, int32_t year) {
  int64_t left = offer.total_left;
  for (const OfferYearLeft& ceiling : offer.years) {
    if (ceiling.year == year) left = std::min(left, ceiling.left);
  }
  if (!offer.cap_per_recipient_year.has_value()) return left;
  int64_t cap = *offer.cap_per_recipient_year;
  for (const RecipientYearUsed& use : offer.used) {
    if (use.recipient == recipient && use.year == year) cap -= std::min(cap, use.used);
  }
  return std::min(left, cap);
}

absl::StatusOr<Background> Background::Make(const Records& records) {
  ASSIGN_OR_RETURN(RateTable rates, RateTable::Make(records.rates, records.as_of));
  Background background{std::move(rates), Continuity(records.as_of)};
  for (const EarlierContribution& earlier : records.contributions) {
    background.continuity.Add(earlier);
  }
  return background;
}

Context Context::On(const Records& records, const Policy& policy,
                    std::shared_ptr<const Background> background) {
  Context context;
  context.records_ = &records;
  context.policy_ = &policy;
  context.background_ = std::move(background);
  return context;
}

absl::StatusOr<Context> Context::MakeBackground(const Records& records, const Policy& policy) {
  ASSIGN_OR_RETURN(Background background, Background::Make(records));
  return On(records, policy, std::make_shared<const Background>(std::move(background)));
}

absl::StatusOr<Context> Context::Make(const Records& records) {
  RETURN_IF_ERROR(CheckRecords(records));
  ASSIGN_OR_RETURN(Context context, MakeBackground(records, records.policy));
  context.NumberRecipients();
  context.AddNeeds();
  context.LeaveOutNeedsTogether();
  context.AddOffers();
  std::sort(context.left_out_.begin(), context.left_out_.end(),
            [](const LeftOut& a, const LeftOut& b) { return a.record < b.record; });
  return context;
}

Need Context::Prepare(const Request& request, const NeedLine& line, const NeedYear& year) {
  const Ratio* ratio = ConversionOf(line.kind, line.unit, line.digits).ratio();
  Need need{&request, &line, &year, ratio, 0, 0};
  if (need.ratio == nullptr) return need;
  need.total = std::min(kMaxQuantity, FloorTimes(year.total, *need.ratio).value_or(kMaxQuantity));
  need.left = std::min(kMaxQuantity, FloorTimes(year.left, *need.ratio).value_or(kMaxQuantity));
  return need;
}

std::vector<Need> Context::Prepare(const Request& request) {
  std::vector<Need> needs;
  for (const NeedLine& line : request.needs) {
    for (const NeedYear& year : line.years) needs.push_back(Prepare(request, line, year));
  }
  SortNeeds(needs.begin(), needs.end());
  return needs;
}

OpenOffer Context::PrepareForRules(const Offer& offer) {
  const Converted& converted = ConversionOf(offer.kind, offer.unit, offer.digits);
  return {&offer, converted.ratio(), converted.least, 0, {}};
}

OpenOffer Context::Prepare(const Offer& offer) {
  OpenOffer open = PrepareForRules(offer);
  if (open.ratio == nullptr) return open;
  open.total_left =
      std::min(kMaxQuantity, FloorTimes(offer.total_left, *open.ratio).value_or(kMaxQuantity));
  return open;
}

Context::Worth Context::WorthOf(Kind kind, const std::string& unit, int digits) {
  const Converted& converted = ConversionOf(kind, unit, digits);
  return {converted.ratio(), converted.least};
}

const Context::Converted& Context::ConversionOf(Kind kind, const std::string& unit, int digits) {
  static const Converted* const kItself = new Converted{"", 0, RateTable::Conversion(), 1};
  if (kind != Kind::kFunding) return *kItself;
  for (const Converted& known : conversions_) {
    if (known.unit == unit && known.digits == digits) return known;
  }
  Converted& added = conversions_.emplace_back();
  added.unit = unit;
  added.digits = digits;
  added.conversion = background_->rates.Find(unit, digits, policy().currency, policy().digits);
  if (added.conversion.has_value()) added.least = LeastOf(added.conversion->ratio);
  return added;
}

void Context::NumberRecipients() {
  recipient_number_.assign(records_->parties.size(), -1);
  for (const Request& request : records_->requests) {
    int32_t& number = recipient_number_[request.recipient];
    if (number < 0) recipients_.push_back(request.recipient);
    number = 0;
  }
  std::sort(recipients_.begin(), recipients_.end(),
            [this](int32_t a, int32_t b) { return party(a).name < party(b).name; });
  for (size_t i = 0; i < recipients_.size(); ++i) {
    recipient_number_[recipients_[i]] = static_cast<int32_t>(i);
  }
}

void Context::AddNeeds() {
  std::vector<const Request*> requests;
  for (const Request& request : records_->requests) requests.push_back(&request);
  std::sort(requests.begin(), requests.end(),
            [](const Request* a, const Request* b) { return a->name < b->name; });
  for (const Request* request : requests) {
    const size_t first = needs_.size();
    absl::optional<LeftOut> left_out;
    for (const NeedLine& line : request->needs) {
      const Ratio* ratio = ConversionOf(line.kind, line.unit, line.digits).ratio();
      for (const NeedYear& year : line.years) {
        Need need{request, &line, &year, ratio, 0, 0};
        if (ratio != nullptr) {
          const absl::optional<int64_t> total = Convert(year.total, *ratio);
          if (!total.has_value()) left_out = NeedTooLarge(policy(), *request, line, year);
          need.total = total.value_or(0);
          need.left = Convert(year.left, *ratio).value_or(0);
        }
        needs_.push_back(need);
      }
    }
    if (!left_out.has_value()) {
      SortNeeds(needs_.begin() + first, needs_.end());
      continue;
    }
    needs_.resize(first);
    if (IsOpen(request->open, as_of())) left_out_.push_back(*std::move(left_out));
  }
}

void Context::LeaveOutNeedsTogether() {
  const auto counts = [this](const Need& need) {
    return need.ratio != nullptr && IsOpen(need.request->open, as_of());
  };
  // Nearly always, all that is asked for a recipient together is within the limit.
  std::vector<int64_t> asked(recipients_.size(), 0);
  for (const Need& need : needs_) {
    if (counts(need)) asked[RecipientNumber(need.request->recipient)] += need.total;
  }
  if (std::none_of(asked.begin(), asked.end(), [](int64_t sum) { return sum > kMaxQuantity; })) {
    return;
  }
  NeedsTogether together(*records_);
  for (const Need& need : needs_) {
    if (counts(need)) together.Add(*need.request, *need.line, need.year->year, need.total);
  }
  const std::map<const Request*, LeftOut> too_large = together.TooLarge();
  for (const auto& [request, left_out] : too_large) left_out_.push_back(left_out);
  needs_.erase(
      std::remove_if(needs_.begin(), needs_.end(),
                     [&too_large](const Need& need) { return too_large.count(need.request) != 0; }),
      needs_.end());
}

void Context::AddOffers() {
  for (const Offer& offer : records_->offers) {
    OpenOffer open = PrepareForRules(offer);
    if (open.ratio != nullptr) {
      const absl::optional<int64_t> left = Convert(offer.total_left, *open.ratio);
      if (!left.has_value()) {
        if (IsOpen(offer.open, as_of())) left_out_.push_back(OfferTooLarge(policy(), offer));
        continue;
      }
      open.total_left = *left;
    }
    offers_.push_back(open);
  }
  std::sort(offers_.begin(), offers_.end(),
            [](const OpenOffer& a, const OpenOffer& b) { return a.offer->name < b.offer->name; });
  for (OpenOffer& open : offers_) Admit(open);
}

void Context::Admit(OpenOffer& open) const {
  const Earmark& earmark = open.offer->earmark;
  open.admitted.assign((recipients_.size() + 63) / 64, 0);
  const bool by_name_alone = !earmark.recipients.empty() && earmark.regions.empty();
  for (int32_t recipient : by_name_alone ? earmark.recipients : recipients_) {
    const int32_t number = recipient_number_[recipient];
    if (number < 0 || !EarmarkAdmits(earmark, party(recipient), recipient)) continue;
    open.admitted[number / 64] |= uint64_t{1} << (number % 64);
  }
}

int Context::YearsOfContribution(int32_t provider, int32_t recipient) const {
  uint32_t years = continuity().Years(provider, recipient);
  const int32_t acts_for = party(provider).acts_for;
  if (acts_for >= 0) years |= continuity().Years(acts_for, recipient);
  return __builtin_popcount(years);
}

bool Context::Admits(const OpenOffer& offer, int32_t recipient) const {
  if (offer.admitted.empty()) {
    return EarmarkAdmits(offer.offer->earmark, party(recipient), recipient);
  }
  const int32_t number = recipient_number_[recipient];
  return number >= 0 && (offer.admitted[number / 64] >> (number % 64) & 1) != 0;
}

int64_t Context::YearLeft(const OpenOffer& offer, int32_t year) const {
  if (offer.ratio == nullptr) return 0;
  for (const OfferYearLeft& left : offer.offer->years) {
    if (left.year != year) continue;
    return std::min(
        offer.total_left,
        FloorTimes(std::min(left.left, offer.offer->total_left), *offer.ratio).value_or(0));
  }
  return offer.total_left;
}

int64_t Context::CapLeft(const OpenOffer& offer, int32_t recipient, int32_t year) const {
  const Offer& record = *offer.offer;
  if (!record.cap_per_recipient_year.has_value()) return offer.total_left;
  if (offer.ratio == nullptr) return 0;
  int64_t left = *record.cap_per_recipient_year;
  for (const RecipientYearUsed& use : record.used) {
    if (use.recipient == recipient && use.year == year) left -= std::min(left, use.used);
  }
  // A cap wider than the total binds no more than the total does.
  return FloorTimes(std::min(left, record.total_left), *offer.ratio).value_or(0);
}

int64_t Context::OfferLeft(const OpenOffer& offer, int32_t recipient, int32_t year) const {
  return std::min(YearLeft(offer, year), CapLeft(offer, recipient, year));
}

std::vector<std::string> Context::RatesUsed() const {
  std::set<std::string> names;
  for (const Converted& known : conversions_) {
    if (!known.conversion.has_value()) continue;
    names.insert(known.conversion->rates.begin(), known.conversion->rates.end());
  }
  return {names.begin(), names.end()};
}

}  // namespace clearway::matching
