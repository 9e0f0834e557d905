#include "clients/generator/scenario.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "clients/generator/random.h"

namespace clearway::generator {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)
using type::v1::AreaOfWork;

// Things that are counted, in a unit that is usual for them.
struct Counted {
  ResourceKind kind;
  const char* need_id;
  const char* unit_code;
  int most;
  const char* words;
};
constexpr Counted kCounted[] = {
    {RESOURCE_KIND_PERSONNEL, "teams", "MON", 240, "team months"},
    {RESOURCE_KIND_EQUIPMENT, "detectors", "C62", 80, "detectors"},
    {RESOURCE_KIND_TRAINING, "training", "DAY", 60, "training days"},
};

const char* Words(AreaOfWork area) {
  switch (area) {
    case type::v1::AREA_OF_WORK_RISK_REDUCTION_EDUCATION:
      return "risk reduction education";
    case type::v1::AREA_OF_WORK_VICTIM_ASSISTANCE:
      return "victim assistance";
    case type::v1::AREA_OF_WORK_STOCKPILE_DESTRUCTION:
      return "stockpile destruction";
    default:
      return "clearance";
  }
}

// To two significant digits, as people write amounts.
int64_t Rounded(int64_t amount) {
  int64_t unit = 1;
  while (amount / unit >= 100) unit *= 10;
  return std::max<int64_t>(amount / unit * unit, 1);
}

