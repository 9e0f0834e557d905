#include "common/auth/credentials/refusal.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/rpc/log.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

TEST(RefusalTest, TheClientGetsTheReasonAndNotTheWords) {
  const absl::Status refusal =
      Refuse(type::v1::ERROR_REASON_CREDENTIAL_INVALID, "signed with the key of somebody else");
  const absl::Status told = ForTheClient(refusal);
  EXPECT_EQ(told.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(rpc::ReasonOf(told), type::v1::ERROR_REASON_CREDENTIAL_INVALID);
  EXPECT_EQ(told.message(), "the credential is not valid here");
  const absl::Status other = absl::PermissionDeniedError("as it is");
  EXPECT_EQ(ForTheClient(other), other);
}

TEST(RefusalTest, TheLogHasAFewLinesASecondAndCountsTheOthers) {
  std::vector<std::string> lines;
  rpc::SetLogSink([&](absl::string_view line) { lines.emplace_back(line); });
  RefusalLog log;
  const absl::Time now = absl::FromUnixSeconds(1000);
  const absl::Status refusal = Refuse(type::v1::ERROR_REASON_CREDENTIAL_EXPIRED, "it is old");
  for (int i = 0; i < 1000; ++i) log.Write(now, "127.0.0.1:1", "token a", refusal);
  EXPECT_EQ(lines.size(), 10u);
  log.Write(now + absl::Seconds(1), "127.0.0.1:1", "token a", refusal);
  rpc::SetLogSink({});
  ASSERT_EQ(lines.size(), 11u);
  EXPECT_TRUE(absl::StrContains(lines[0], "\"left_out_before\":0"));
  EXPECT_TRUE(absl::StrContains(lines[10], "\"left_out_before\":990"));
  EXPECT_TRUE(absl::StrContains(lines[10], "it is old"));
}

}  // namespace
}  // namespace clearway::auth
