// What the ten tests share: the suite's real servers, and calls in a role.
#ifndef CLEARWAY_TESTS_OWASP_OWASP_H_
#define CLEARWAY_TESTS_OWASP_OWASP_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/testing.h"
#include "tests/permission/world.h"

namespace clearway::owasp {

namespace coop = cooperation::v1;
namespace univ = universalization::v1;
using permission::kCooperation;
using permission::kUniversalization;
using permission::Who;
using permission::World;

inline const Who kNorwayOfficer = {"donor officer", "states/NOR"};
inline const Who kNorwayDrafter = {"state drafter", "states/NOR"};
inline const Who kNorwayApprover = {"state approver", "states/NOR"};
inline const Who kNorwayObserver = {"observer", "states/NOR"};
inline const Who kAustraliaOfficer = {"donor officer", "states/AUS"};
inline const Who kLaosDrafter = {"state drafter", "states/LAO"};
inline const Who kLaosApprover = {"state approver", "states/LAO"};
inline const Who kSecretariat = {"secretariat", "actors/isu"};

inline std::string FullName(const std::string& service, const std::string& method) {
  return absl::StrCat(permission::DescriptorOf(service)->full_name(), "/", method);
}

// A world in which some have asked and offered.
class OwaspTest : public ::testing::Test {
 protected:
  explicit OwaspTest(rpc::QuotaOptions quotas = {rpc::Quota(), {}}) : world_(std::move(quotas)) {}

  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& service, const Who& who,
                                const std::string& method,
                                const google::protobuf::Message& request) {
    return world_.As(service, who).Call<Response>(FullName(service, method), request);
  }
  template <typename Response>
  absl::StatusOr<Response> Coop(const Who& who, const std::string& method,
                                const google::protobuf::Message& request) {
    return Call<Response>(kCooperation, who, method, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> ByName(const Who& who, const std::string& method,
                                  const std::string& name) {
    Request request;
    request.set_name(name);
    return Coop<Response>(who, method, request);
  }

  // A draft of Norway's or Australia's officer; the examples of services/cooperation/testing.h in
  // years that are not over.
  coop::Offer AnOffer(const std::string& provider) {
    coop::Offer offer = cooperation::ExampleOffer();
    offer.set_provider(provider);
    for (auto& year : *offer.mutable_years()) year.set_year(year.year() + 60);
    offer.mutable_valid_until()->set_year(2099);
    return offer;
  }
  coop::Offer DraftOffer(const Who& who, const std::string& id, bool ceilings_private = false) {
    coop::CreateOfferRequest create;
    *create.mutable_offer() = AnOffer(who.actor);
    create.mutable_offer()->set_ceilings_private(ceilings_private);
    create.set_offer_id(id);
    const auto made = Coop<coop::Offer>(who, "CreateOffer", create);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? *made : coop::Offer();
  }
  coop::Offer OpenOffer(const Who& who, const std::string& id, bool ceilings_private = false) {
    const std::string name = DraftOffer(who, id, ceilings_private).name();
    const auto open = ByName<coop::Offer, coop::PublishOfferRequest>(who, "PublishOffer", name);
    EXPECT_TRUE(open.ok()) << open.status();
    return open.ok() ? *open : coop::Offer();
  }
  coop::AssistanceRequest ARequest() {
    coop::AssistanceRequest request = cooperation::ExampleRequest();
    for (auto& need : *request.mutable_needs()) {
      for (auto& year : *need.mutable_years()) year.set_year(year.year() + 60);
    }
    return request;
  }
  // Of Laos.
  coop::AssistanceRequest DraftRequest(const std::string& id,
                                       const coop::AssistanceRequest& asked) {
    coop::CreateAssistanceRequestRequest create;
    *create.mutable_assistance_request() = asked;
    create.set_assistance_request_id(id);
    const auto made =
        Coop<coop::AssistanceRequest>(kLaosDrafter, "CreateAssistanceRequest", create);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? *made : coop::AssistanceRequest();
  }
  std::string PublishedRequest(const std::string& id) {
    const std::string name = DraftRequest(id, ARequest()).name();
    using R = coop::AssistanceRequest;
    EXPECT_TRUE((ByName<R, coop::SubmitAssistanceRequestRequest>(kLaosApprover,
                                                                 "SubmitAssistanceRequest", name)
                     .ok()));
    EXPECT_TRUE((ByName<R, coop::AuthenticateAssistanceRequestRequest>(
                     kSecretariat, "AuthenticateAssistanceRequest", name)
                     .ok()));
    EXPECT_TRUE((ByName<R, coop::PublishAssistanceRequestRequest>(kLaosApprover,
                                                                  "PublishAssistanceRequest", name)
                     .ok()));
    return name;
  }
  absl::StatusOr<coop::Proposal> Propose(const Who& who, const std::string& offer,
                                         const std::string& request, int64_t dollars) {
    coop::ProposeMatchRequest propose;
    propose.set_offer(offer);
    propose.set_assistance_request(request);
    propose.set_need_id("funding");
    propose.set_year(2072);
    propose.mutable_quantity()->mutable_money()->set_currency_code("USD");
    propose.mutable_quantity()->mutable_money()->set_units(dollars);
    return Coop<coop::Proposal>(who, "ProposeMatch", propose);
  }
  absl::Status Accept(const Who& who, const std::string& proposal, coop::Proposal::Side side) {
    coop::AcceptProposalRequest accept;
    accept.set_name(proposal);
    accept.set_side(side);
    return Coop<coop::AcceptProposalResponse>(who, "AcceptProposal", accept).status();
  }
  store::Revision Revision(const std::string& service) { return world_.store(service).revision(); }

  World world_;
};

}  // namespace clearway::owasp

#endif  // CLEARWAY_TESTS_OWASP_OWASP_H_
