#include "services/cooperation/matching/network_generator.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace clearway::matching {
namespace {

constexpr int32_t kAreas = 3;

// The demands of one State in one year, where an offer looks for partners.
using Market = std::vector<std::vector<int32_t>>;

void AddDemands(const GeneratorOptions& options, SplitMix& random, Network& network,
                Market& market) {
  market.resize(static_cast<size_t>(options.states) * options.years);
  std::map<std::tuple<int32_t, int32_t, int32_t>, int32_t> groups;
  std::vector<int64_t> need;
  for (int32_t d = 0; d < options.demands; ++d) {
    const auto state = static_cast<int32_t>(random.Between(0, options.states - 1));
    const auto year = static_cast<int32_t>(random.Between(0, options.years - 1));
    // Requests of one State spread over many plans; about one in four shares its group.
    const auto area = static_cast<int32_t>(
        random.Between(0, std::max(kAreas, options.demands / (options.states * options.years))));
    const auto [place, added] = groups.try_emplace(std::make_tuple(state, year, area),
                                                   static_cast<int32_t>(network.groups.size()));
    if (added) {
      network.groups.emplace_back();
      need.push_back(0);
    }
    const int64_t quantity = random.Between(0, options.max_quantity);
    need[place->second] += quantity;
    network.demands.push_back({place->second, quantity});
    market[state * options.years + year].push_back(d);
  }
  for (size_t g = 0; g < network.groups.size(); ++g) {
    const int64_t whole = std::min(need[g], kMaxQuantity);
    int64_t bonus = options.max_bonus;
    const int64_t parts[] = {whole / 10, whole / 4 - whole / 10, whole / 2 - whole / 4,
                             whole - whole / 2};
    for (int b = 0; b < 4; ++b) {
      network.groups[g].bands.push_back({parts[b], bonus, b == 0});
      bonus = random.Between(0, bonus);
    }
  }
}

void AddOffer(const GeneratorOptions& options, const Market& market, SplitMix& random,
              Network& network) {
  const auto offer = static_cast<int32_t>(network.offers.size());
  const int64_t ceiling = random.Between(0, options.max_quantity);
  network.offers.push_back({ceiling});
  const int64_t span = std::min<int64_t>(random.Between(1, 3), options.years);
  const int64_t first_year = random.Between(0, options.years - span);
  const int64_t earmarks = std::min<int64_t>(random.Between(1, 4), options.states);
  const int64_t per_outlet = std::max<int64_t>(1, options.pairs_per_offer / (span * earmarks));
  for (int64_t y = 0; y < span; ++y) {
    const auto year = static_cast<int32_t>(network.offer_years.size());
    const int64_t yearly = span == 1 ? ceiling : random.Between(ceiling / span, ceiling);
    network.offer_years.push_back({offer, yearly});
    const int64_t first_state = random.Between(0, options.states - 1);
    for (int64_t e = 0; e < earmarks; ++e) {
      const auto& demands =
          market[(first_state + e) % options.states * options.years + first_year + y];
      if (demands.empty()) continue;
      const auto outlet = static_cast<int32_t>(network.outlets.size());
      const bool capped = random.Between(0, 3) == 0;
      network.outlets.push_back({year, capped ? random.Between(0, yearly) : yearly});
      std::unordered_set<int32_t> chosen;
      for (int64_t p = 0; p < per_outlet; ++p) {
        const auto d = demands[random.Between(0, static_cast<int64_t>(demands.size()) - 1)];
        if (!chosen.insert(d).second) continue;
        const int64_t steps = (options.max_weight - 1) / options.weight_step;
        SplitMix of_demand(options.seed + static_cast<uint64_t>(d));
        SplitMix& source = options.weight_of_demand ? of_demand : random;
        const int64_t weight = 1 + options.weight_step * source.Between(0, steps);
        const auto lot = static_cast<uint32_t>(random.Between(0, options.max_lot));
        network.pairs.push_back({outlet, d, weight, lot});
      }
    }
  }
}

// A random order: place[old] = new.
std::vector<int32_t> Places(size_t count, SplitMix& random) {
  std::vector<int32_t> places(count);
  for (size_t i = 0; i < count; ++i) {
    places[i] = static_cast<int32_t>(i);
    std::swap(places[i], places[random.Between(0, static_cast<int64_t>(i))]);
  }
  return places;
}

template <typename T>
std::vector<T> Moved(const std::vector<T>& items, const std::vector<int32_t>& places) {
  std::vector<T> moved(items.size());
  for (size_t i = 0; i < items.size(); ++i) moved[places[i]] = items[i];
  return moved;
}

}  // namespace

uint64_t SplitMix::Next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

int64_t SplitMix::Between(int64_t least, int64_t greatest) {
  return least + static_cast<int64_t>(Next() % (static_cast<uint64_t>(greatest - least) + 1));
}

Network GenerateNetwork(const GeneratorOptions& options) {
  SplitMix random(options.seed);
  Network network;
  Market market;
  AddDemands(options, random, network, market);
  for (int32_t o = 0; o < options.offers; ++o) AddOffer(options, market, random, network);
  return network;
}

Shuffled Shuffle(const Network& network, uint64_t seed) {
  SplitMix random(seed);
  Shuffled result;
  result.offer_place = Places(network.offers.size(), random);
  const std::vector<int32_t> years = Places(network.offer_years.size(), random);
  const std::vector<int32_t> outlets = Places(network.outlets.size(), random);
  result.group_place = Places(network.groups.size(), random);
  result.demand_place = Places(network.demands.size(), random);
  result.pair_place = Places(network.pairs.size(), random);
  Network& moved = result.network;
  moved.offers = Moved(network.offers, result.offer_place);
  moved.offer_years = Moved(network.offer_years, years);
  moved.outlets = Moved(network.outlets, outlets);
  moved.groups = Moved(network.groups, result.group_place);
  moved.demands = Moved(network.demands, result.demand_place);
  moved.pairs = Moved(network.pairs, result.pair_place);
  for (Network::OfferYear& year : moved.offer_years) year.offer = result.offer_place[year.offer];
  for (Network::Outlet& outlet : moved.outlets) outlet.offer_year = years[outlet.offer_year];
  for (Network::Demand& demand : moved.demands) demand.group = result.group_place[demand.group];
  for (Network::Pair& pair : moved.pairs) {
    pair.outlet = outlets[pair.outlet];
    pair.demand = result.demand_place[pair.demand];
  }
  return result;
}

}  // namespace clearway::matching
