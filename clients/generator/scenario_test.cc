#include "clients/generator/scenario.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "clients/generator/random.h"
#include "common/resource/fingerprint.h"

namespace clearway::generator {
namespace {

std::string Bytes(const Scenario& scenario) {
  std::string bytes;
  for (const auto& request : scenario.requests) bytes += resource::DeterministicBytes(request);
  for (const auto& offer : scenario.offers) bytes += resource::DeterministicBytes(offer);
  return bytes;
}

class ScenarioTest : public testing::Test {
 protected:
  void SetUp() override {
    auto patterns = ReadPatterns("data");
    ASSERT_TRUE(patterns.ok()) << patterns.status();
    patterns_ = *std::move(patterns);
  }
  Patterns patterns_;
};

TEST(RandomTest, IsSplitMix64) {
  Random random(1234567);  // the reference implementation's first numbers
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
}

TEST(RandomTest, BelowReachesBothEnds) {
  Random random(7);
  std::set<int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.Below(10));
  EXPECT_EQ(seen.size(), 10u);
  EXPECT_EQ(*seen.begin(), 0);
  EXPECT_EQ(*seen.rbegin(), 9);
}

TEST_F(ScenarioTest, TheSameSeedGivesTheSameBytesAndAnotherGivesOthers) {
  ScenarioOptions options;
  Scenario once = MakeScenario(patterns_, options);
  EXPECT_EQ(once.requests.size(), 300u);
  EXPECT_EQ(once.offers.size(), 200u);
  EXPECT_EQ(Bytes(once), Bytes(MakeScenario(patterns_, options)));
  options.seed = 2;
  EXPECT_NE(Bytes(once), Bytes(MakeScenario(patterns_, options)));
}

TEST_F(ScenarioTest, EveryRecordIsMarkedAndDrawnFromTheFlows) {
  std::set<std::string> providers, recipients, names;
  for (const Flow& flow : patterns_.flows) {
    providers.insert(flow.provider);
    recipients.insert(flow.recipient);
  }
  Scenario scenario = MakeScenario(patterns_, {});
  for (const auto& request : scenario.requests) {
    EXPECT_TRUE(request.synthetic());
    EXPECT_TRUE(absl::StartsWith(request.title(), "Synthetic: ")) << request.title();
    EXPECT_EQ(recipients.count(request.recipient()), 1u) << request.recipient();
    EXPECT_TRUE(names.insert(request.name()).second);
    EXPECT_GE(request.needs(0).years(0).quantity().money().units(), 1);
  }
  for (const auto& offer : scenario.offers) {
    EXPECT_TRUE(offer.synthetic());
    EXPECT_TRUE(absl::StartsWith(offer.title(), "Synthetic: ")) << offer.title();
    EXPECT_EQ(providers.count(offer.provider()), 1u) << offer.provider();
    EXPECT_TRUE(names.insert(offer.name()).second);
  }
}

// Benchmarks ask for other sizes.
TEST_F(ScenarioTest, SizesAreFree) {
  ScenarioOptions options;
  options.requests = 5000;
  options.offers = 0;
  Scenario scenario = MakeScenario(patterns_, options);
  EXPECT_EQ(scenario.requests.size(), 5000u);
  EXPECT_TRUE(scenario.offers.empty());
  EXPECT_EQ(scenario.requests.back().name(), "assistanceRequests/synthetic-2026-1-005000");
}

}  // namespace
}  // namespace clearway::generator
