// What columns say of every offer and need against what the rules and formulas themselves say.
#include "services/cooperation/matching/offer_columns.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/cooperation/matching/network_generator.h"
#include "services/cooperation/matching/offer_scan.h"
#include "services/cooperation/matching/offer_scores.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/matching/scoring.h"

namespace clearway::matching {
namespace {

Records Random(uint64_t seed) {
  RecordsOptions options;
  options.seed = seed;
  options.requests = 8;
  options.offers = 12;
  options.max_quantity = seed % 3 == 0 ? 100'000 : 12;
  Records records = GenerateRecords(options);
  // A policy in a currency that makes many quantities round down to nothing.
  if (seed % 4 == 1) {
    records.policy.currency = "NOK";
    records.rates.push_back(
        {"exchangeRates/weak", "USD", "NOK", absl::CivilDay(2012, 1, 1), "0.21"});
  }
  SplitMix random(seed);
  const auto far = [&random](int32_t* year) {
    if (random.Between(1, 12) == 1) *year = random.Between(0, 1) == 0 ? 2090 : 1960;
  };
  for (Request& request : records.requests) {
    for (NeedLine& line : request.needs) far(&line.years.front().year);
  }
  for (Offer& offer : records.offers) {
    if (!offer.years.empty()) far(&offer.years.front().year);
    if (random.Between(1, 6) == 1) offer.open.last_day = absl::CivilDay(2095, 6, 30);
    if (random.Between(1, 8) == 1) offer.cap_per_recipient_year = 0;
    if (!offer.years.empty() && random.Between(1, 4) == 1) offer.years.back().left = 0;
  }
  return records;
}

// Asks about every pair of the records; `seen` gets the rules that failed somewhere.
void ExpectSame(const Records& records, const OfferColumns& columns, std::set<Rule>* seen) {
  auto made = Context::MakeBackground(records, records.policy);
  ASSERT_TRUE(made.ok()) << made.status();
  Context& context = *made;
  const auto record = [&records](int32_t place) -> const Offer& { return records.offers[place]; };
  OfferScan scan(context, columns, record);
  OfferScores scores(context, columns, record);
  for (const Request& request : records.requests) {
    const std::vector<Need> needs = context.Prepare(request);
    scan.SetRequest(request);
    scores.SetRequest(needs);
    for (size_t i = 0; i < needs.size(); ++i) {
      const int line = scan.AddLine(*needs[i].line);
      for (int32_t place = 0; place < columns.size(); ++place) {
        const OpenOffer offer = context.Prepare(records.offers[place]);
        const RuleSet expected =
            FailingRules(context, needs[i], offer) & static_cast<RuleSet>(~Bit(Rule::kOfferOpen));
        const RuleSet found = scan.OfLine(line, place) | OfferScan::OfNeed(needs[i]) |
                              scan.OfYear(place, needs[i].year->year);
        ASSERT_EQ(found, expected) << request.name << " " << i << " " << offer.offer->name;
        for (Rule rule : RulesIn(found)) seen->insert(rule);
        ASSERT_EQ(scores.Of(i, place),
                  Score(context.policy(), ComputeCriteria(context, needs[i], offer)))
            << request.name << " " << i << " " << offer.offer->name;
        ASSERT_LE(scores.Of(i, place), scores.AtMost(place));
      }
    }
  }
}

OfferColumns ColumnsOf(const Records& records) {
  OfferColumns columns(records.as_of);
  for (size_t i = 0; i < records.offers.size(); ++i) {
    columns.Put(static_cast<int32_t>(i), records.offers[i]);
  }
  columns.OrderByName();
  return columns;
}

TEST(OfferColumnsTest, RulesAndScoresAreTheRecords) {
  std::set<Rule> seen;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    const Records records = Random(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    ExpectSame(records, ColumnsOf(records), &seen);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(seen.size(), static_cast<size_t>(kRules) - 1);  // all but kOfferOpen
}

TEST(OfferColumnsTest, AnOfferTakesThePlaceOfAnother) {
  std::set<Rule> seen;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    Records records = Random(seed);
    OfferColumns columns = ColumnsOf(records);
    const Records other = Random(seed);
    for (size_t i = 0; i + 1 < records.offers.size(); i += 2) {
      const std::string name = records.offers[i].name;
      records.offers[i] = other.offers[i + 1];
      records.offers[i].name = name;
      columns.Put(static_cast<int32_t>(i), records.offers[i]);
    }
    ExpectSame(records, columns, &seen);
    if (HasFatalFailure()) return;
  }
}

TEST(OfferColumnsTest, OpenIsOpenWithSomethingLeft) {
  const Records records = Random(3);
  OfferColumns columns = ColumnsOf(records);
  for (size_t i = 0; i < records.offers.size(); ++i) {
    const Offer& offer = records.offers[i];
    EXPECT_EQ(columns.open()[i] != 0, IsOpen(offer.open, records.as_of) && offer.total_left > 0);
  }
  columns.Close(0);
  EXPECT_EQ(columns.open()[0], 0);
}

TEST(OfferColumnsTest, NamesAreInOrderWheneverTheyCame) {
  SplitMix random(5);
  OfferColumns columns(absl::CivilDay(2012, 3, 15));
  std::vector<std::string> names;
  for (int step = 0; step < 40; ++step) {
    const int64_t count = random.Between(0, 5);
    for (int64_t i = 0; i < count; ++i) {
      Offer offer;
      offer.name = absl::StrCat("offers/", random.Between(0, 1'000'000'000));
      if (std::count(names.begin(), names.end(), offer.name) > 0) continue;
      columns.Put(static_cast<int32_t>(names.size()), offer);
      names.push_back(offer.name);
    }
    columns.OrderByName();
    std::vector<std::string> sorted = names;
    std::sort(sorted.begin(), sorted.end());
    for (size_t i = 0; i < names.size(); ++i) ASSERT_EQ(sorted[columns.order()[i]], names[i]);
  }
}

TEST(OfferColumnsTest, SaysWhenMoreIsKeptThanIsOfUse) {
  OfferColumns columns(absl::CivilDay(2012, 3, 15));
  Offer offer;
  offer.name = "offers/one";
  for (int32_t recipient = 0; !columns.IsWasteful(); ++recipient) {
    ASSERT_LT(recipient, 2'000);
    offer.earmark.recipients = {recipient};
    columns.Put(0, offer);
  }
  EXPECT_GT(columns.earmark_count(), 1'000);
}

}  // namespace
}  // namespace clearway::matching
