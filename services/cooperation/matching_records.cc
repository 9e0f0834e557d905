#include "services/cooperation/matching_records.h"

#include <map>
#include <utility>

#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/ceilings.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/ledger.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching_convert.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/request_state.h"

namespace clearway::cooperation {
namespace {

using v1::Contribution;

class Loader {
 public:
  Loader(const store::Reader& at, const RecordsQuery& query)
      : at_(at),
        query_(query),
        day_(calendar::ToCivil(query.as_of)),
        parties_(&records_, query.as_of, [this](absl::string_view name) { return Find(name); }) {}

  absl::StatusOr<LoadedRecords> Load() {
    records_.as_of = day_;
    records_.policy = ToPolicy(query_.policy);
    RETURN_IF_ERROR(RegistryReady(at_));
    RETURN_IF_ERROR(Rates().ForEach(at_, [this](const v1::ExchangeRate& rate) {
      records_.rates.push_back(ToRate(rate));
      return true;
    }));
    RETURN_IF_ERROR(few() ? LoadFew() : LoadAll());
    for (const v1::Offer& offer : query_.more_offers) {
      matching::Offer more = ToOffer(offer, OfferSums(), &parties_);
      more.open.published = true;
      more.open.from = day_;
      more.open.closed_on.reset();
      if (!offer.has_valid_from()) more.valid_from = day_;
      records_.offers.push_back(std::move(more));
    }
    parties_.Finish();
    RETURN_IF_ERROR(damage_);
    return LoadedRecords{std::move(records_), std::move(private_offers_)};
  }

 private:
  bool few() const { return !query_.requests.empty() && !query_.offers.empty(); }

  // The registry's party, when it was not loaded with all others.
  absl::optional<Party> Find(absl::string_view name) {
    absl::StatusOr<absl::optional<Party>> party = FindParty(at_, name);
    if (party.ok()) return *std::move(party);
    damage_ = party.status();
    return absl::nullopt;
  }

  absl::Status LoadAll() {
    RETURN_IF_ERROR(ForEachParty(at_, [this](const Party& party) {
      parties_.Add(party);
      return true;
    }));
    if (query_.parties_alone) return absl::OkStatus();
    RETURN_IF_ERROR(Contributions().ForEach(at_, [this](const Contribution& contribution) {
      AddContribution(contribution);
      return true;
    }));
    if (query_.requests.empty()) {
      RETURN_IF_ERROR(Requests().ForEach(at_, [this](const v1::AssistanceRequest& request) {
        AddRequest(request);
        return true;
      }));
    }
    if (query_.offers.empty()) {
      RETURN_IF_ERROR(Offers().ForEach(at_, [this](const v1::Offer& offer) {
        damage_.Update(AddOffer(offer));
        return damage_.ok();
      }));
    }
    return LoadNamed();
  }

  absl::Status LoadNamed() {
    for (const std::string& name : query_.requests) {
      ASSIGN_OR_RETURN(const v1::AssistanceRequest request, Requests().Get(at_, name));
      AddRequest(request);
    }
    for (const std::string& name : query_.offers) {
      ASSIGN_OR_RETURN(const v1::Offer offer, Offers().Get(at_, name));
      RETURN_IF_ERROR(AddOffer(offer));
    }
    return absl::OkStatus();
  }

  // Contributions that bear on the few: of their offers and requests, and of their providers.
  absl::Status LoadFew() {
    std::set<std::string> names;
    const auto add = [this, &names](absl::string_view index, const std::string& key) {
      ASSIGN_OR_RETURN(const auto found, Contributions().Lookup(at_, index, key));
      names.insert(found.begin(), found.end());
      return absl::OkStatus();
    };
    for (const std::string& name : query_.requests) RETURN_IF_ERROR(add(kByRequest, name));
    for (const std::string& name : query_.offers) {
      ASSIGN_OR_RETURN(const v1::Offer offer, Offers().Get(at_, name));
      RETURN_IF_ERROR(add(kByOffer, name));
      RETURN_IF_ERROR(add(kByProvider, offer.provider()));
      const absl::optional<Party> provider = Find(offer.provider());
      if (provider.has_value() && provider->actor.has_value()) {
        RETURN_IF_ERROR(add(kByProvider, provider->actor->state()));
      }
    }
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(const Contribution contribution, Contributions().Get(at_, name));
      AddContribution(contribution);
    }
    return LoadNamed();
  }

  bool Past() const { return day_ < calendar::ToCivil(query_.today); }

