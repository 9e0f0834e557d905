#include "services/cooperation/matching/verifier_network.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/status_macros.h"
#include "services/cooperation/matching/problem_conversion.h"
#include "services/cooperation/matching/records_check.h"
#include "services/cooperation/matching/verifier_limits.h"
#include "services/cooperation/matching/verifier_rules.h"
#include "services/cooperation/matching/verifier_scores.h"

namespace clearway::matching {
namespace {

using CommodityKey = std::pair<Kind, std::string>;
// Recipient's name, area of work, year.
using GroupKey = std::tuple<std::string, Area, int32_t>;

struct Supply {
  const Offer* offer = nullptr;
  Ratio ratio;
};

struct Asked {
  const Request* request = nullptr;
  const NeedLine* line = nullptr;
  const NeedYear* year = nullptr;
  int64_t total = 0, left = 0;  // matched units
  int32_t demand = -1;          // its place among the demands

  GroupKey Group(const Records& records) const {
    return {records.parties[request->recipient].name, request->area, year->year};
  }
};

struct Side {
  std::vector<Supply> supplies;  // by name
  std::vector<Asked> asked;      // by request, need id, year
};

// A pair before outlets have numbers.
struct Found {
  int32_t offer;
  int32_t year;
  int32_t recipient_order;
  int32_t demand;

  bool operator<(const Found& other) const {
    return std::tie(offer, year, recipient_order, demand) <
           std::tie(other.offer, other.year, other.recipient_order, other.demand);
  }
};

class Reader {
 public:
  Reader(const Records& records, const RateTable& rates, const std::set<std::string>& left_out,
         const std::function<bool()>& cancelled)
      : records_(records),
        rates_(rates),
        scores_(records),
        lots_(records.policy),
        left_out_(left_out),
        cancelled_(cancelled) {}

  absl::StatusOr<CommodityNetworks> Read() {
    CollectSupplies();
    CollectAsked();
    CommodityNetworks networks;
    for (auto& [key, side] : sides_) {
      ASSIGN_OR_RETURN(networks[key], ReadOne(key, side));
    }
    return networks;
  }

 private:
  CommodityKey KeyOf(Kind kind, const std::string& unit) const {
    return {kind, kind == Kind::kFunding ? records_.policy.currency : unit};
  }

  absl::optional<Ratio> RatioOf(Kind kind, const std::string& unit, int digits) const {
    if (kind != Kind::kFunding) return Ratio();
    const Policy& policy = records_.policy;
    const auto found = rates_.Find(unit, digits, policy.currency, policy.digits);
    if (!found.has_value()) return absl::nullopt;
    return found->ratio;
  }

  void CollectSupplies() {
    for (const Offer& offer : records_.offers) {
      const auto ratio = RatioOf(offer.kind, offer.unit, offer.digits);
      if (!ratio.has_value() || !TakesPart(offer)) continue;
      if (Matched(offer.total_left, *ratio) == 0) continue;
      sides_[KeyOf(offer.kind, offer.unit)].supplies.push_back({&offer, *ratio});
    }
    for (auto& [key, side] : sides_) {
      std::sort(side.supplies.begin(), side.supplies.end(),
                [](const Supply& a, const Supply& b) { return a.offer->name < b.offer->name; });
    }
  }

  void CollectAsked() {
    for (const Request& request : records_.requests) {
      if (!TakesPart(request)) continue;
      for (const NeedLine& line : request.needs) {
        const auto ratio = RatioOf(line.kind, line.unit, line.digits);
        if (!ratio.has_value()) continue;
        for (const NeedYear& year : line.years) {
          sides_[KeyOf(line.kind, line.unit)].asked.push_back({&request, &line, &year,
                                                               Matched(year.total, *ratio),
                                                               Matched(year.left, *ratio), -1});
        }
      }
    }
    for (auto& [key, side] : sides_) {
      std::sort(side.asked.begin(), side.asked.end(), [](const Asked& a, const Asked& b) {
        return std::tie(a.request->name, a.line->id, a.year->year) <
               std::tie(b.request->name, b.line->id, b.year->year);
      });
    }
  }

  template <typename Record>
  bool TakesPart(const Record& record) const {
    return verifier::Open(records_, record.open) && left_out_.count(record.name) == 0;
  }

