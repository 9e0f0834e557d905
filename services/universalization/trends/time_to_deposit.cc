#include "services/universalization/trends/time_to_deposit.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"

namespace clearway::universalization {
namespace {

using absl::CivilDay;
using calendar::ToCivil;
using v1::TreatyAction;

// A product of small numbers, as large as it gets: in base 2^32, the lowest digit first.
class Product {
 public:
  void Multiply(uint32_t factor) {
    uint64_t carry = 0;
    for (uint32_t& digit : digits_) {
      carry += uint64_t{digit} * factor;
      digit = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    if (carry > 0) digits_.push_back(static_cast<uint32_t>(carry));
    while (digits_.size() > 1 && digits_.back() == 0) digits_.pop_back();
  }
  bool AtMost(const Product& other) const {
    if (digits_.size() != other.digits_.size()) return digits_.size() < other.digits_.size();
    return !std::lexicographical_compare(other.digits_.rbegin(), other.digits_.rend(),
                                         digits_.rbegin(), digits_.rend());
  }

 private:
  std::vector<uint32_t> digits_ = {1};
};

}  // namespace

absl::optional<SignatoryTime> TimeOfState(const v1::State& state, CivilDay as_of) {
  const TreatyAction* signature = nullptr;
  for (const TreatyAction& action : state.treaty_actions()) {
    if (action.kind() != TreatyAction::KIND_SIGNATURE) continue;
    if (!calendar::Counts(action, as_of, as_of)) continue;
    if (signature == nullptr || ToCivil(action.date()) < ToCivil(signature->date())) {
      signature = &action;
    }
  }
  if (signature == nullptr) return absl::nullopt;
  const CivilDay signed_on = ToCivil(signature->date());
  absl::optional<CivilDay> deposit;
  for (const TreatyAction& action : state.treaty_actions()) {
    if (!calendar::IsInstrument(action.kind()) || !calendar::Counts(action, as_of, as_of)) continue;
    const CivilDay day = ToCivil(action.date());
    if (day >= signed_on && (!deposit.has_value() || day < *deposit)) deposit = day;
  }
  return SignatoryTime{static_cast<int>(deposit.value_or(as_of) - signed_on), deposit.has_value()};
}

absl::optional<int> KaplanMeierMedian(std::vector<SignatoryTime> times) {
  std::sort(times.begin(), times.end(),
            [](const auto& a, const auto& b) { return a.days < b.days; });
  // What is estimated not to have deposited: remaining / all.
  Product remaining, all;
  remaining.Multiply(2);
  for (size_t i = 0; i < times.size();) {
    const auto at_risk = static_cast<uint32_t>(times.size() - i);
    uint32_t deposits = 0;
    const int days = times[i].days;
    for (; i < times.size() && times[i].days == days; ++i) deposits += times[i].deposited ? 1 : 0;
    if (deposits == 0) continue;
    if (deposits == at_risk) return days;
    remaining.Multiply(at_risk - deposits);
    all.Multiply(at_risk);
    if (remaining.AtMost(all)) return days;  // at most a half remains
  }
  return absl::nullopt;
}

v1::TimeToDeposit SummarizeTimes(const std::string& region,
                                 const std::vector<SignatoryTime>& times) {
  std::vector<int> deposited;
  int longest_waiting = -1;
  for (const SignatoryTime& time : times) {
    if (time.deposited) {
      deposited.push_back(time.days);
    } else {
      longest_waiting = std::max(longest_waiting, time.days);
    }
  }
  std::sort(deposited.begin(), deposited.end());
  v1::TimeToDeposit summary;
  summary.set_region(region);
  summary.set_states_signed(static_cast<int>(times.size()));
  summary.set_states_deposited(static_cast<int>(deposited.size()));
  summary.set_states_waiting(static_cast<int>(times.size() - deposited.size()));
  if (!deposited.empty()) {
    summary.set_shortest_days(deposited.front());
    summary.set_longest_days(deposited.back());
    summary.set_median_half_days_deposited(deposited[(deposited.size() - 1) / 2] +
                                           deposited[deposited.size() / 2]);
  }
  if (longest_waiting >= 0) summary.set_longest_waiting_days(longest_waiting);
  const absl::optional<int> median = KaplanMeierMedian(times);
  if (median.has_value()) summary.set_median_days_all(*median);
  return summary;
}

}  // namespace clearway::universalization
