// An obstacle in universalization becomes a request in cooperation: both services are real, and the
// client may break off and come again after each step.
#include "clients/cli/raise_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/client.h"
#include "common/rpc/errors.h"
#include "services/cooperation/service_testing.h"

namespace clearway::cli {
namespace {

namespace registry = universalization::v1;
using cooperation::v1::AssistanceRequest;
using registry::Obstacle;

constexpr char kUniversalization[] = "clearway.universalization.v1.UniversalizationService/";

class RaiseRequestTest : public cooperation::CooperationTest {
 protected:
  void SetUp() override {
    registry_ = *rpc::Client::Connect(registry_address());
    registry::CreateObstacleRequest create;
    create.set_obstacle_id("stock");
    Obstacle* obstacle = create.mutable_obstacle();
    obstacle->set_state("states/LBN");
    obstacle->set_kind(Obstacle::KIND_STOCKPILE);
    obstacle->set_title("Stocks to be destroyed");
    auto* need = obstacle->add_assistance_needed();
    need->set_need_id("funding");
    need->set_kind(cooperation::v1::RESOURCE_KIND_FUNDING);
    auto* year = need->add_years();
    year->set_year(2013);
    year->mutable_quantity()->mutable_money()->set_currency_code("USD");
    year->mutable_quantity()->mutable_money()->set_units(250000);
    auto created = Ask<Obstacle>("CreateObstacle", create);
    ASSERT_TRUE(created.ok()) << created.status();
  }
  template <typename Response>
  absl::StatusOr<Response> Ask(const std::string& method,
                               const google::protobuf::Message& request) const {
    return registry_->Call<Response>(kUniversalization + method, request);
  }
  absl::StatusOr<RaisedRequest> Raise() const {
    return RaiseRequest(*registry_, *client_, "obstacles/stock");
  }
  std::string Link() const {
    registry::GetObstacleRequest get;
    get.set_name("obstacles/stock");
    return Ask<Obstacle>("GetObstacle", get)->assistance_request();
  }
  int Requests() const {
    auto listed = Call<cooperation::v1::ListAssistanceRequestsResponse>(
        "ListAssistanceRequests", cooperation::v1::ListAssistanceRequestsRequest());
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.ok() ? listed->assistance_requests_size() : -1;
  }

  std::unique_ptr<rpc::Client> registry_;
};

TEST_F(RaiseRequestTest, IsCreatedOnceAndLinked) {
  auto raised = Raise();
  ASSERT_TRUE(raised.ok()) << raised.status();
  EXPECT_EQ(raised->assistance_request, "assistanceRequests/obstacle-stock");
  EXPECT_TRUE(raised->created);
  EXPECT_TRUE(raised->linked);
  EXPECT_EQ(Link(), raised->assistance_request);
  const AssistanceRequest request = GetRequest(raised->assistance_request);
  EXPECT_EQ(request.recipient(), "states/LBN");
  EXPECT_EQ(request.state(), AssistanceRequest::STATE_DRAFT);
  EXPECT_EQ(request.area_of_work(), type::v1::AREA_OF_WORK_UNIVERSALIZATION);
  EXPECT_EQ(request.needs(0).years(0).quantity().money().units(), 250000);
  auto again = Raise();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->assistance_request, raised->assistance_request);
  EXPECT_FALSE(again->created);
  EXPECT_FALSE(again->linked);
  EXPECT_EQ(Requests(), 1);
}

TEST_F(RaiseRequestTest, GoesOnWhereItBrokeOff) {
  // The client went away after the request was created, before it was linked.
  registry::DraftAssistanceRequestRequest draft_it;
  draft_it.set_name("obstacles/stock");
  auto draft = Ask<registry::DraftAssistanceRequestResponse>("DraftAssistanceRequest", draft_it);
  ASSERT_TRUE(draft.ok()) << draft.status();
  cooperation::v1::CreateAssistanceRequestRequest create;
  *create.mutable_assistance_request() = draft->assistance_request();
  create.set_assistance_request_id(draft->assistance_request_id());
  create.set_request_id(draft->request_id());
  ASSERT_TRUE(Call<AssistanceRequest>("CreateAssistanceRequest", create).ok());
  EXPECT_EQ(Link(), "");
  // Meanwhile the obstacle is described in other words: it is still the same request.
  registry::UpdateObstacleRequest update;
  update.mutable_obstacle()->set_name("obstacles/stock");
  update.mutable_obstacle()->set_title("Stocks in three depots");
  update.mutable_update_mask()->add_paths("title");
  ASSERT_TRUE(Ask<Obstacle>("UpdateObstacle", update).ok());
  auto raised = Raise();
  ASSERT_TRUE(raised.ok()) << raised.status();
  EXPECT_FALSE(raised->created);
  EXPECT_TRUE(raised->linked);
  EXPECT_EQ(Link(), "assistanceRequests/obstacle-stock");
  EXPECT_EQ(Requests(), 1);
}

TEST_F(RaiseRequestTest, DoesNotTakeAnothersRequestForItsOwn) {
  registry::DraftAssistanceRequestRequest draft_it;
  draft_it.set_name("obstacles/stock");
  auto draft = Ask<registry::DraftAssistanceRequestResponse>("DraftAssistanceRequest", draft_it);
  ASSERT_TRUE(draft.ok()) << draft.status();
  cooperation::v1::CreateAssistanceRequestRequest create;
  *create.mutable_assistance_request() = draft->assistance_request();
  create.mutable_assistance_request()->clear_sources();
  create.set_assistance_request_id(draft->assistance_request_id());
  ASSERT_TRUE(Call<AssistanceRequest>("CreateAssistanceRequest", create).ok());
  EXPECT_EQ(Raise().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Link(), "");
}

TEST_F(RaiseRequestTest, WhatCooperationRefusesIsNotLinked) {
  registry::UpdateObstacleRequest update;
  update.mutable_obstacle()->set_name("obstacles/stock");
  auto* need = update.mutable_obstacle()->add_assistance_needed();
  need->set_need_id("teams");
  need->set_kind(cooperation::v1::RESOURCE_KIND_PERSONNEL);
  auto* year = need->add_years();
  year->set_year(2013);
  // Personnel in money: cooperation counts people.
  year->mutable_quantity()->mutable_money()->set_currency_code("USD");
  year->mutable_quantity()->mutable_money()->set_units(1);
  update.mutable_update_mask()->add_paths("assistance_needed");
  auto updated = Ask<Obstacle>("UpdateObstacle", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  const absl::Status refused = Raise().status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(rpc::ViolatedFields(refused), testing::Not(testing::IsEmpty()));
  EXPECT_EQ(Link(), "");
  EXPECT_EQ(Requests(), 0);
}

}  // namespace
}  // namespace clearway::cli
