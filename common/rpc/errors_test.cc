#include "common/rpc/errors.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  auto payload =
      status.GetPayload(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()));
  EXPECT_TRUE(payload.has_value()) << status;
  EXPECT_TRUE(detail.ParseFromString(std::string(payload.value_or(absl::Cord()))));
  return detail;
}

TEST(ErrorsTest, EveryErrorNamesItsReason) {
  absl::Status status = MakeError(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_DRAINING,
                                  "shutting down", {{"token", "abc"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status.message(), "shutting down");
  auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "DRAINING");
  EXPECT_EQ(info.domain(), "clearway");
  EXPECT_EQ(info.metadata().at("token"), "abc");
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_DRAINING);
}

TEST(ErrorsTest, OtherStatusesHaveNoReason) {
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(absl::OkStatus()), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_THAT(ViolatedFields(NotFound("offers/x")), IsEmpty());
  google::rpc::ErrorInfo foreign;
  foreign.set_reason("DRAINING");
  foreign.set_domain("elsewhere.example");
  EXPECT_EQ(ReasonOf(WithDetail(absl::UnavailableError("x"), foreign)),
            type::v1::ERROR_REASON_UNSPECIFIED);
}

TEST(ErrorsTest, OkStaysOk) { EXPECT_TRUE(WithDetail(absl::OkStatus(), google::rpc::Help()).ok()); }

TEST(ViolationsTest, NoneIsOk) { EXPECT_TRUE(Violations().ToStatus().ok()); }

TEST(ViolationsTest, AllAtOnceAndTheFirstInWords) {
  Violations bad;
  bad.Add("offer.title", "is required", type::v1::ERROR_REASON_FIELD_REQUIRED);
  bad.Add("offer.years[2].quantity", "must be at least 1");
  absl::Status status = bad.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "offer.title is required (and 1 more violation)");
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_FIELD_REQUIRED);
  EXPECT_THAT(ViolatedFields(status), ElementsAre("offer.title", "offer.years[2].quantity"));
  auto detail = DetailOf<google::rpc::BadRequest>(status);
  EXPECT_EQ(detail.field_violations(1).description(), "must be at least 1");
}

TEST(ViolationsTest, DetailsFitIntoTrailers) {
  Violations bad;
  for (int i = 0; i < 5000; ++i) bad.Add(absl::StrCat("f[", i, "]"), "is wrong");
  absl::Status status = bad.ToStatus();
  EXPECT_THAT(std::string(status.message()), HasSubstr("f[0] is wrong (and 4999 more violations)"));
  EXPECT_EQ(ViolatedFields(status).size(), 100u);

  Violations wordy;
  for (int i = 0; i < 100; ++i) wordy.Add(absl::StrCat("f[", i, "]"), std::string(500, 'x'));
  EXPECT_LE(DetailOf<google::rpc::BadRequest>(wordy.ToStatus()).ByteSizeLong(),
            Violations::kMaxListedBytes);
  EXPECT_GE(ViolatedFields(wordy.ToStatus()).size(), 7u);
}

TEST(ErrorsTest, NotFoundAndAlreadyExistsNameTheResource) {
  auto info = DetailOf<google::rpc::ResourceInfo>(NotFound("offers/x"));
  EXPECT_EQ(info.resource_type(), "offers");
  EXPECT_EQ(info.resource_name(), "offers/x");
  EXPECT_EQ(NotFound("offers/x").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(NotFound("offers/x")), type::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(AlreadyExists("offers/x").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(AlreadyExists("offers/x")), type::v1::ERROR_REASON_RESOURCE_ALREADY_EXISTS);
}

TEST(ErrorsTest, FailedPreconditionSaysWhatOfWhich) {
  absl::Status status = FailedPrecondition(type::v1::ERROR_REASON_OFFER_CLOSED, "offers/x",
                                           "is RETRACTED; it must be OPEN");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "offers/x is RETRACTED; it must be OPEN");
  auto detail = DetailOf<google::rpc::PreconditionFailure>(status);
  ASSERT_EQ(detail.violations_size(), 1);
  EXPECT_EQ(detail.violations(0).type(), "OFFER_CLOSED");
  EXPECT_EQ(detail.violations(0).subject(), "offers/x");
}

TEST(ErrorsTest, EtagMismatchIsAborted) {
  absl::Status status = EtagMismatch("offers/x", "old", "new");
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("etag"), "new");
}

TEST(ErrorsTest, RetryLaterSaysWhen) {
  absl::Status status =
      RetryLater(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_TOO_MANY_REQUESTS,
                 "too many calls", absl::Milliseconds(1500));
  auto detail = DetailOf<google::rpc::RetryInfo>(status);
  EXPECT_EQ(detail.retry_delay().seconds(), 1);
  EXPECT_EQ(detail.retry_delay().nanos(), 500000000);
}

TEST(QuoteTest, CutsBetweenCharactersAndEscapes) {
  EXPECT_EQ(Quote("abc"), "\"abc\"");
  EXPECT_EQ(Quote("a\"b\n"), "\"a\\\"b\\x0a\"");
  EXPECT_EQ(Quote("aéé", 2), "\"a…\"");  // é is two bytes; the cut falls inside the first
  EXPECT_EQ(Quote("aéé", 3), "\"aé…\"");
  EXPECT_EQ(Quote("abcd", 3), "\"abc…\"");
}

// Messages and details are proto strings: valid UTF-8, whatever a client sent or a caller cut.
TEST(QuoteTest, WhatIsNoUtf8IsEscaped) {
  EXPECT_EQ(Quote("a\xff"), "\"a\\xff\"");
  EXPECT_EQ(Quote("\xc3"), "\"\\xc3\"");
  EXPECT_EQ(Quote("\xa9x"), "\"\\xa9x\"");
  EXPECT_EQ(Quote("\xc0\xaf"), "\"\\xc0\\xaf\"");           // overlong
  EXPECT_EQ(Quote("\xed\xa0\x80"), "\"\\xed\\xa0\\x80\"");  // a surrogate
  EXPECT_EQ(Quote("\xf4\x90\x80\x80"), "\"\\xf4\\x90\\x80\\x80\"");
  EXPECT_EQ(Quote("ລ€𝄞"), "\"ລ€𝄞\"");
}

}  // namespace
}  // namespace clearway::rpc
