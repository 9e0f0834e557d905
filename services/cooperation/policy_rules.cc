#include "services/cooperation/policy_rules.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace clearway::cooperation {

void CheckPolicy(const v1::MatchPolicy& policy, absl::string_view field, rpc::Violations* bad) {
  const auto& w = policy.weights();
  const int64_t sum = int64_t{w.waiting_time()} + w.national_priority() + w.promptness() +
                      w.continuity() + w.predictability() + w.legal_deadline() + w.urgency() +
                      w.implementers() + w.national_ownership() + w.least_developed() + w.access();
  if (sum != 100) {
    bad->Add(absl::StrCat(field, ".weights"), absl::StrCat("must add up to 100, not to ", sum));
  }
  const auto& bands = policy.bands();
  auto falls = [&](int64_t upper, int64_t lower, absl::string_view name, absl::string_view above) {
    if (lower > upper) {
      bad->Add(absl::StrCat(field, ".bands.", name),
               absl::StrCat("must not be above ", above, ", ", upper),
               type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
  };
  falls(bands.floor_bonus(), bands.quarter_bonus(), "quarter_bonus", "floor_bonus");
  falls(bands.quarter_bonus(), bands.half_bonus(), "half_bonus", "quarter_bonus");
  falls(bands.half_bonus(), bands.full_bonus(), "full_bonus", "half_bonus");
}

void FillPolicy(v1::MatchPolicy* policy) {
  if (policy->full_waiting_years() == 0) policy->set_full_waiting_years(kDefaultYears);
  if (policy->deadline_horizon_years() == 0) policy->set_deadline_horizon_years(kDefaultYears);
}

v1::MatchPolicy DefaultPolicy() {
  v1::MatchPolicy policy;
  policy.set_display_name("Vientiane Action Plan");
  policy.set_description(
      "Weighs the criteria that Actions 18 and 37 to 41 and Article 6, paragraph 6, name. A first "
      "share of every need comes before the rest of any.");
  policy.set_currency_code("USD");
  auto* weights = policy.mutable_weights();
  weights->set_legal_deadline(15);
  weights->set_urgency(15);
  weights->set_waiting_time(12);
  weights->set_national_priority(10);
  weights->set_least_developed(10);
  weights->set_national_ownership(10);
  weights->set_predictability(8);
  weights->set_continuity(6);
  weights->set_implementers(6);
  weights->set_promptness(4);
  weights->set_access(4);
  auto* bands = policy.mutable_bands();
  bands->set_floor_money_units(50000);
  bands->set_floor_count(1);
  bands->set_floor_bonus(600000);
  bands->set_quarter_bonus(300000);
  bands->set_half_bonus(100000);
  bands->set_full_bonus(0);
  policy.set_seed("vientiane-2010");
  FillPolicy(&policy);
  return policy;
}

}  // namespace clearway::cooperation
