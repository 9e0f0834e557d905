// Conditions of the permission table that only a record of this service can show, over a real
// server. Every method and every role: tests/permission.
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/service_testing.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;

class ServicePermissionTest : public CooperationTest {
 protected:
  // An institution of Laos, by the name of what it is.
  std::unique_ptr<rpc::Client> Laos(const std::string& institution, auth::Roles roles) const {
    auth::Caller caller;
    caller.actor = "actors/" + institution;
    caller.identity = "spiffe://clearway.test/" + caller.actor;
    caller.names = {caller.actor, "states/LAO"};
    caller.roles = roles;
    return ClientOf(caller);
  }
  std::string Draft(const std::string& id) {
    v1::CreateAssistanceRequestRequest create;
    *create.mutable_assistance_request() = ExampleRequest();
    create.set_assistance_request_id(id);
    const auto made = Call<AssistanceRequest>("CreateAssistanceRequest", create);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->name() : "";
  }
  static absl::Status Retitle(const rpc::Client& client, const std::string& name) {
    v1::UpdateAssistanceRequestRequest update;
    update.mutable_assistance_request()->set_name(name);
    update.mutable_assistance_request()->set_title("Another title");
    update.mutable_update_mask()->add_paths("title");
    return client.Call<AssistanceRequest>(FullName("UpdateAssistanceRequest"), update).status();
  }
  template <typename Request>
  static absl::Status Do(const rpc::Client& client, const char* method, const std::string& name) {
    Request request;
    request.set_name(name);
    return client.Call<AssistanceRequest>(FullName(method), request).status();
  }
};

TEST_F(ServicePermissionTest, ADrafterChangesWhatIsNotPublishedYet) {
  const auto drafter = Laos("ministry", {type::v1::ROLE_STATE_DRAFTER});
  const auto approver = Laos("authority", {type::v1::ROLE_STATE_APPROVER});
  const std::string draft = Draft("draft");
  EXPECT_TRUE(Retitle(*drafter, draft).ok()) << Retitle(*drafter, draft);
  EXPECT_TRUE(
      Do<v1::DeleteAssistanceRequestRequest>(*drafter, "DeleteAssistanceRequest", draft).ok());
  EXPECT_TRUE(
      Do<v1::UndeleteAssistanceRequestRequest>(*drafter, "UndeleteAssistanceRequest", draft).ok());

  const std::string open = Published(ExampleRequest(), "open").name();
  absl::Status refused = Retitle(*drafter, open);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied) << refused;
  EXPECT_EQ(rpc::ReasonOf(refused), type::v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_TRUE(Retitle(*approver, open).ok());
  EXPECT_TRUE(
      Do<v1::WithdrawAssistanceRequestRequest>(*approver, "WithdrawAssistanceRequest", open).ok());
  // What everybody could read stays the approver's affair, withdrawn or not.
  refused = Do<v1::DeleteAssistanceRequestRequest>(*drafter, "DeleteAssistanceRequest", open);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied) << refused;
  EXPECT_TRUE(
      Do<v1::DeleteAssistanceRequestRequest>(*approver, "DeleteAssistanceRequest", open).ok());
  refused = Do<v1::UndeleteAssistanceRequestRequest>(*drafter, "UndeleteAssistanceRequest", open);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied) << refused;
  EXPECT_TRUE(
      Do<v1::UndeleteAssistanceRequestRequest>(*approver, "UndeleteAssistanceRequest", open).ok());
}

// A coordinator may be a provider's colleague; what it stores is for all of the coordination, and
// for none of the provider's others.
TEST_F(ServicePermissionTest, AStoredRunTellsNoMoreThanAllWhoReadItSee) {
  v1::Offer offer = ExampleOffer();
  offer.set_ceilings_private(true);
  Open(offer, "private");
  Published(ExampleRequest(), "open");
  auth::Caller norway;
  norway.identity = "spiffe://clearway.test/actors/ministry";
  norway.actor = "actors/ministry";
  norway.names = {"actors/ministry", "states/NOR"};
  norway.roles = {type::v1::ROLE_COORDINATOR};
  auth::Caller colleague = norway;
  colleague.actor = "states/NOR";
  colleague.names = {"actors/ministry", "states/NOR"};
  colleague.roles = {type::v1::ROLE_DONOR_OFFICER, type::v1::ROLE_OBSERVER};
  const auto coordinator = ClientOf(norway);
  const auto run = [&](bool what_if) {
    v1::RunMatchingRequest request;
    request.set_what_if(what_if);
    v1::MatchRun last;
    EXPECT_TRUE(coordinator
                    ->Stream<v1::RunMatchingResponse>(FullName("RunMatching"), request,
                                                      [&](const v1::RunMatchingResponse& answer) {
                                                        if (answer.has_match_run()) {
                                                          last = answer.match_run();
                                                        }
                                                        return true;
                                                      })
                    .ok());
    return last;
  };
  EXPECT_EQ(run(true).open_offers(), 1) << "its own affair";
  const v1::MatchRun stored = run(false);
  EXPECT_EQ(stored.open_offers(), 0) << stored.DebugString();
  ASSERT_EQ(stored.left_out_size(), 1);
  EXPECT_EQ(stored.left_out(0).resource(), "offers/private");
  EXPECT_EQ(stored.left_out(0).reason(), v1::LeftOutRecord::REASON_CEILINGS_PRIVATE);

  v1::GetMatchRunRequest get;
  get.set_name(stored.name());
  EXPECT_TRUE(coordinator->Call<v1::MatchRun>(FullName("GetMatchRun"), get).ok());
  EXPECT_EQ(ClientOf(colleague)->Call<v1::MatchRun>(FullName("GetMatchRun"), get).status(),
            rpc::NotFound(stored.name()));
}

TEST_F(ServicePermissionTest, WhoIsDrafterAndApproverMayDoBoth) {
  const auto both = Laos("office", {type::v1::ROLE_STATE_DRAFTER, type::v1::ROLE_STATE_APPROVER});
  EXPECT_TRUE(Retitle(*both, Published(ExampleRequest(), "open").name()).ok());
}

}  // namespace
}  // namespace clearway::cooperation
