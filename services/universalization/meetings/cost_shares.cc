#include "services/universalization/meetings/cost_shares.h"

#include <algorithm>
#include <numeric>

#include "absl/numeric/int128.h"

namespace clearway::universalization {

std::vector<int64_t> ShareByWeight(int64_t total, const std::vector<int64_t>& weights) {
  if (weights.empty()) return {};
  const int64_t whole = std::accumulate(weights.begin(), weights.end(), int64_t{0});
  std::vector<int64_t> shares(weights.size(), 0), remainders(weights.size(), 0);
  int64_t left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    const absl::int128 exact = absl::int128(total) * weights[i];
    shares[i] = static_cast<int64_t>(exact / whole);
    remainders[i] = static_cast<int64_t>(exact % whole);
    left -= shares[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  // Equal remainders of unequal weights: the greater weight first, so that it never gets less.
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (remainders[a] != remainders[b]) return remainders[a] > remainders[b];
    return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
  });
  // Fewer units are left than there are shares.
  for (size_t i = 0; i < static_cast<size_t>(left); ++i) ++shares[order[i]];
  return shares;
}

}  // namespace clearway::universalization
