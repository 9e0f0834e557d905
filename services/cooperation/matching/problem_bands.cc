#include "services/cooperation/matching/problem_bands.h"

#include <algorithm>

namespace clearway::matching {
namespace {

int64_t Floor(const Policy& policy, Kind kind) {
  if (kind != Kind::kFunding) return policy.floor_count;
  int64_t floor = policy.floor_money_units;  // at most 10^9, so that this fits
  for (int i = 0; i < policy.digits; ++i) floor *= 10;
  return floor;
}

}  // namespace

std::vector<Network::Band> OpenBands(const Policy& policy, Kind kind, int64_t total, int64_t left) {
  const int64_t ends[4] = {Floor(policy, kind), total / 4, total / 2, total};
  std::vector<Network::Band> bands;
  int64_t begin = 0;
  const int64_t filled = total - left;
  for (int i = 0; i < 4; ++i) {
    const int64_t end = std::max(begin, std::min(ends[i], total));
    const int64_t open = end - std::max(begin, std::min(filled, end));
    if (open > 0) bands.push_back({open, policy.bonuses[i], i == 0});
    begin = end;
  }
  return bands;
}

}  // namespace clearway::matching
