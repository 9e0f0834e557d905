// BatchWrite in a real server: all or nothing, each write as if it were called by itself.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clearway/type/v1/audit.pb.h"
#include "clearway/type/v1/batch_write.pb.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/named_callers.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;
using testing::v1::Card;
using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using testing::v1::GetEchoRequest;
using testing::v1::UpdateCardRequest;
using type::v1::BatchWriteRequest;
using type::v1::BatchWriteResponse;

auth::Caller By(auth::Roles roles) {
  auth::Caller caller;
  caller.identity = "https://login.example#anna";
  caller.actor = "actors/norad";
  caller.names = {"actors/norad"};
  caller.roles = roles;
  caller.credential = "token 8d1e";
  caller.expires = absl::FromUnixSeconds(1800000000);
  return caller;
}

class ServerBatchTest : public ::testing::Test {
 protected:
  ServerBatchTest() : server_(Options(callers_), As("actors/me")) {
    callers_->Put("actors/me", By({type::v1::ROLE_DONOR_OFFICER}));
  }

  static ServerOptions Options(std::shared_ptr<NamedCallers> callers) {
    ServerOptions options;
    options.insecure_loopback = true;
    options.authenticator = std::move(callers);
    return options;
  }
  static ClientOptions As(const std::string& name) {
    ClientOptions options;
    options.credentials.actor = name;
    return options;
  }

  static void Add(const std::string& method, const google::protobuf::Message& request,
                  BatchWriteRequest* batch) {
    auto* write = batch->add_writes();
    write->set_method(method);
    write->mutable_request()->PackFrom(request);
  }
  static CreateEchoRequest Named(const std::string& id) {
    CreateEchoRequest request;
    request.set_echo_id(id);
    request.mutable_echo()->set_text("text");
    return request;
  }
  absl::StatusOr<BatchWriteResponse> Run(const BatchWriteRequest& batch) {
    return server_.client().Call<BatchWriteResponse>(TestServer::Method("BatchWrite"), batch);
  }
  bool IsThere(const std::string& id) {
    GetEchoRequest get;
    get.set_name(absl::StrCat("echoes/", id));
    return server_.client().Call<Echo>(TestServer::Method("GetEcho"), get).ok();
  }
  static google::rpc::BadRequest BadRequestOf(const absl::Status& status) {
    google::rpc::BadRequest bad;
    EXPECT_TRUE(FindDetail(status, &bad)) << status;
    return bad;
  }

  std::shared_ptr<NamedCallers> callers_ = std::make_shared<NamedCallers>();
  TestServer server_;
};

TEST_F(ServerBatchTest, AllWritesAreMadeInOneRevision) {
  BatchWriteRequest batch;
  for (int i = 0; i < 500; ++i) Add("CreateEcho", Named(absl::StrCat("e", i)), &batch);
  const store::Revision before = server_.store().revision();
  const auto response = Run(batch);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->results_size(), 500);
  EXPECT_EQ(response->results(499).name(), "echoes/e499");
  EXPECT_FALSE(response->results(0).has_error());
  EXPECT_EQ(server_.store().revision(), before + 1);
  EXPECT_TRUE(IsThere("e0"));
  EXPECT_TRUE(IsThere("e499"));
}

TEST_F(ServerBatchTest, OneThatIsRefusedRefusesAll) {
  BatchWriteRequest batch;
  Add("CreateEcho", Named("a"), &batch);
  Add("CreateEcho", Named("Not An Id"), &batch);
  Add("CreateEcho", Named("b"), &batch);
  Add("CreateEcho", Named("a"), &batch);
  const absl::Status refused = Run(batch).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("writes[1] (CreateEcho): "));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("Also refused: writes 3"));
  ASSERT_EQ(BadRequestOf(refused).field_violations_size(), 1);
  EXPECT_EQ(BadRequestOf(refused).field_violations(0).field(), "writes[1].request.echo_id");
  EXPECT_FALSE(IsThere("a"));
  EXPECT_FALSE(IsThere("b"));
}

TEST_F(ServerBatchTest, ValidateOnlyTellsOfEveryWriteAndStoresNothing) {
  BatchWriteRequest batch;
  Add("CreateEcho", Named("a"), &batch);
  Add("CreateEcho", Named("Not An Id"), &batch);
  Add("CreateEcho", Named("a"), &batch);
  batch.set_validate_only(true);
  const auto response = Run(batch);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->results_size(), 3);
  EXPECT_FALSE(response->results(0).has_error());
  EXPECT_EQ(response->results(1).error().code(), 3);
  google::rpc::BadRequest bad;
  bool found = false;
  for (const auto& detail : response->results(1).error().details()) {
    found |= detail.UnpackTo(&bad);
  }
  ASSERT_TRUE(found);
  EXPECT_EQ(bad.field_violations(0).field(), "request.echo_id");
  EXPECT_EQ(response->results(2).error().code(), 6) << "what the first would have made is taken";
  EXPECT_FALSE(IsThere("a"));
}

