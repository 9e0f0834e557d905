#include "common/rpc/merge_violations.h"

#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using testing::ElementsAre;

absl::Status Bad(const std::vector<std::string>& fields, ErrorReason reason) {
  Violations bad;
  for (const auto& field : fields) bad.Add(field, "is wrong", reason);
  return bad.ToStatus();
}

const auto kInvalid = type::v1::ERROR_REASON_FIELD_INVALID;
const auto kUnknown = type::v1::ERROR_REASON_UNKNOWN_STATE;

TEST(MergeViolationsTest, AddsWhatIsAboutOtherFields) {
  const absl::Status merged = MergeViolations(
      Bad({"o.total.money", "o.title"}, kInvalid),
      Bad({"o.provider", "o.total", "o.title", "o.titles", "o.title[1]"}, kUnknown));
  EXPECT_THAT(ViolatedFields(merged),
              ElementsAre("o.total.money", "o.title", "o.provider", "o.titles"));
  EXPECT_EQ(merged.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(merged), kInvalid);
}

TEST(MergeViolationsTest, IgnoresOtherErrors) {
  const absl::Status first = Bad({"a"}, kInvalid);
  EXPECT_EQ(MergeViolations(first, absl::OkStatus()), first);
  EXPECT_EQ(MergeViolations(first, NotFound("offers/a")), first);
  EXPECT_EQ(MergeViolations(NotFound("offers/a"), first), NotFound("offers/a"));
}

TEST(MergeViolationsTest, StaysSmallEnoughForTrailers) {
  std::vector<std::string> many;
  for (int i = 0; i < 500; ++i) many.push_back("field" + std::to_string(i));
  const absl::Status merged = MergeViolations(Bad({"a"}, kInvalid), Bad(many, kUnknown));
  EXPECT_LE(ViolatedFields(merged).size(), static_cast<size_t>(Violations::kMaxListed));
  EXPECT_GT(ViolatedFields(merged).size(), 50u);
}

}  // namespace
}  // namespace clearway::rpc
