#include "services/cooperation/matching/verifier_rules.h"

#include <algorithm>

namespace clearway::matching::verifier {
namespace {

bool Among(int32_t wanted, const std::vector<int32_t>& list) {
  return std::count(list.begin(), list.end(), wanted) > 0;
}

// The State whose party standing a party shares: itself, or the State that it acts for.
bool PartyToConvention(const Records& records, int32_t who) {
  if (records.parties[who].state_party) return true;
  const int32_t state = records.parties[who].acts_for;
  return state != -1 && records.parties[state].state_party;
}

bool Sees(const Records& records, int32_t who, const Audience& audience) {
  if (audience.kind == Audience::Kind::kEveryone) return true;
  if (audience.kind == Audience::Kind::kNamed) {
    return Among(who, audience.members) || (records.parties[who].acts_for != -1 &&
                                            Among(records.parties[who].acts_for, audience.members));
  }
  if (PartyToConvention(records, who)) return true;
  return audience.kind == Audience::Kind::kVettedProviders && records.parties[who].vetted;
}

bool InRegion(const Party& party, const std::vector<int32_t>& regions) {
  for (int32_t region : regions) {
    if (region == party.region || region == party.subregion) return true;
  }
  return false;
}

}  // namespace

bool Open(const Records& records, const OpenPeriod& open) {
  if (!open.published) return false;
  if (records.as_of < open.from || open.last_day < records.as_of) return false;
  return !open.closed_on || *open.closed_on > records.as_of;
}

bool MayReceive(const Records& records, const Offer& offer, int32_t recipient) {
  const Party& party = records.parties[recipient];
  const Earmark& earmark = offer.earmark;
  if (Among(recipient, {offer.provider, records.parties[offer.provider].acts_for})) return false;
  if (!Sees(records, recipient, offer.audience)) return false;
  if (Among(recipient, earmark.excluded_recipients)) return false;
  if (InRegion(party, earmark.excluded_regions)) return false;
  if (earmark.states_parties_only && !party.state_party) return false;
  const bool for_all = earmark.recipients.empty() && earmark.regions.empty();
  return for_all || Among(recipient, earmark.recipients) || InRegion(party, earmark.regions);
}

bool UsableFor(const Offer& offer, Area area) {
  return offer.areas == 0 || (offer.areas >> (static_cast<int>(area) - 1)) % 2 == 1;
}

bool UsableIn(const Records& records, const Offer& offer, int32_t year) {
  const absl::CivilDay first(year, 1, 1), last(year, 12, 31);
  // The year's last day is not before the date, and validity and year have a day in common.
  if (last < records.as_of || last < offer.valid_from || offer.open.last_day < first) return false;
  if (offer.years.empty()) return true;
  for (const OfferYearLeft& ceiling : offer.years) {
    if (ceiling.year == year) return true;
  }
  return false;
}

bool Reaches(const Records& records, const Offer& offer, const Request& request,
             const NeedLine& line) {
  if (line.non_state_actors && !offer.works_with_non_state_actors) return false;
  const uint32_t give = offer.channels != 0 ? offer.channels : ~0u;
  const uint32_t take = request.channels != 0 ? request.channels : ~0u;
  return (give & take) != 0 && Sees(records, offer.provider, request.audience);
}

int64_t Ceiling(const Offer& offer, int32_t year) {
  int64_t ceiling = offer.total_left;
  for (const OfferYearLeft& each : offer.years) {
    if (each.year == year) ceiling = std::min(ceiling, each.left);
  }
  return ceiling;
}

int64_t CeilingUnderCap(const Offer& offer, int32_t recipient, int32_t year) {
  const int64_t ceiling = Ceiling(offer, year);
  if (!offer.cap_per_recipient_year) return ceiling;
  int64_t used = 0;
  for (const RecipientYearUsed& each : offer.used) {
    if (each.recipient == recipient && each.year == year) used = each.used;
  }
  return std::max<int64_t>(0, std::min(ceiling, *offer.cap_per_recipient_year - used));
}

}  // namespace clearway::matching::verifier
