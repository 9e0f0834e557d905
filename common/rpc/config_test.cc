#include "common/rpc/config.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;

TEST(ConfigTest, JsonAndText) {
  auto json = ParseConfig(R"( {"listen": ["127.0.0.1:1"], "limits": {"maxCalls": 7}})", "a.json");
  ASSERT_TRUE(json.ok()) << json.status();
  auto text = ParseConfig("listen: '127.0.0.1:1'\nlimits { max_calls: 7 }", "a.textproto");
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(json->SerializeAsString(), text->SerializeAsString());
  EXPECT_EQ(text->limits().max_calls(), 7);
  EXPECT_TRUE(ParseConfig("", "empty").ok());
}

TEST(ConfigTest, MistakesSayWhere) {
  EXPECT_THAT(std::string(ParseConfig("data: 'x'\nlissten: 'y'", "a.textproto").status().message()),
              HasSubstr("a.textproto: line 2"));
  EXPECT_THAT(std::string(ParseConfig("{\"lissten\": 1}", "a.json").status().message()),
              HasSubstr("lissten"));
  EXPECT_EQ(ReadConfig("/no/such/file").status().code(), absl::StatusCode::kNotFound);
}

TEST(ConfigTest, LimitsKeepTheirDefaultsAndTheirBounds) {
  config::v1::Limits config;
  config.set_max_streams(5);
  config.mutable_reader_patience()->set_seconds(2);
  auto limits = LimitsFrom(config);
  ASSERT_TRUE(limits.ok());
  EXPECT_EQ(limits->max_streams, 5);
  EXPECT_EQ(limits->reader_patience, absl::Seconds(2));
  EXPECT_EQ(limits->max_calls, Limits().max_calls);
  config.set_max_calls(-1);
  EXPECT_THAT(std::string(LimitsFrom(config).status().message()), HasSubstr("limits.max_calls"));
  config.set_max_calls(0);
  config.mutable_watch_heartbeat()->set_seconds(-1);
  EXPECT_FALSE(LimitsFrom(config).ok());
}

TEST(ConfigTest, QuotasKeepTheirDefaultsAndTheirBounds) {
  config::v1::Quotas config;
  config.mutable_standard()->mutable_writes()->set_per_second(7);
  config.mutable_standard()->mutable_reads()->set_concurrent(-1);
  (*config.mutable_actors())["actors/undp"].mutable_writes()->set_burst(9);
  auto quotas = QuotasFrom(config);
  ASSERT_TRUE(quotas.ok()) << quotas.status();
  EXPECT_EQ(quotas->standard.of(CallClass::kWrite).per_second, 7);
  EXPECT_EQ(quotas->standard.of(CallClass::kRead).concurrent, 0);
  EXPECT_EQ(quotas->standard.of(CallClass::kRead).per_second,
            StandardQuota().of(CallClass::kRead).per_second);
  const Quota& undp = quotas->special.at("actors/undp");
  EXPECT_EQ(undp.of(CallClass::kWrite).burst, 9);
  EXPECT_EQ(undp.of(CallClass::kWrite).per_second, 7) << "the rest is the standard's";
  (*config.mutable_actors())["actors/undp"].mutable_watches()->set_concurrent(-2);
  EXPECT_THAT(std::string(QuotasFrom(config).status().message()),
              HasSubstr("quotas.actors[\"actors/undp\"].watches.concurrent"));
}

}  // namespace
}  // namespace clearway::rpc
