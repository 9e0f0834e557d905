#include "services/universalization/meetings/cost_shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "absl/numeric/int128.h"

namespace clearway::universalization {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ShareByWeightTest, SmallCases) {
  EXPECT_THAT(ShareByWeight(100, {1, 1, 1}), ElementsAre(34, 33, 33));
  EXPECT_THAT(ShareByWeight(0, {5, 7}), ElementsAre(0, 0));
  EXPECT_THAT(ShareByWeight(1, {1, 1000000}), ElementsAre(0, 1));
  EXPECT_THAT(ShareByWeight(7, {}), IsEmpty());
  // Parts 2.5 and 2.5 and 5: of equal remainders the earlier.
  EXPECT_THAT(ShareByWeight(10, {1, 1, 2}), ElementsAre(3, 2, 5));
}

TEST(ShareByWeightTest, LargeAmountsAreExact) {
  const int64_t total = int64_t{4} << 60;
  const std::vector<int64_t> shares = ShareByWeight(total, {220000, 125300, 80180, 1});
  EXPECT_EQ(std::accumulate(shares.begin(), shares.end(), int64_t{0}), total);
}

// Article 14 in every split: the whole, nobody off by a unit or more, no greater rate with a
// smaller share.
TEST(ShareByWeightTest, EverySplitAddsUpAndIsFair) {
  std::mt19937_64 random(14);
  for (int run = 0; run < 5000; ++run) {
    const int64_t total = static_cast<int64_t>(random() % (run % 2 == 0 ? 1000 : 1000000000000));
    std::vector<int64_t> weights(1 + random() % 120);
    for (int64_t& weight : weights) {
      weight = 1 + static_cast<int64_t>(random() % (random() % 3 == 0 ? 220000 : 20));
    }
    const int64_t whole = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    const std::vector<int64_t> shares = ShareByWeight(total, weights);
    ASSERT_EQ(std::accumulate(shares.begin(), shares.end(), int64_t{0}), total);
    for (size_t i = 0; i < weights.size(); ++i) {
      const absl::int128 exact = absl::int128(total) * weights[i];
      ASSERT_LT(exact - whole, absl::int128(shares[i]) * whole);
      ASSERT_LT(absl::int128(shares[i]) * whole, exact + whole);
      for (size_t j = 0; j < i; ++j) {
        const bool in_order = weights[i] == weights[j] || shares[i] == shares[j] ||
                              (weights[i] < weights[j]) == (shares[i] < shares[j]);
        ASSERT_TRUE(in_order) << i << " " << j;
      }
    }
  }
}

}  // namespace
}  // namespace clearway::universalization
