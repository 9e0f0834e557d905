#include <cstring>

#include "common/refdata/codes.h"
#include "common/refdata/currencies.h"
#include "common/refdata/units.h"
#include "gtest/gtest.h"

namespace clearway::refdata {
namespace {

TEST(CurrenciesTest, HaveTheirMinorUnits) {
  EXPECT_EQ(FindCurrency("USD")->exponent, 2);
  EXPECT_EQ(FindCurrency("JPY")->exponent, 0);
  EXPECT_EQ(FindCurrency("KWD")->exponent, 3);
  EXPECT_EQ(FindCurrency("LAK")->exponent, 2);
  EXPECT_TRUE(FindCurrency("EUR")->active);
  EXPECT_FALSE(FindCurrency("EEK")->active);
  for (const char* code : {"", "US", "usd", "USDX", "XTS", "ZZZ", "AAA"}) {
    EXPECT_EQ(FindCurrency(code), nullptr) << code;
  }
}

TEST(CurrenciesTest, AllAreInOrderAndFound) {
  size_t count = 0;
  const Currency* all = AllCurrencies(&count);
  EXPECT_GT(count, 150u);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_EQ(FindCurrency(all[i].code), &all[i]);
    EXPECT_TRUE(IsCountryForm(all[i].code)) << all[i].code;
    EXPECT_GE(all[i].exponent, 0);
    EXPECT_LE(all[i].exponent, 4);
    if (i > 0) {
      EXPECT_LT(std::strcmp(all[i - 1].code, all[i].code), 0);
    }
  }
}

TEST(UnitsTest, AreInOrderAndFound) {
  EXPECT_STREQ(FindUnit("MTK")->name, "square metre");
  EXPECT_STREQ(FindUnit("C62")->name, "one");
  for (const char* code : {"", "M2", "mtk", "MTKX"}) EXPECT_EQ(FindUnit(code), nullptr) << code;
  size_t count = 0;
  const Unit* all = AllUnits(&count);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_EQ(FindUnit(all[i].code), &all[i]);
    if (i > 0) {
      EXPECT_LT(std::strcmp(all[i - 1].code, all[i].code), 0);
    }
  }
}

TEST(CodesTest, Forms) {
  EXPECT_TRUE(IsCountryForm("LAO"));
  EXPECT_FALSE(IsCountryForm("Lao"));
  EXPECT_FALSE(IsCountryForm("LA"));
  EXPECT_TRUE(IsM49Form("035"));
  EXPECT_FALSE(IsM49Form("35"));
  EXPECT_TRUE(IsUuidForm("4f8b2c1e-0000-4000-8000-00000000000A"));
  EXPECT_FALSE(IsUuidForm("4f8b2c1e00004000800000000000000a"));
  EXPECT_FALSE(IsUuidForm("4f8b2c1e-0000-4000-8000-00000000000g"));
  EXPECT_FALSE(IsUuidForm(""));
}

TEST(CodesTest, Languages) {
  for (const char* tag : {"en", "fr", "lao", "zh-Hans", "pt-BR", "es-419", "zh-Hant-TW"}) {
    EXPECT_TRUE(IsLanguageForm(tag)) << tag;
  }
  for (const char* tag : {"", "e", "english", "en-", "en_US", "en-US-x", "-en", "en--US"}) {
    EXPECT_FALSE(IsLanguageForm(tag)) << tag;
  }
}

TEST(CodesTest, WebUris) {
  for (const char* uri : {"http://example.org", "https://example.org:8443/a?b=c#d",
                          "HTTPS://example.org/", "https://[2001:db8::1]/"}) {
    EXPECT_TRUE(IsWebUri(uri)) << uri;
  }
  for (const char* uri : {"", "example.org", "ftp://example.org", "https://", "https:///path",
                          "javascript:alert(1)", "https://exa mple.org", "https://u@example.org",
                          "https://example.org/\n", "https://example.org/é"}) {
    EXPECT_FALSE(IsWebUri(uri)) << uri;
  }
}

}  // namespace
}  // namespace clearway::refdata
