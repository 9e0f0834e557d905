#include "services/cooperation/matching/int128_text.h"

#include <gtest/gtest.h>

namespace clearway::matching {
namespace {

TEST(Int128TextTest, PrintsEveryMagnitude) {
  EXPECT_EQ(Int128ToString(0), "0");
  EXPECT_EQ(Int128ToString(-7), "-7");
  EXPECT_EQ(Int128ToString(1000), "1000");
  EXPECT_EQ(Int128ToString(absl::int128(1'000'000'000'000) * 1'000'001), "1000001000000000000");
  EXPECT_EQ(Int128ToString(absl::Int128Max()), "170141183460469231731687303715884105727");
  EXPECT_EQ(Int128ToString(absl::Int128Min()), "-170141183460469231731687303715884105728");
}

}  // namespace
}  // namespace clearway::matching