  void AddContribution(const Contribution& contribution) {
    if (contribution.synthetic() != query_.synthetic) return;
    for (const matching::EarlierContribution& earlier :
         EarlierOf(contribution, query_.as_of, &parties_)) {
      records_.contributions.push_back(earlier);
    }
    if (!Past() || contribution.external() || !contribution.has_pledge_time()) return;
    if (DayOf(contribution.pledge_time()) > day_) return;
    Contribution then = contribution;
    if (then.has_cancel_time() && DayOf(then.cancel_time()) > day_) {
      then.set_state(Contribution::STATE_COMMITTED);
    }
    for (const auto& [year, count] : CountOf(then)) {
      OfferSums& offer = offer_sums_[then.offer()];
      offer[{"", 0}] += count.offer;
      offer[{"", year}] += count.offer;
      if (then.recipients_size() > 0) offer[{then.recipients(0), year}] += count.offer;
      need_sums_[then.assistance_request()][{then.need_id(), year}] += count.need;
    }
  }

  void AddRequest(const v1::AssistanceRequest& request) {
    if (request.synthetic() != query_.synthetic) return;
    if (!WasPublished(request) && !query_.drafts_too) return;
    records_.requests.push_back(
        ToRequest(request, Past() ? need_sums_[request.name()] : SumsOf(request), &parties_));
    matching::OpenPeriod& open = records_.requests.back().open;
    if (!open.published) open.from = day_;
  }

  absl::Status AddOffer(const v1::Offer& offer) {
    if (offer.synthetic() != query_.synthetic) return absl::OkStatus();
    if (!offer.has_publish_time() && !query_.drafts_too) return absl::OkStatus();
    for (const v1::Offer& other : query_.more_offers) {
      if (other.name() == offer.name()) return absl::OkStatus();
    }
    if (SeesCeilings(ReadsFor(at_), offer) && !HiddenFromOthers(offer)) {
      AddOffer(offer, Past() ? offer_sums_[offer.name()] : SumsOf(offer));
    } else if (query_.unbounded_too) {
      // A snapshot shows it without its unit too, which the rules ask for.
      ASSIGN_OR_RETURN(v1::Offer whole, Offers().Get(resource::AsSystem(at_), offer.name()));
      AddOffer(WithoutCeilings(std::move(whole)), OfferSums());
    } else if (matching::IsOpen(ToOffer(offer, OfferSums(), &parties_).open, day_)) {
      private_offers_.push_back(offer.name());
    }
    return absl::OkStatus();
  }

  // Who sees everything runs for those who do too.
  bool HiddenFromOthers(const v1::Offer& offer) const {
    const auth::Caller* viewer = ReadsFor(at_);
    return query_.for_others && offer.ceilings_private() && viewer != nullptr &&
           !viewer->unrestricted;
  }

  void AddOffer(const v1::Offer& offer, const OfferSums& sums) {
    records_.offers.push_back(ToOffer(offer, sums, &parties_));
    matching::Offer& out = records_.offers.back();
    if (out.open.published) return;
    out.open.from = day_;
    if (!offer.has_valid_from()) out.valid_from = day_;
  }

  const store::Reader& at_;
  const RecordsQuery& query_;
  const absl::CivilDay day_;
  matching::Records records_;
  PartyNumbers parties_;
  std::map<std::string, OfferSums> offer_sums_;  // as of an earlier day
  std::map<std::string, NeedSums> need_sums_;
  std::vector<std::string> private_offers_;
  absl::Status damage_;
};

}  // namespace

std::vector<matching::EarlierContribution> EarlierOf(const Contribution& contribution,
                                                     const google::type::Date& as_of,
                                                     PartyNumbers* parties) {
  std::vector<matching::EarlierContribution> earlier;
  if (contribution.state() == Contribution::STATE_CANCELLED) return earlier;
  const absl::CivilDay day = calendar::ToCivil(as_of);
  absl::CivilYear last(day);
  if (contribution.external()) {
    --last;
  } else if (!contribution.has_pledge_time() || DayOf(contribution.pledge_time()) > day) {
    return earlier;
  }
  std::set<int> years;
  for (const v1::YearlyQuantity& tranche : contribution.tranches()) years.insert(tranche.year());
  if (years.empty()) {
    for (int year = contribution.start_year(); year <= contribution.end_year(); ++year) {
      years.insert(year);
    }
  }
  const int32_t provider = parties->Of(contribution.provider());
  for (const std::string& name : contribution.recipients()) {
    for (int year : years) {
      if (year <= last.year()) earlier.push_back({provider, parties->Of(name), year});
    }
  }
  return earlier;
}

absl::StatusOr<LoadedRecords> LoadRecords(const store::Reader& at, const RecordsQuery& query) {
  return Loader(at, query).Load();
}

}  // namespace clearway::cooperation
