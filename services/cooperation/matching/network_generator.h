// Random networks for tests and benchmarks: the same for the same options on every machine.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_GENERATOR_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_GENERATOR_H_

#include <cstdint>

#include "services/cooperation/matching/network.h"

namespace clearway::matching {

// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
class SplitMix {
 public:
  explicit SplitMix(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // Uniform in least…greatest, both included (up to a bias of the range's part in 2^64).
  int64_t Between(int64_t least, int64_t greatest);

 private:
  uint64_t state_;
};

struct GeneratorOptions {
  uint64_t seed = 1;
  int32_t offers = 10;
  int32_t demands = 10;
  int32_t pairs_per_offer = 20;  // about: fewer where too few demands fit
  int32_t states = 20;           // each demand is one State's; an offer serves 1 to 4 of them
  int32_t years = 4;             // each demand is in one year; an offer spans 1 to 3
  int64_t max_quantity = 10'000'000;
  int64_t max_weight = kMaxWeight;
  int64_t weight_step = 1;        // weights are 1 plus multiples of this: large steps make ties
  bool weight_of_demand = false;  // one weight for all pairs of a demand: nearly everything ties
  int64_t max_bonus = 300'000;
  uint32_t max_lot = 0xffffffff;
};

// Offers with years and per-State caps (most of them as wide as the year's), demands in groups
// (State, area and year) with a floor and three further bands. Always valid.
Network GenerateNetwork(const GeneratorOptions& options);

// The same network with every list in another order, and where each element went:
// `pair_place[i]` is the new index of the pair that was at i, and so on.
struct Shuffled {
  Network network;
  std::vector<int32_t> offer_place, group_place, demand_place, pair_place;
};
Shuffled Shuffle(const Network& network, uint64_t seed);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_GENERATOR_H_
