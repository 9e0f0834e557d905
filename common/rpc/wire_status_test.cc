#include "common/rpc/wire_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(WireStatusTest, DetailsTravelBothWays) {
  absl::Status status = InvalidField("offer.total", "must not be negative");
  WireStatus wire = ToWire(status);
  EXPECT_EQ(wire.code, 3);
  absl::Status back = FromWire(wire.code, wire.message, wire.details);
  EXPECT_EQ(back, status);
  EXPECT_THAT(ViolatedFields(back), ElementsAre("offer.total"));
}

TEST(WireStatusTest, TooManyViolationsAreCutFromTheEnd) {
  google::rpc::BadRequest bad_request;
  for (int i = 0; i < 1000; ++i) {
    auto* violation = bad_request.add_field_violations();
    violation->set_field(absl::StrCat("offer.years[", i, "].quantity"));
    violation->set_description("must not be negative");
  }
  absl::Status status =
      WithDetail(MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_FIELD_INVALID,
                           std::string(5000, 'x')),
                 bad_request);
  WireStatus wire = ToWire(status);
  EXPECT_LE(wire.details.size(), kMaxWireDetailBytes);
  EXPECT_LE(wire.message.size(), kMaxWireMessageBytes);
  absl::Status back = FromWire(wire.code, wire.message, wire.details);
  EXPECT_EQ(ReasonOf(back), type::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(ViolatedFields(back), ::testing::SizeIs(::testing::Gt(10)));
  EXPECT_EQ(ViolatedFields(back)[0], "offer.years[0].quantity");
}

TEST(WireStatusTest, WhatCannotBeShortenedGoesButTheReasonStays) {
  google::rpc::DebugInfo debug;
  debug.set_detail(std::string(10000, 'x'));
  absl::Status status = WithDetail(
      MakeError(absl::StatusCode::kAborted, type::v1::ERROR_REASON_ETAG_MISMATCH, "changed"),
      debug);
  WireStatus wire = ToWire(status);
  EXPECT_LE(wire.details.size(), kMaxWireDetailBytes);
  EXPECT_EQ(ReasonOf(FromWire(wire.code, wire.message, wire.details)),
            type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST(WireStatusTest, AStoreThatTakesNoWritesIsSaidWithoutItsWords) {
  bool hidden = true;
  absl::Status full = Published(store::StoreFullError("/secret/data has 3 MiB"), "t", &hidden);
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(full), type::v1::ERROR_REASON_STORAGE_FULL);
  EXPECT_EQ(RetryDelayOf(full), absl::Seconds(30));
  EXPECT_THAT(full.ToString(), Not(HasSubstr("secret")));
  EXPECT_FALSE(hidden) << "the log says it once, not with every call";
  absl::Status stopped = Published(store::StoreStoppedError("/secret/data: EIO"), "t", &hidden);
  EXPECT_EQ(stopped.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(stopped), type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_GT(RetryDelayOf(stopped), absl::ZeroDuration());
  EXPECT_THAT(stopped.ToString(), Not(HasSubstr("secret")));
  EXPECT_FALSE(hidden);
  EXPECT_EQ(ReasonOf(Published(absl::UnavailableError("reading"), "t", &hidden)),
            type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_TRUE(hidden);
}

TEST(WireStatusTest, MessagesAreNotCutInsideACharacter) {
  std::string text(kMaxWireMessageBytes - 4, 'x');
  WireStatus wire = ToWire(absl::NotFoundError(absl::StrCat(text, "ééééé")));
  EXPECT_LE(wire.message.size(), kMaxWireMessageBytes);
  EXPECT_EQ(wire.message, absl::StrCat(text.substr(0, wire.message.size() - 3), "…"));
}

TEST(WireStatusTest, InternalsAreHidden) {
  bool hidden = false;
  absl::Status status = Published(absl::InternalError("/var/lib/secret"), "abc123", &hidden);
  EXPECT_TRUE(hidden);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  EXPECT_THAT(std::string(status.message()), HasSubstr("abc123"));
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_INTERNAL_ERROR);
  EXPECT_EQ(ReasonOf(Published(absl::UnknownError("x"), "abc", &hidden)),
            type::v1::ERROR_REASON_INTERNAL_ERROR);
  EXPECT_EQ(ReasonOf(Published(absl::DataLossError("key 0x17"), "abc", &hidden)),
            type::v1::ERROR_REASON_DATA_DAMAGED);
  EXPECT_TRUE(hidden);
}

TEST(WireStatusTest, TheStoresOwnErrorsGetTheirReasons) {
  bool hidden = false;
  EXPECT_EQ(ReasonOf(Published(absl::UnavailableError("disk"), "abc", &hidden)),
            type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_EQ(ReasonOf(Published(absl::ResourceExhaustedError("queue"), "abc", &hidden)),
            type::v1::ERROR_REASON_TOO_MANY_REQUESTS);
  absl::Status not_found = NotFound("offers/abc");
  EXPECT_EQ(Published(not_found, "abc", &hidden), not_found);
  EXPECT_FALSE(hidden);
}

TEST(WireStatusTest, DamagedDetailsAndUnknownCodes) {
  EXPECT_EQ(FromWire(99, "odd", "").code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(FromWire(-1, "odd", "").code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(FromWire(5, "gone", "\xff\xff"), absl::NotFoundError("gone"));
  EXPECT_TRUE(FromWire(0, "", "").ok());
}

}  // namespace
}  // namespace clearway::rpc
