// Sharing the costs of a meeting (Article 14): in accordance with the United Nations' scale of
// assessments, adjusted to those who share. Pure, in integers.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_COST_SHARES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_COST_SHARES_H_

#include <cstdint>
#include <vector>

namespace clearway::universalization {

// Splits `total` in proportion to `weights`, by largest remainders (Hamilton): each share is its
// exact part rounded down or up to a whole unit, those with the largest remainders up, of equal
// remainders the earlier. The shares add up to the total exactly. Shares of equal weights differ by
// one unit at most, and a greater weight never has the smaller share.
// Nobody shares nothing. REQUIRES: 0 <= total; weights >= 1 and at most 2^31 each, together below
// 2^62.
std::vector<int64_t> ShareByWeight(int64_t total, const std::vector<int64_t>& weights);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_COST_SHARES_H_