google::type::Date Day(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

void SetMoney(const std::string& currency, int64_t units, Quantity* quantity) {
  quantity->mutable_money()->set_currency_code(currency);
  quantity->mutable_money()->set_units(units);
}

void SetCount(const Counted& counted, int64_t units, Quantity* quantity) {
  quantity->mutable_count()->set_unit_code(counted.unit_code);
  quantity->mutable_count()->set_units(units);
}

class Maker {
 public:
  Maker(const Patterns& patterns, const ScenarioOptions& options)
      : patterns_(patterns), options_(options), random_(options.seed) {}

  AssistanceRequest Request(int number) {
    const Flow& flow = random_.Pick(patterns_.flows);
    AssistanceRequest request;
    request.set_name(Name("assistanceRequests", number));
    request.set_synthetic(true);
    request.set_recipient(flow.recipient);
    request.set_area_of_work(flow.areas_of_work.empty() ? type::v1::AREA_OF_WORK_CLEARANCE
                                                        : random_.Pick(flow.areas_of_work));
    int first = options_.year + static_cast<int>(random_.Below(2));
    int last = first + static_cast<int>(random_.Below(4));
    request.set_title(absl::StrFormat("Synthetic: %s in %s, %d-%d", Words(request.area_of_work()),
                                      Shown(flow.recipient), first, last));
    request.set_description("Made up for trial and training; nobody asks for this.");
    // What is asked for is one to four times what was once given.
    int64_t yearly = Rounded(flow.amount * random_.Between(100, 400) / 100);
    NeedLine* funding = AddNeed("funding", RESOURCE_KIND_FUNDING, &request);
    for (int year = first; year <= last; ++year) {
      YearlyQuantity* asked = funding->add_years();
      asked->set_year(year);
      SetMoney(flow.currency, yearly, asked->mutable_quantity());
    }
    if (random_.Chance(15)) {
      const Counted& counted = kCounted[random_.Below(3)];
      YearlyQuantity* asked = AddNeed(counted.need_id, counted.kind, &request)->add_years();
      asked->set_year(first);
      SetCount(counted, random_.Between(1, counted.most), asked->mutable_quantity());
    }
    bool access = random_.Chance(10);
    for (NeedLine& need : *request.mutable_needs()) need.set_non_state_actors_present(access);
    SetMerits(last, &request);
    return request;
  }

  Offer MakeOffer(int number) {
    const Flow& flow = random_.Pick(patterns_.flows);
    Offer offer;
    offer.set_name(Name("offers", number));
    offer.set_synthetic(true);
    offer.set_provider(flow.provider);
    int first = options_.year;
    int last = first + static_cast<int>(random_.Below(4));
    *offer.mutable_valid_from() = Day(first, 1, 1);
    *offer.mutable_valid_until() = Day(last, 12, 31);
    *offer.mutable_known_date() = Day(first - 1, static_cast<int>(random_.Between(1, 12)), 1);
    offer.mutable_audience()->set_kind(type::v1::Audience::KIND_EVERYONE);
    std::string what = "funding";
    if (random_.Chance(12)) {
      const Counted& counted = kCounted[random_.Below(3)];
      offer.set_kind(counted.kind);
      SetCount(counted, random_.Between(1, 2 * counted.most), offer.mutable_total());
      what = counted.words;
    } else {
      offer.set_kind(RESOURCE_KIND_FUNDING);
      SetCeilings(flow, first, last, &offer);
    }
    if (random_.Chance(70)) {
      for (AreaOfWork area : flow.areas_of_work) offer.add_areas_of_work(area);
    }
    SetEarmark(flow, &offer);
    if (random_.Chance(20)) offer.add_channels(AnyChannel());
    offer.set_works_with_non_state_actors(random_.Chance(40));
    offer.set_title(
        absl::StrFormat("Synthetic: %s of %s, %d-%d", what, Shown(flow.provider), first, last));
    offer.set_description("Made up for trial and training; nobody offers this.");
    return offer;
  }

 private:
  std::string Name(const char* collection, int number) const {
    return absl::StrFormat("%s/synthetic-%d-%u-%06d", collection, options_.year, options_.seed,
                           number);
  }

  std::string Shown(const std::string& name) const {
    auto found = patterns_.display_names.find(name);
    return found == patterns_.display_names.end() ? name : found->second;
  }

  static NeedLine* AddNeed(const char* id, ResourceKind kind, AssistanceRequest* request) {
    NeedLine* need = request->add_needs();
    need->set_need_id(id);
    need->set_kind(kind);
    return need;
  }

  Channel AnyChannel() { return static_cast<Channel>(random_.Between(CHANNEL_BILATERAL, 7)); }

  // What the criteria of a policy look at.
  void SetMerits(int last, AssistanceRequest* request) {
    request->mutable_audience()->set_kind(type::v1::Audience::KIND_EVERYONE);
    *request->mutable_known_date() =
        Day(options_.year - static_cast<int>(random_.Between(1, 3)),
            static_cast<int>(random_.Between(1, 12)), static_cast<int>(random_.Between(1, 28)));
    *request->mutable_expire_date() = Day(last, 12, 31);
    int64_t urgency = random_.Below(100);
    request->set_urgency(urgency < 3    ? AssistanceRequest::URGENCY_EMERGENCY
                         : urgency < 15 ? AssistanceRequest::URGENCY_URGENT
                                        : AssistanceRequest::URGENCY_ROUTINE);
    request->set_national_priority(static_cast<int>(random_.Below(6)));
    if (random_.Chance(40)) {
      *request->mutable_legal_deadline() =
          Day(options_.year + static_cast<int>(random_.Between(1, 8)), 8, 1);
      request->set_legal_basis("Article 4(1)(a)");
    }
    if (random_.Chance(50)) {
      request->set_national_plan("Synthetic national plan");
      request->set_national_plan_end_year(options_.year + static_cast<int>(random_.Below(7)));
      request->set_cost_basis(AssistanceRequest::COST_BASIS_BUDGETED_PLAN);
    }
    if (random_.Chance(20)) request->add_accepted_channels(AnyChannel());
  }

  void SetCeilings(const Flow& flow, int first, int last, Offer* offer) {
    int64_t yearly = Rounded(flow.amount * random_.Between(50, 300) / 100);
    int64_t years = last - first + 1;
    SetMoney(flow.currency, yearly * years, offer->mutable_total());
    if (random_.Chance(60)) {
      for (int year = first; year <= last; ++year) {
        YearlyQuantity* ceiling = offer->add_years();
        ceiling->set_year(year);
        SetMoney(flow.currency, yearly, ceiling->mutable_quantity());
      }
    }
    if (random_.Chance(30)) {
      SetMoney(flow.currency, std::max<int64_t>(yearly * 4 / 10, 1),
               offer->mutable_cap_per_recipient_year());
    }
  }

  // For some of those that the provider gave to before, for a region, or for all.
  void SetEarmark(const Flow& flow, Offer* offer) {
    int64_t kind = random_.Below(100);
    if (kind < 45) {
      const std::vector<std::string>& known = patterns_.recipients_of.at(flow.provider);
      std::vector<std::string> chosen{flow.recipient};
      for (int i = 0; i < 4; ++i) chosen.push_back(random_.Pick(known));
      std::sort(chosen.begin(), chosen.end());
      chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
      for (const std::string& name : chosen) offer->mutable_earmark()->add_recipients(name);
    } else if (kind < 60 && patterns_.regions.count(flow.recipient) > 0) {
      offer->mutable_earmark()->add_regions(patterns_.regions.at(flow.recipient));
    }
    if (random_.Chance(10)) offer->mutable_earmark()->set_states_parties_only(true);
  }

  const Patterns& patterns_;
  const ScenarioOptions& options_;
  Random random_;
};

}  // namespace

Scenario MakeScenario(const Patterns& patterns, const ScenarioOptions& options) {
  Maker maker(patterns, options);
  Scenario scenario;
  scenario.requests.reserve(static_cast<size_t>(options.requests));
  scenario.offers.reserve(static_cast<size_t>(options.offers));
  for (int i = 1; i <= options.requests; ++i) scenario.requests.push_back(maker.Request(i));
  for (int i = 1; i <= options.offers; ++i) scenario.offers.push_back(maker.MakeOffer(i));
  return scenario;
}

}  // namespace clearway::generator