  // What is left out would not fit.
  static int64_t Matched(int64_t own, const Ratio& ratio) { return *FloorTimes(own, ratio); }

  absl::StatusOr<Network> ReadOne(const CommodityKey& key, Side& side) const {
    Network network;
    std::map<GroupKey, std::vector<const Asked*>> groups;
    AddDemands(key, side, network, groups);
    for (const Supply& supply : side.supplies) {
      network.offers.push_back({Matched(supply.offer->total_left, supply.ratio)});
    }
    ASSIGN_OR_RETURN(std::vector<Found> pairs, FindPairs(side, groups));
    AddPairs(side, pairs, network);
    return network;
  }

  void AddDemands(const CommodityKey& key, Side& side, Network& network,
                  std::map<GroupKey, std::vector<const Asked*>>& groups) const {
    int32_t demands = 0;
    for (Asked& asked : side.asked) {
      if (asked.left > 0) asked.demand = demands++;
      groups[asked.Group(records_)].push_back(&asked);
    }
    network.demands.resize(demands);
    for (const auto& [group, members] : groups) {
      int64_t total = 0, left = 0;
      for (const Asked* asked : members) {
        total += asked->total;
        left += asked->left;
      }
      if (left == 0) continue;
      for (const Asked* asked : members) {
        if (asked->demand < 0) continue;
        network.demands[asked->demand] = {static_cast<int32_t>(network.groups.size()), asked->left};
      }
      network.groups.push_back({Bands(key.first, total, total - left)});
    }
  }

  // What is open below the mark p is max(0, p − committed); a band is the growth between two marks.
  std::vector<Network::Band> Bands(Kind kind, int64_t total, int64_t committed) const {
    const Policy& policy = records_.policy;
    int64_t floor = kind == Kind::kFunding ? policy.floor_money_units : policy.floor_count;
    for (int i = 0; kind == Kind::kFunding && i < policy.digits; ++i) floor *= 10;
    const int64_t marks[] = {floor, total * 25 / 100, total * 50 / 100, total};
    std::vector<Network::Band> bands;
    int64_t mark = 0, open_below = 0;
    for (int i = 0; i < 4; ++i) {
      mark = std::max(mark, std::min(total, marks[i]));
      const int64_t open = std::max<int64_t>(0, mark - committed);
      if (open > open_below) bands.push_back({open - open_below, policy.bonuses[i], i == 0});
      open_below = open;
    }
    return bands;
  }

