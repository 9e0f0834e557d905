#include "services/cooperation/matching/verifier_scores.h"

#include <algorithm>
#include <string>

namespace clearway::matching::verifier {
namespace {

constexpr int64_t kAll = 10'000;

// The part of the whole in ten thousandths, rounded down.
int64_t Share(int64_t part, int64_t whole) {
  if (whole <= 0) return 0;
  return std::min(std::max<int64_t>(part, 0), whole) * kAll / whole;
}

bool Leads(uint32_t channels, bool all) {
  // United Nations, international organisations, Red Cross/Red Crescent, NGOs: the second to the
  // fifth.
  constexpr uint32_t kOrganisations = 0b0011110;
  const uint32_t there = channels & kOrganisations;
  return all ? channels != 0 && there == channels : there != 0;
}

// A number of four bytes, the greatest first.
std::string Bytes(uint32_t number) {
  std::string bytes(4, '\0');
  for (int i = 3; i >= 0; --i, number /= 256) bytes[i] = static_cast<char>(number % 256);
  return bytes;
}

std::string Text(const std::string& text) {
  return Bytes(static_cast<uint32_t>(text.size())) + text;
}

}  // namespace

Scores::Scores(const Records& records) : records_(records) {
  for (const EarlierContribution& earlier : records.contributions) {
    given_[{earlier.provider, earlier.recipient}].insert(earlier.year);
  }
}

int64_t Scores::Promptness(const Offer& offer, int32_t year) const {
  const absl::CivilDay end(year, 12, 31);
  const absl::CivilDay begin = std::max(records_.as_of, absl::CivilDay(year, 1, 1));
  const int64_t unusable_before = std::max<int64_t>(0, offer.valid_from - begin);
  const int64_t unusable_after = std::max<int64_t>(0, end - offer.open.last_day);
  const int64_t days = end - begin + 1;
  return Share(days - unusable_before - unusable_after, days);
}

int64_t Scores::Continuity(const Offer& offer, const Request& request) const {
  std::set<int32_t> years;
  for (int32_t who : {offer.provider, records_.parties[offer.provider].acts_for}) {
    const auto given = given_.find({who, request.recipient});
    if (given == given_.end()) continue;
    for (int32_t year : given->second) {
      if (year > records_.as_of.year() - 5 && year <= records_.as_of.year()) years.insert(year);
    }
  }
  return 2'000 * static_cast<int64_t>(years.size());
}

int64_t Scores::Predictability(const Offer& offer, const NeedLine& line) const {
  int64_t still_asked = 0, given = 0;
  for (const NeedYear& asked : line.years) {
    if (asked.year < records_.as_of.year() || asked.left == 0) continue;
    ++still_asked;
    if (asked.year < offer.valid_from.year() || asked.year > offer.open.last_day.year()) continue;
    bool has = offer.years.empty();
    for (const OfferYearLeft& ceiling : offer.years) {
      if (ceiling.year == asked.year && ceiling.left > 0) has = true;
    }
    if (has) ++given;
  }
  return Share(given, still_asked);
}

int64_t Scores::Deadline(const Request& request, int32_t year) const {
  if (!request.legal_deadline) return 0;
  const int64_t days_to_it = *request.legal_deadline - records_.as_of;
  if (days_to_it <= 0) return kAll;
  if (request.legal_deadline->year() < year) return 0;
  // In quarters of days: a year has 365.25.
  const int64_t horizon = int64_t{records_.policy.deadline_horizon_years} * 1'461;
  return Share(horizon - 4 * days_to_it, horizon);
}

int64_t Scores::Implementers(const Offer& offer, const Request& request) const {
  const uint32_t every = 0b1111111;
  const uint32_t common = (offer.channels != 0 ? offer.channels : every) &
                          (request.channels != 0 ? request.channels : every);
  for (int32_t partner : request.implementers) {
    if (records_.parties[partner].implementer && Leads(common, false)) return kAll;
  }
  return Leads(common, true) ? kAll / 2 : 0;
}

int64_t Scores::Ownership(const Request& request) const {
  if (!request.national_plan) return 0;
  const int64_t years_ahead = request.national_plan_end_year - records_.as_of.year();
  return 4'000 + 2'000 * std::min<int64_t>(3, std::max<int64_t>(0, years_ahead));
}

int64_t Scores::Of(const Offer& offer, const Request& request, const NeedLine& line,
                   int32_t year) const {
  const Policy& policy = records_.policy;
  const Party& recipient = records_.parties[request.recipient];
  const int64_t waited = 4 * (records_.as_of - request.open.from);
  const int64_t priority = request.national_priority;
  const int64_t criteria[] = {
      Share(waited, int64_t{policy.full_waiting_years} * 1'461),
      priority < 1 ? 0 : std::max<int64_t>(0, kAll - 1'000 * (priority - 1)),
      Promptness(offer, year),
      Continuity(offer, request),
      Predictability(offer, line),
      Deadline(request, year),
      request.urgency == Urgency::kEmergency ? kAll
      : request.urgency == Urgency::kUrgent  ? kAll / 2
                                             : 0,
      Implementers(offer, request),
      Ownership(request),
      recipient.state_party && recipient.least_developed ? kAll : 0,
      offer.works_with_non_state_actors && line.non_state_actors ? kAll : 0};
  int64_t score = 1;
  for (int i = 0; i < kCriteria; ++i) score += criteria[i] * policy.weights[i];
  return score;
}

Lots::Lots(const Policy& policy)
    : seed_(Text(policy.seed)),
      sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
      digest_(EVP_MD_CTX_new()) {}

Lots::~Lots() {
  EVP_MD_CTX_free(digest_);
  EVP_MD_free(sha256_);
}

uint32_t Lots::Of(const Offer& offer, const Request& request, const NeedLine& line,
                  int32_t year) const {
  const std::string text = seed_ + Text(offer.name) + Text(request.name) + Text(line.id) +
                           Bytes(static_cast<uint32_t>(year));
  unsigned char hash[EVP_MAX_MD_SIZE] = {};
  unsigned int size = 0;
  const bool done = EVP_DigestInit_ex2(digest_, sha256_, nullptr) == 1 &&
                    EVP_DigestUpdate(digest_, text.data(), text.size()) == 1 &&
                    EVP_DigestFinal_ex(digest_, hash, &size) == 1;
  uint32_t lot = 0;
  for (int i = 0; done && i < 4; ++i) lot = lot * 256 + hash[i];
  return lot;
}

}  // namespace clearway::matching::verifier