TEST_F(ServerBatchTest, ARepeatGetsTheFirstAnswer) {
  BatchWriteRequest batch;
  Add("CreateEcho", Named("a"), &batch);
  batch.set_request_id("4f8b2c1e-0000-4000-8000-000000000001");
  const auto first = Run(batch);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Run(batch);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(server_.probe().created, 1);
}

TEST_F(ServerBatchTest, MayHoldWhatItsCallerMayCallAndNoMore) {
  callers_->Put("actors/me", By({type::v1::ROLE_OBSERVER}));
  BatchWriteRequest batch;
  Add("CreateEcho", Named("a"), &batch);
  const absl::Status refused = Run(batch).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("writes[0] (CreateEcho): CreateEcho is "
                                                        "for these roles"));
  EXPECT_EQ(server_.probe().created, 0);
}

TEST_F(ServerBatchTest, NothingPersonalComesBack) {
  callers_->Put("actors/me", By({type::v1::ROLE_OBSERVER}));
  UpdateCardRequest update;
  update.mutable_card()->set_name("cards/a");
  update.mutable_card()->set_holder("Anna Holder");
  BatchWriteRequest batch;
  Add("UpdateCard", update, &batch);
  const auto response = Run(batch);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).name(), "cards/a");
  EXPECT_FALSE(response->results(0).etag().empty());
  EXPECT_EQ(response->SerializeAsString().find("Holder"), std::string::npos);
}

TEST_F(ServerBatchTest, TheTrailNamesEachWriteByItsOwnMethod) {
  BatchWriteRequest batch;
  Add("CreateEcho", Named("a"), &batch);
  Add("CreateEcho", Named("b"), &batch);
  ASSERT_TRUE(Run(batch).ok());
  callers_->Put("actors/me", By({type::v1::ROLE_SECRETARIAT}));
  const auto trail = server_.client().Call<type::v1::ListAuditEventsResponse>(
      TestServer::Method("ListAuditEvents"), type::v1::ListAuditEventsRequest());
  ASSERT_TRUE(trail.ok()) << trail.status();
  ASSERT_EQ(trail->audit_events_size(), 2);
  EXPECT_EQ(trail->audit_events(0).method(), TestServer::Method("CreateEcho"));
  EXPECT_EQ(trail->audit_events(1).resource(), "echoes/b");
}

TEST_F(ServerBatchTest, WhatCannotBeInABatchIsNamed) {
  auto refusal = [this](const std::string& method, const google::protobuf::Message& request) {
    BatchWriteRequest batch;
    Add(method, request, &batch);
    const absl::Status status = Run(batch).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << method;
    const google::rpc::BadRequest bad = BadRequestOf(status);
    return bad.field_violations_size() == 0 ? "" : bad.field_violations(0).field();
  };
  EXPECT_EQ(refusal("CreateEchos", Named("a")), "writes[0].method");
  EXPECT_EQ(refusal("GetEcho", GetEchoRequest()), "writes[0].method") << "a read";
  EXPECT_EQ(refusal("BatchWrite", BatchWriteRequest()), "writes[0].method") << "itself";
  EXPECT_EQ(refusal("CreateEcho", GetEchoRequest()), "writes[0].request") << "another type";
  CreateEchoRequest own = Named("a");
  own.set_request_id("4f8b2c1e-0000-4000-8000-000000000001");
  EXPECT_EQ(refusal("CreateEcho", own), "writes[0].request.request_id");
  own = Named("a");
  own.set_validate_only(true);
  EXPECT_EQ(refusal("CreateEcho", own), "writes[0].request.validate_only");
  BatchWriteRequest damaged;
  damaged.add_writes()->set_method("CreateEcho");
  damaged.mutable_writes(0)->mutable_request()->set_type_url(
      "type.googleapis.com/clearway.testing.v1.CreateEchoRequest");
  damaged.mutable_writes(0)->mutable_request()->set_value("\xff\xff");
  EXPECT_EQ(BadRequestOf(Run(damaged).status()).field_violations(0).field(), "writes[0].request");
}

}  // namespace
}  // namespace clearway::rpc
