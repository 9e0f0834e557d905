#include "services/cooperation/matching/records_check.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status_macros.h"
#include "services/cooperation/matching/network.h"

namespace clearway::matching {
namespace {

absl::Status Bad(absl::string_view record, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(record, ": ", why));
}

bool Within(int32_t index, size_t size) { return index >= 0 && static_cast<size_t>(index) < size; }

absl::Status CheckParties(absl::string_view record, const std::vector<int32_t>& parties,
                          const Records& records) {
  for (int32_t party : parties) {
    if (!Within(party, records.parties.size())) return Bad(record, "names an unknown party");
  }
  return absl::OkStatus();
}

absl::Status CheckUnit(absl::string_view record, Kind kind, absl::string_view unit, int digits) {
  if (kind < Kind::kFunding || kind > Kind::kService) return Bad(record, "of no known kind");
  if (unit.empty()) return Bad(record, "has no currency or unit");
  if (digits < 0 || digits > 4 || (kind != Kind::kFunding && digits != 0)) {
    return Bad(record, "decimals must be 0 to 4, and 0 for what is no money");
  }
  return absl::OkStatus();
}

absl::Status CheckLine(absl::string_view record, const NeedLine& line) {
  RETURN_IF_ERROR(CheckUnit(record, line.kind, line.unit, line.digits));
  std::set<int32_t> years;
  for (const NeedYear& year : line.years) {
    if (!years.insert(year.year).second) return Bad(record, "a year stands twice");
    if (year.left < 0 || year.left > year.total) return Bad(record, "left is not 0 to total");
  }
  return absl::OkStatus();
}

absl::Status CheckRequest(const Request& request, const Records& records) {
  if (!Within(request.recipient, records.parties.size())) {
    return Bad(request.name, "has no recipient");
  }
  if (request.area < Area::kClearance || request.area > Area::kUniversalization) {
    return Bad(request.name, "of no known area of work");
  }
  RETURN_IF_ERROR(CheckParties(request.name, request.implementers, records));
  RETURN_IF_ERROR(CheckParties(request.name, request.audience.members, records));
  std::set<absl::string_view> ids;
  for (const NeedLine& line : request.needs) {
    if (!ids.insert(line.id).second) return Bad(request.name, "a need id stands twice");
    RETURN_IF_ERROR(CheckLine(absl::StrCat(request.name, ", ", line.id), line));
  }
  return absl::OkStatus();
}

absl::Status CheckOffer(const Offer& offer, const Records& records) {
  if (!Within(offer.provider, records.parties.size())) return Bad(offer.name, "has no provider");
  RETURN_IF_ERROR(CheckUnit(offer.name, offer.kind, offer.unit, offer.digits));
  const Earmark& earmark = offer.earmark;
  RETURN_IF_ERROR(CheckParties(offer.name, earmark.recipients, records));
  RETURN_IF_ERROR(CheckParties(offer.name, earmark.excluded_recipients, records));
  RETURN_IF_ERROR(CheckParties(offer.name, offer.audience.members, records));
  for (const std::vector<int32_t>* regions : {&earmark.regions, &earmark.excluded_regions}) {
    for (int32_t region : *regions) {
      if (!Within(region, records.regions.size())) return Bad(offer.name, "an unknown region");
    }
  }
  if (offer.total_left < 0 || offer.cap_per_recipient_year.value_or(0) < 0 ||
      offer.smallest_contribution < 0) {
    return Bad(offer.name, "a quantity is below zero");
  }
  std::set<int32_t> years;
  for (const OfferYearLeft& year : offer.years) {
    if (!years.insert(year.year).second) return Bad(offer.name, "a year stands twice");
    if (year.left < 0) return Bad(offer.name, "a quantity is below zero");
  }
  std::set<std::pair<int32_t, int32_t>> used;
  for (const RecipientYearUsed& use : offer.used) {
    if (!Within(use.recipient, records.parties.size())) return Bad(offer.name, "an unknown party");
    if (use.used < 0) return Bad(offer.name, "a quantity is below zero");
    if (!used.emplace(use.recipient, use.year).second) {
      return Bad(offer.name, "a recipient's year stands twice");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPolicy(const Policy& policy) {
  int64_t sum = 0;
  for (int32_t weight : policy.weights) {
    if (weight < 0 || weight > 100) return Bad(policy.name, "a weight is not 0 to 100");
    sum += weight;
  }
  if (sum != 100) return Bad(policy.name, absl::StrCat("weights add up to ", sum, ", not 100"));
  int64_t before = kMaxBonus;
  for (int64_t bonus : policy.bonuses) {
    if (bonus < 0 || bonus > before) return Bad(policy.name, "bonuses must be 0…10^9 and not rise");
    before = bonus;
  }
  RETURN_IF_ERROR(CheckUnit(policy.name, Kind::kFunding, policy.currency, policy.digits));
  if (policy.floor_count < 0 || policy.floor_count > kMaxBonus || policy.floor_money_units < 0 ||
      policy.floor_money_units > kMaxBonus) {
    return Bad(policy.name, "a floor is not 0…10^9");
  }
  if (policy.full_waiting_years < 1 || policy.full_waiting_years > 20 ||
      policy.deadline_horizon_years < 1 || policy.deadline_horizon_years > 20) {
    return Bad(policy.name, "years of waiting and of the horizon must be 1 to 20");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRecords(const Records& records) {
  RETURN_IF_ERROR(CheckPolicy(records.policy));
  std::set<absl::string_view> names;
  for (const Party& party : records.parties) {
    if (!names.insert(party.name).second) return Bad(party.name, "stands twice");
    for (int32_t region : {party.region, party.subregion}) {
      if (region != -1 && !Within(region, records.regions.size())) {
        return Bad(party.name, "in an unknown region");
      }
    }
    if (party.acts_for != -1 && !Within(party.acts_for, records.parties.size())) {
      return Bad(party.name, "acts for an unknown party");
    }
  }
  names.clear();
  for (const Request& request : records.requests) {
    if (!names.insert(request.name).second) return Bad(request.name, "stands twice");
    RETURN_IF_ERROR(CheckRequest(request, records));
  }
  names.clear();
  for (const Offer& offer : records.offers) {
    if (!names.insert(offer.name).second) return Bad(offer.name, "stands twice");
    RETURN_IF_ERROR(CheckOffer(offer, records));
  }
  for (const EarlierContribution& earlier : records.contributions) {
    if (!Within(earlier.provider, records.parties.size()) ||
        !Within(earlier.recipient, records.parties.size())) {
      return Bad("an earlier contribution", "names an unknown party");
    }
  }
  return absl::OkStatus();
}

}  // namespace clearway::matching
