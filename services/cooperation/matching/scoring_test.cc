#include "services/cooperation/matching/scoring.h"

#include <functional>

#include "gtest/gtest.h"
#include "services/cooperation/matching/records_example.h"

namespace clearway::matching {
namespace {

enum Index {
  kWaiting,
  kPriority,
  kPromptness,
  kContinuity,
  kPredictability,
  kDeadline,
  kUrgency,
  kImplementers,
  kOwnership,
  kLeastDeveloped,
  kAccess
};

// One criterion of the example's pair in 2012 (need 0) or 2013 (need 1) after a change.
int32_t Value(Index index, const std::function<void(Records&)>& change, int need = 0) {
  Records records = ExampleRecords();
  change(records);
  auto context = Context::Make(records);
  EXPECT_TRUE(context.ok()) << context.status();
  return ComputeCriteria(*context, context->needs()[need], context->offers()[0])[index];
}

void Nothing(Records&) {}

TEST(ScoringTest, WaitingTime) {
  // 366 days (2012 is a leap year) of 5 × 365.25.
  EXPECT_EQ(Value(kWaiting, Nothing), 2'004);
  EXPECT_EQ(Value(kWaiting, [](Records& r) { r.requests[0].open.from = r.as_of; }), 0);
  EXPECT_EQ(Value(kWaiting, [](Records& r) { r.requests[0].open.from = r.as_of - 1'827; }), 10'000);
  EXPECT_EQ(Value(kWaiting, [](Records& r) { r.requests[0].open.from = r.as_of - 1'826; }), 9'998);
}

TEST(ScoringTest, NationalPriority) {
  const auto priority = [](int32_t value) {
    return Value(kPriority, [value](Records& r) { r.requests[0].national_priority = value; });
  };
  EXPECT_EQ(priority(0), 0);
  EXPECT_EQ(priority(1), 10'000);
  EXPECT_EQ(priority(4), 7'000);
  EXPECT_EQ(priority(11), 0);
  EXPECT_EQ(priority(99), 0);
}

TEST(ScoringTest, Promptness) {
  EXPECT_EQ(Value(kPromptness, Nothing), 10'000);
  // From 15 March, 292 days are left of 2012; from 1 July, 184.
  EXPECT_EQ(
      Value(kPromptness, [](Records& r) { r.offers[0].valid_from = absl::CivilDay(2012, 7, 1); }),
      10'000 * 184 / 292);
  EXPECT_EQ(Value(
                kPromptness,
                [](Records& r) { r.offers[0].open.last_day = absl::CivilDay(2013, 6, 30); }, 1),
            10'000 * 181 / 365);
  EXPECT_EQ(
      Value(kPromptness, [](Records& r) { r.offers[0].valid_from = absl::CivilDay(2013, 1, 1); }),
      0);
}

TEST(ScoringTest, ContinuityAndPredictability) {
  EXPECT_EQ(Value(kContinuity, Nothing), 0);
  EXPECT_EQ(Value(kContinuity,
                  [](Records& r) {
                    r.contributions = {{kNorway, kLaos, 2012}, {kNorway, kLaos, 2012},
                                       {kNorway, kLaos, 2008}, {kNorway, kLaos, 2007},
                                       {kNgo, kLaos, 2011},    {kNorway, kNgo, 2011}};
                  }),
            4'000);
  EXPECT_EQ(Value(kContinuity,
                  [](Records& r) {
                    r.offers[0].provider = kDonorAgency;
                    r.contributions = {{kNorway, kLaos, 2012}, {kDonorAgency, kLaos, 2011}};
                  }),
            4'000);
  EXPECT_EQ(Value(kPredictability, Nothing), 10'000);
  EXPECT_EQ(Value(kPredictability,
                  [](Records& r) {
                    r.offers[0].years = {{2012, 5}, {2013, 0}};
                  }),
            5'000);
}

TEST(ScoringTest, LegalDeadline) {
  const auto deadline = [](absl::CivilDay day, int need = 0) {
    return Value(
        kDeadline, [day](Records& r) { r.requests[0].legal_deadline = day; }, need);
  };
  EXPECT_EQ(Value(kDeadline, Nothing), 0);
  EXPECT_EQ(deadline(absl::CivilDay(2012, 3, 15)), 10'000);
  EXPECT_EQ(deadline(absl::CivilDay(2011, 3, 15)), 10'000);
  EXPECT_EQ(deadline(absl::CivilDay(2016, 3, 15)), 0);
  // 548 days of 3 × 365.25 before it.
  EXPECT_EQ(deadline(absl::CivilDay(2012, 3, 15) + 548), 10'000 * (4'383 - 4 * 548) / 4'383);
  // A need of 2013 does not help to keep a deadline of 2012, but one that has passed is still due.
  EXPECT_EQ(deadline(absl::CivilDay(2012, 12, 1), 1), 0);
  EXPECT_EQ(deadline(absl::CivilDay(2012, 1, 1), 1), 10'000);
}

TEST(ScoringTest, UrgencyAndOwnership) {
  EXPECT_EQ(Value(kUrgency, Nothing), 0);
  EXPECT_EQ(Value(kUrgency, [](Records& r) { r.requests[0].urgency = Urgency::kUrgent; }), 5'000);
  EXPECT_EQ(Value(kUrgency, [](Records& r) { r.requests[0].urgency = Urgency::kEmergency; }),
            10'000);
  const auto plan = [](int32_t end) {
    return Value(kOwnership, [end](Records& r) {
      r.requests[0].national_plan = true;
      r.requests[0].national_plan_end_year = end;
    });
  };
  EXPECT_EQ(Value(kOwnership, Nothing), 0);
  EXPECT_EQ(plan(0), 4'000);
  EXPECT_EQ(plan(2012), 4'000);
  EXPECT_EQ(plan(2014), 8'000);
  EXPECT_EQ(plan(2030), 10'000);
}

TEST(ScoringTest, Implementers) {
  EXPECT_EQ(Value(kImplementers, Nothing), 0);
  EXPECT_EQ(Value(kImplementers, [](Records& r) { r.requests[0].implementers = {kNgo}; }), 10'000);
  EXPECT_EQ(Value(kImplementers,
                  [](Records& r) {
                    r.requests[0].implementers = {kNgo};
                    r.offers[0].channels = Bit(Channel::kBilateral);
                  }),
            0);
  EXPECT_EQ(Value(kImplementers, [](Records& r) { r.requests[0].channels = Bit(Channel::kNgo); }),
            5'000);
  EXPECT_EQ(Value(kImplementers, [](Records& r) { r.requests[0].implementers = {kDonorAgency}; }),
            0);
}

TEST(ScoringTest, LeastDevelopedAndAccess) {
  EXPECT_EQ(Value(kLeastDeveloped, Nothing), 0);
  EXPECT_EQ(Value(kLeastDeveloped, [](Records& r) { r.parties[kLaos].least_developed = true; }),
            10'000);
  EXPECT_EQ(Value(kLeastDeveloped,
                  [](Records& r) {
                    r.parties[kLaos].least_developed = true;
                    r.parties[kLaos].state_party = false;
                  }),
            0);
  EXPECT_EQ(Value(kAccess, [](Records& r) { r.offers[0].works_with_non_state_actors = true; }), 0);
  EXPECT_EQ(Value(kAccess,
                  [](Records& r) {
                    r.requests[0].needs[0].non_state_actors = true;
                    r.offers[0].works_with_non_state_actors = true;
                  }),
            10'000);
}

TEST(ScoringTest, SharesAddUpToTheScore) {
  const Records records = ExampleRecords();
  auto context = Context::Make(records);
  ASSERT_TRUE(context.ok());
  const Need& need = context->needs()[0];
  const OpenOffer& offer = context->offers()[0];
  int64_t sum = 1;
  const auto shares = ExplainScore(*context, need, offer);
  ASSERT_EQ(shares.size(), 11u);
  for (const Share& share : shares) {
    sum += share.points;
    EXPECT_FALSE(share.explanation.empty());
  }
  EXPECT_EQ(Score(records.policy, ComputeCriteria(*context, need, offer)), sum);
  EXPECT_EQ(shares[0].source, "Action 37");
  EXPECT_EQ(shares[0].explanation, "known since 2011-03-15: 366 days of 5 years");
  EXPECT_EQ(shares[6].source, "Article 6(6)");
}

TEST(ScoringTest, TheGreatestScoreIsTheNetworksBound) {
  Criteria all;
  all.fill(kFullCriterion);
  EXPECT_EQ(Score(ExampleRecords().policy, all), 1'000'001);
  EXPECT_EQ(Score(ExampleRecords().policy, Criteria{}), 1);
}

}  // namespace
}  // namespace clearway::matching
