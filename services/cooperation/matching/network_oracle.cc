#include "services/cooperation/matching/network_oracle.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>
#include <utility>

namespace clearway::matching {
namespace {

// The stages' values of one plan, or nothing where it is not feasible.
absl::optional<OraclePlan> Judge(const Network& network, bool floor_stage,
                                 const Injection& injection, const std::vector<int64_t>& x) {
  std::vector<int64_t> outlets(network.outlets.size()), years(network.offer_years.size()),
      offers(network.offers.size()), demands(network.demands.size()), groups(network.groups.size());
  OraclePlan plan;
  for (size_t i = 0; i < x.size(); ++i) {
    outlets[network.pairs[i].outlet] += x[i];
    demands[network.pairs[i].demand] += x[i];
    plan.weight += network.pairs[i].weight * x[i];
    plan.lots += static_cast<int64_t>(network.pairs[i].lot) * x[i];
  }
  if (injection.demand >= 0) demands[injection.demand] += injection.units;
  if (injection.group >= 0) groups[injection.group] += injection.units;
  for (size_t i = 0; i < outlets.size(); ++i) {
    if (outlets[i] > network.outlets[i].capacity) return absl::nullopt;
    years[network.outlets[i].offer_year] += outlets[i];
  }
  for (size_t i = 0; i < years.size(); ++i) {
    if (years[i] > network.offer_years[i].capacity) return absl::nullopt;
    offers[network.offer_years[i].offer] += years[i];
  }
  for (size_t i = 0; i < offers.size(); ++i) {
    if (offers[i] > network.offers[i].capacity) return absl::nullopt;
  }
  for (size_t i = 0; i < demands.size(); ++i) {
    if (demands[i] < 0 || demands[i] > network.demands[i].capacity) return absl::nullopt;
    groups[network.demands[i].group] += demands[i];
  }
  for (size_t g = 0; g < groups.size(); ++g) {
    if (groups[g] < 0) return absl::nullopt;
    for (const Network::Band& band : network.groups[g].bands) {
      const int64_t fill = std::min(groups[g], band.capacity);
      groups[g] -= fill;
      plan.weight += band.bonus * fill;
      if (band.floor && floor_stage) plan.floor += fill;
    }
    if (groups[g] > 0) return absl::nullopt;
  }
  plan.pair_flow = x;
  plan.plans = 1;
  return plan;
}

}  // namespace

absl::optional<OraclePlan> TryEveryPlan(const Network& network, bool floor_stage,
                                        const Injection& injection) {
  absl::optional<OraclePlan> best;
  std::vector<int64_t> x(network.pairs.size(), 0);
  const std::function<void(size_t)> each = [&](size_t i) {
    if (i < x.size()) {
      const Network::Pair& pair = network.pairs[i];
      // One more than the demand's limit, for an injection may take a unit there.
      const int64_t limit = std::min(network.outlets[pair.outlet].capacity,
                                     network.demands[pair.demand].capacity + 1);
      for (x[i] = 0; x[i] <= limit; ++x[i]) each(i + 1);
      return;
    }
    const absl::optional<OraclePlan> plan = Judge(network, floor_stage, injection, x);
    if (!plan) return;
    const auto rank = [](const OraclePlan& p) { return std::tie(p.floor, p.weight, p.lots); };
    if (!best || rank(*plan) > rank(*best)) {
      best = plan;
    } else if (rank(*plan) == rank(*best)) {
      ++best->plans;
    }
  };
  each(0);
  return best;
}

Network TinyNetwork(SplitMix& random) {
  const auto pick = [&](int64_t least, int64_t greatest) {
    return random.Between(least, greatest);
  };
  const auto index = [&](size_t count) {
    return static_cast<int32_t>(random.Between(0, static_cast<int64_t>(count) - 1));
  };
  const auto quantity = [&](int64_t greatest) { return pick(0, 7) == 0 ? 0 : pick(1, greatest); };
  Network network;
  for (int64_t n = pick(1, 3); n > 0; --n) network.offers.push_back({quantity(5)});
  for (size_t n = network.offers.size() + pick(0, 1); n > 0; --n) {
    network.offer_years.push_back({index(network.offers.size()), quantity(4)});
  }
  for (size_t n = network.offer_years.size() + pick(0, 1); n > 0; --n) {
    network.outlets.push_back({index(network.offer_years.size()), quantity(3)});
  }
  for (int64_t n = pick(1, 2); n > 0; --n) {
    Network::Group group;
    bool floor = true;
    int64_t bonus = pick(0, 4);
    for (int64_t b = pick(1, 3); b > 0; --b) {
      floor = floor && pick(0, 1) == 0;
      group.bands.push_back({quantity(3), bonus, floor});
      bonus = pick(0, bonus);
    }
    network.groups.push_back(std::move(group));
  }
  for (int64_t n = pick(1, 4); n > 0; --n) {
    network.demands.push_back({index(network.groups.size()), quantity(3)});
  }
  const int64_t max_weight = pick(1, 4), max_lot = pick(1, 12);
  std::set<std::pair<int32_t, int32_t>> chosen;
  for (int64_t n = pick(2, 9); n > 0; --n) {
    const int32_t outlet = index(network.outlets.size()), demand = index(network.demands.size());
    if (!chosen.emplace(outlet, demand).second) continue;
    network.pairs.push_back(
        {outlet, demand, pick(1, max_weight), static_cast<uint32_t>(pick(0, max_lot))});
  }
  return network;
}

}  // namespace clearway::matching
