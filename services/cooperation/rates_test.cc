#include "services/cooperation/rates.h"

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/testing/store.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

class RatesTest : public resource::testing::StoreTest {};

// What a transaction looks up for two currencies converts as the table of all rates does.
TEST_F(RatesTest, TheFewRatesThatAConversionNeedsGiveWhatAllGive) {
  const char* const codes[] = {"AUD", "EUR", "JPY", "LAK", "NOK", "USD"};
  std::mt19937 random(5);
  auto upto = [&](int n) { return static_cast<int>(random() % n); };
  v1::SetExchangeRatesRequest request;
  for (int i = 0; i < 60; ++i) {
    auto* rate = request.add_exchange_rates();
    rate->set_currency_code(codes[upto(6)]);
    do {
      rate->set_quote_currency_code(codes[upto(6)]);
    } while (rate->quote_currency_code() == rate->currency_code());
    rate->set_rate(absl::StrCat(1 + upto(50), ".", 1 + upto(99)));
    *rate->mutable_date() = MakeDate(2010 + i / 12, 1 + i % 12, 1);
  }
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return SetExchangeRates(resource::testing::CallAt(0), txn, request).status();
              }).ok());
  int found = 0, missing = 0;
  for (int year = 2009; year <= 2015; ++year) {
    const auto day = MakeDate(year, 6, 15);
    const RateTable all = *LoadRates(*Now(), day);
    for (const char* from : codes) {
      for (const char* to : codes) {
        const auto expected = all.Find(from, to, day);
        const auto got = LoadRatesBetween(*Now(), from, to, day)->Find(from, to, day);
        ASSERT_EQ(got.has_value(), expected.has_value()) << from << " " << to << " " << year;
        if (!got.has_value()) {
          ++missing;
          continue;
        }
        ++found;
        EXPECT_EQ(RateText(got->rate), RateText(expected->rate)) << from << " " << to;
      }
    }
  }
  EXPECT_GT(found, 100);
  EXPECT_GT(missing, 20);
}

}  // namespace
}  // namespace clearway::cooperation
