#include "services/cooperation/matching/problem.h"

#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "common/status_macros.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/lots.h"
#include "services/cooperation/matching/problem_bands.h"
#include "services/cooperation/matching/problem_pairs.h"
#include "services/cooperation/matching/scoring.h"

namespace clearway::matching {
namespace {

// The groups of all needs of open requests with a rate, also of those with nothing left: what is
// committed to them fills the group's first bands.
struct GroupSum {
  int64_t total = 0;
  int64_t left = 0;
  int32_t index = -1;  // in the network; -1: nothing left
};
using GroupKey = std::tuple<int32_t, Area, int32_t>;  // recipient's number, area, year
using Groups = std::map<GroupKey, GroupSum>;

GroupKey KeyOf(const Context& context, const Need& need) {
  return {context.RecipientNumber(need.request->recipient), need.request->area, need.year->year};
}

void AddDemands(const Context& context, const std::vector<int32_t>& needs, Problem& problem) {
  Groups groups;
  for (int32_t index : needs) {
    const Need& need = context.needs()[index];
    GroupSum& sum = groups[KeyOf(context, need)];
    sum.total += need.total;
    sum.left += need.left;
    if (need.left > 0) sum.index = 0;
  }
  Network& network = problem.network;
  for (auto& [key, sum] : groups) {
    if (sum.index < 0) continue;
    sum.index = static_cast<int32_t>(network.groups.size());
    network.groups.push_back(
        {OpenBands(context.policy(), problem.commodity.kind, sum.total, sum.left)});
    problem.groups.push_back(
        {context.recipients()[std::get<0>(key)], std::get<1>(key), std::get<2>(key), sum.total});
  }
  for (int32_t index : needs) {
    const Need& need = context.needs()[index];
    if (need.left == 0) continue;
    network.demands.push_back({groups[KeyOf(context, need)].index, need.left});
    problem.demands.push_back(index);
  }
}

absl::Status AddPairs(const Context& context, const std::function<bool()>& cancelled,
                      Problem& problem) {
  Network& network = problem.network;
  const PairFinder finder(context, problem.demands);
  LotDrawer lots(context.policy().seed);
  for (size_t i = 0; i < problem.offers.size(); ++i) {
    if (i % 64 == 0 && cancelled && cancelled()) return absl::CancelledError("no longer wanted");
    const OpenOffer& offer = context.offers()[problem.offers[i]];
    network.offers.push_back({offer.total_left});
    int32_t year_before = std::numeric_limits<int32_t>::min();
    for (const PairFinder::Reach& reach : finder.Find(offer)) {
      if (reach.year != year_before) {
        network.offer_years.push_back(
            {static_cast<int32_t>(i), context.YearLeft(offer, reach.year)});
        problem.offer_years.push_back(reach.year);
        year_before = reach.year;
      }
      const int32_t offer_year = static_cast<int32_t>(network.offer_years.size()) - 1;
      const int32_t outlet = static_cast<int32_t>(network.outlets.size());
      network.outlets.push_back(
          {offer_year, context.OfferLeft(offer, reach.recipient, reach.year)});
      problem.outlets.push_back(reach.recipient);
      for (int32_t demand : reach.demands) {
        const Need& need = context.needs()[problem.demands[demand]];
        network.pairs.push_back(
            {outlet, demand, Score(context.policy(), ComputeCriteria(context, need, offer)),
             lots.Draw(offer.offer->name, need.request->name, need.line->id, reach.year)});
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

Commodity CommodityOf(const Policy& policy, Kind kind, const std::string& unit) {
  if (kind == Kind::kFunding) return {kind, policy.currency, policy.digits};
  return {kind, unit, 0};
}

absl::StatusOr<std::vector<Problem>> BuildProblems(const Context& context,
                                                   const std::function<bool()>& cancelled) {
  std::map<Commodity, std::pair<std::vector<int32_t>, std::vector<int32_t>>> members;
  for (size_t i = 0; i < context.needs().size(); ++i) {
    const Need& need = context.needs()[i];
    if (need.ratio == nullptr || Has(FailingRules(context, need), Rule::kRequestOpen)) continue;
    members[CommodityOf(context.policy(), need.line->kind, need.line->unit)].first.push_back(
        static_cast<int32_t>(i));
  }
  for (size_t i = 0; i < context.offers().size(); ++i) {
    const OpenOffer& offer = context.offers()[i];
    if (offer.total_left == 0 || FailingRules(context, offer) != 0) continue;
    members[CommodityOf(context.policy(), offer.offer->kind, offer.offer->unit)].second.push_back(
        static_cast<int32_t>(i));
  }
  std::vector<Problem> problems;
  for (auto& [commodity, sides] : members) {
    Problem problem;
    problem.commodity = commodity;
    problem.offers = std::move(sides.second);
    AddDemands(context, sides.first, problem);
    RETURN_IF_ERROR(AddPairs(context, cancelled, problem));
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace clearway::matching