  absl::StatusOr<std::vector<Found>> FindPairs(
      const Side& side, const std::map<GroupKey, std::vector<const Asked*>>& groups) const {
    std::vector<Found> pairs;
    std::vector<int32_t> for_recipient, for_group;
    int32_t recipient = -1, recipient_order = -1;
    for (const auto& [group, members] : groups) {
      if (cancelled_ && cancelled_()) return absl::CancelledError("no longer wanted");
      if (members.front()->request->recipient != recipient) {
        recipient = members.front()->request->recipient;
        ++recipient_order;
        for_recipient.clear();
        for (size_t i = 0; i < side.supplies.size(); ++i) {
          if (verifier::MayReceive(records_, *side.supplies[i].offer, recipient)) {
            for_recipient.push_back(static_cast<int32_t>(i));
          }
        }
      }
      const Area area = std::get<1>(group);
      const int32_t year = std::get<2>(group);
      for_group.clear();
      for (int32_t i : for_recipient) {
        const Supply& supply = side.supplies[i];
        if (verifier::UsableFor(*supply.offer, area) &&
            verifier::UsableIn(records_, *supply.offer, year) &&
            Matched(verifier::CeilingUnderCap(*supply.offer, recipient, year), supply.ratio) > 0) {
          for_group.push_back(i);
        }
      }
      for (const Asked* asked : members) {
        if (asked->demand < 0) continue;
        for (int32_t i : for_group) {
          if (!verifier::Reaches(records_, *side.supplies[i].offer, *asked->request,
                                 *asked->line)) {
            continue;
          }
          pairs.push_back({i, year, recipient_order, asked->demand});
        }
      }
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  }

  void AddPairs(const Side& side, const std::vector<Found>& pairs, Network& network) const {
    std::vector<const Asked*> by_demand(network.demands.size());
    for (const Asked& asked : side.asked) {
      if (asked.demand >= 0) by_demand[asked.demand] = &asked;
    }
    const Found* before = nullptr;
    for (const Found& pair : pairs) {
      const Supply& supply = side.supplies[pair.offer];
      const Asked& asked = *by_demand[pair.demand];
      const bool new_year =
          before == nullptr || before->offer != pair.offer || before->year != pair.year;
      if (new_year) {
        network.offer_years.push_back(
            {pair.offer, Matched(verifier::Ceiling(*supply.offer, pair.year), supply.ratio)});
      }
      if (new_year || before->recipient_order != pair.recipient_order) {
        const int64_t ceiling =
            verifier::CeilingUnderCap(*supply.offer, asked.request->recipient, pair.year);
        network.outlets.push_back(
            {static_cast<int32_t>(network.offer_years.size()) - 1, Matched(ceiling, supply.ratio)});
      }
      before = &pair;
      network.pairs.push_back({static_cast<int32_t>(network.outlets.size()) - 1, pair.demand,
                               scores_.Of(*supply.offer, *asked.request, *asked.line, pair.year),
                               lots_.Of(*supply.offer, *asked.request, *asked.line, pair.year)});
    }
  }

  const Records& records_;
  const RateTable& rates_;
  const verifier::Scores scores_;
  const verifier::Lots lots_;
  const std::set<std::string>& left_out_;
  const std::function<bool()>& cancelled_;
  std::map<CommodityKey, Side> sides_;
};

template <typename T, typename Equal>
absl::Status Compare(const char* what, const std::vector<T>& own, const std::vector<T>& claimed,
                     const Equal& equal) {
  const size_t count = std::min(own.size(), claimed.size());
  for (size_t i = 0; i < count; ++i) {
    if (equal(own[i], claimed[i])) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(what, " ", i, " is not what the records say"));
  }
  if (own.size() == claimed.size()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the records have ", own.size(), " ", what, "s, the run has ", claimed.size()));
}

}  // namespace

absl::StatusOr<Reading> ReadNetworks(const Records& records,
                                     const std::function<bool()>& cancelled) {
  RETURN_IF_ERROR(CheckRecords(records));
  ASSIGN_OR_RETURN(RateTable rates, RateTable::Make(records.rates, records.as_of));
  Reading reading;
  reading.left_out = verifier::Uncountable(records, rates);
  ASSIGN_OR_RETURN(reading.networks, Reader(records, rates, reading.left_out, cancelled).Read());
  return reading;
}

absl::Status CompareNetworks(const Network& own, const Network& claimed) {
  const auto same_band = [](const Network::Band& a, const Network::Band& b) {
    return a.capacity == b.capacity && a.bonus == b.bonus && a.floor == b.floor;
  };
  RETURN_IF_ERROR(Compare(
      "offer", own.offers, claimed.offers,
      [](const Network::Offer& a, const Network::Offer& b) { return a.capacity == b.capacity; }));
  RETURN_IF_ERROR(Compare("offer year", own.offer_years, claimed.offer_years,
                          [](const Network::OfferYear& a, const Network::OfferYear& b) {
                            return a.offer == b.offer && a.capacity == b.capacity;
                          }));
  RETURN_IF_ERROR(Compare("outlet", own.outlets, claimed.outlets,
                          [](const Network::Outlet& a, const Network::Outlet& b) {
                            return a.offer_year == b.offer_year && a.capacity == b.capacity;
                          }));
  RETURN_IF_ERROR(Compare("group", own.groups, claimed.groups,
                          [&same_band](const Network::Group& a, const Network::Group& b) {
                            return a.bands.size() == b.bands.size() &&
                                   std::equal(a.bands.begin(), a.bands.end(), b.bands.begin(),
                                              same_band);
                          }));
  RETURN_IF_ERROR(Compare("demand", own.demands, claimed.demands,
                          [](const Network::Demand& a, const Network::Demand& b) {
                            return a.group == b.group && a.capacity == b.capacity;
                          }));
  return Compare("pair", own.pairs, claimed.pairs,
                 [](const Network::Pair& a, const Network::Pair& b) {
                   return a.outlet == b.outlet && a.demand == b.demand && a.weight == b.weight &&
                          a.lot == b.lot;
                 });
}

}  // namespace clearway::matching
