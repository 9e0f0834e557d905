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

TEST_F(ServicePermissionTest, WhoIsDrafterAndApproverMayDoBoth) {
  const auto both = Laos("office", {type::v1::ROLE_STATE_DRAFTER, type::v1::ROLE_STATE_APPROVER});
  EXPECT_TRUE(Retitle(*both, Published(ExampleRequest(), "open").name()).ok());
}

}  // namespace
}  // namespace clearway::cooperation
