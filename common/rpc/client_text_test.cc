#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

TEST(ClientTextTest, OnlyReadsAndWritesWithARequestIdAreRepeated) {
  testing::v1::CreateEchoRequest create;
  EXPECT_FALSE(MayRepeat("clearway.testing.v1.EchoService/CreateEcho", create));
  create.set_request_id(NewRequestId());
  EXPECT_TRUE(MayRepeat("clearway.testing.v1.EchoService/CreateEcho", create));
  testing::v1::GetEchoRequest get;
  EXPECT_TRUE(MayRepeat("clearway.testing.v1.EchoService/GetEcho", get));
  EXPECT_TRUE(MayRepeat("S/BatchGetStates", get));
  EXPECT_TRUE(MayRepeat("S/WhoAmI", get));
  EXPECT_FALSE(MayRepeat("S/GetawayPlan", get)) << "the verb is not Get";
  EXPECT_FALSE(MayRepeat("S/RunMatching", get));
}

TEST(ClientTextTest, RequestIdsAreVersion4Uuids) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = NewRequestId();
    EXPECT_THAT(id, ::testing::MatchesRegex(
                        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 100u);
}

TEST(ClientTextTest, EveryViolationIsSaid) {
  Violations bad;
  bad.Add("offer.total", "must not be negative");
  bad.Add("offer.unit", "is required", type::v1::ERROR_REASON_FIELD_REQUIRED);
  EXPECT_EQ(FormatError(bad.ToStatus()),
            "INVALID_ARGUMENT: offer.total must not be negative (and 1 more violation)\n"
            "  offer.total: must not be negative\n"
            "  offer.unit: is required\n"
            "  reason: FIELD_INVALID");
}

TEST(ClientTextTest, AServiceThatIsNotThereIsNamed) {
  const auto named = [](const absl::Status& status) {
    return NameAddress(status, "127.0.0.1:1").ToString();
  };
  EXPECT_EQ(named(absl::UnavailableError(
                "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: Failed "
                "to connect to remote host: Connection refused")),
            "UNAVAILABLE: cannot reach 127.0.0.1:1: Failed to connect to remote host: Connection "
            "refused");
  EXPECT_EQ(named(absl::UnavailableError("Socket closed")), "UNAVAILABLE: Socket closed");
  const absl::Status draining = RetryLater(
      absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_DRAINING, "last", absl::Seconds(1));
  EXPECT_EQ(NameAddress(draining, "127.0.0.1:1"), draining);
  EXPECT_TRUE(NameAddress(absl::OkStatus(), "127.0.0.1:1").ok());
}

TEST(ClientTextTest, AnOnlyViolationIsSaidOnce) {
  EXPECT_EQ(FormatError(InvalidField("offer.total", "must not be negative")),
            "INVALID_ARGUMENT: offer.total must not be negative\n  reason: FIELD_INVALID");
}

TEST(ClientTextTest, PreconditionsAndRetries) {
  EXPECT_EQ(FormatError(
                FailedPrecondition(type::v1::ERROR_REASON_OFFER_CLOSED, "offers/a", "is not open")),
            "FAILED_PRECONDITION: offers/a is not open\n"
            "  reason: OFFER_CLOSED");
  EXPECT_EQ(FormatError(RetryLater(absl::StatusCode::kResourceExhausted,
                                   type::v1::ERROR_REASON_TOO_MANY_REQUESTS, "too many calls",
                                   absl::Milliseconds(500))),
            "RESOURCE_EXHAUSTED: too many calls\n  retry after 0.5 s\n"
            "  reason: TOO_MANY_REQUESTS");
  EXPECT_EQ(FormatError(absl::NotFoundError("gone")), "NOT_FOUND: gone");
  EXPECT_EQ(FormatError(absl::OkStatus()), "OK");
}

}  // namespace
}  // namespace clearway::rpc
