#include "services/cooperation/matching/certificate_unique.h"

#include <gtest/gtest.h>

#include "services/cooperation/matching/network_generator.h"

namespace clearway::matching {
namespace {

constexpr bool kYes = true, kNo = false;

TEST(CertificateUniqueTest, AnArcAndItsReverseAreNoCycle) {
  EXPECT_TRUE(HasNoCycle(3, {{0, 1, kYes, kYes}, {1, 2, kYes, kYes}}));
  EXPECT_TRUE(HasNoCycle(3, {}));
}

TEST(CertificateUniqueTest, FindsEachKindOfCycle) {
  // Three arcs that change both ways; two parallel ones.
  EXPECT_FALSE(HasNoCycle(3, {{0, 1, kYes, kYes}, {1, 2, kYes, kYes}, {0, 2, kYes, kYes}}));
  EXPECT_FALSE(HasNoCycle(2, {{0, 1, kYes, kYes}, {0, 1, kYes, kYes}}));
  // A cycle of arcs that change one way, whichever way they are drawn.
  EXPECT_FALSE(HasNoCycle(3, {{0, 1, kYes, kNo}, {2, 1, kNo, kYes}, {2, 0, kYes, kNo}}));
  EXPECT_TRUE(HasNoCycle(3, {{0, 1, kYes, kNo}, {2, 1, kYes, kNo}, {2, 0, kYes, kNo}}));
  // One that needs both kinds.
  EXPECT_FALSE(HasNoCycle(3, {{0, 1, kYes, kYes}, {1, 2, kYes, kYes}, {2, 0, kYes, kNo}}));
  // An arc that cannot change closes nothing.
  EXPECT_TRUE(HasNoCycle(3, {{0, 1, kYes, kYes}, {1, 2, kYes, kYes}, {2, 0, kNo, kNo}}));
}

// By definition: some arc is walked, and its end leads back to its start by others.
TEST(CertificateUniqueTest, AgreesWithSearchingFromEveryArc) {
  SplitMix random(11);
  int cycles = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto n = static_cast<int32_t>(random.Between(2, 7));
    std::vector<OpenArc> arcs;
    for (int64_t a = random.Between(0, 8); a > 0; --a) {
      const auto tail = static_cast<int32_t>(random.Between(0, n - 1));
      const auto head = static_cast<int32_t>((tail + random.Between(1, n - 1)) % n);
      arcs.push_back({tail, head, random.Between(0, 1) == 0, random.Between(0, 1) == 0});
    }
    bool cycle = false;
    for (size_t walked = 0; walked < arcs.size(); ++walked) {
      for (const bool forwards : {true, false}) {
        const OpenArc& arc = arcs[walked];
        if (!(forwards ? arc.can_grow : arc.can_shrink)) continue;
        std::vector<char> reached(n, 0);
        reached[forwards ? arc.head : arc.tail] = 1;
        for (int32_t round = 0; round < n; ++round) {
          for (size_t a = 0; a < arcs.size(); ++a) {
            if (a == walked) continue;
            if (arcs[a].can_grow && reached[arcs[a].tail]) reached[arcs[a].head] = 1;
            if (arcs[a].can_shrink && reached[arcs[a].head]) reached[arcs[a].tail] = 1;
          }
        }
        cycle = cycle || reached[forwards ? arc.tail : arc.head];
      }
    }
    ASSERT_EQ(HasNoCycle(n, arcs), !cycle) << i;
    cycles += cycle;
  }
  EXPECT_GT(cycles, 300);
  EXPECT_LT(cycles, 2700);
}

}  // namespace
}  // namespace clearway::matching
