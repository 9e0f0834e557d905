#include "services/cooperation/service.h"

#include <functional>

#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/batch_write.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/contributions.h"
#include "services/cooperation/follow_ups.h"
#include "services/cooperation/offers.h"
#include "services/cooperation/policies.h"
#include "services/cooperation/policy_rules.h"
#include "services/cooperation/proposals.h"
#include "services/cooperation/questions.h"
#include "services/cooperation/rate_rules.h"
#include "services/cooperation/rates.h"
#include "services/cooperation/requests.h"
#include "services/cooperation/summary.h"

namespace clearway::cooperation {
namespace {

// A handler's own types, so that each line below says no more than its name.
template <typename Request, typename Response>
void Add(rpc::Service& service, const char* name,
         absl::StatusOr<Response> (*handler)(const rpc::Call&, const store::Snapshot&,
                                             const Request&)) {
  service.Read<Request, Response>(name, handler);
}

template <typename Request, typename Response>
void Add(rpc::Service& service, const char* name,
         absl::StatusOr<Response> (*handler)(const rpc::Call&, store::Txn&, const Request&)) {
  service.Write<Request, Response>(name, handler);
}

template <typename Request, typename Response>
void Add(rpc::Service& service, const char* name,
         absl::Status (*handler)(const rpc::Call&, const store::Snapshot&, const Request&,
                                 rpc::Sink<Response>&)) {
  service.Stream<Request, Response>(name, handler);
}

// What is wrong with a record in a request beyond its field rules, for Service::Check. `record`
// picks it, `check` judges it.
template <typename Request, typename Pick, typename Judge>
void AddCheck(rpc::Service& service, const char* name, Pick record, Judge check) {
  service.Check<Request>(name,
                         [record, check](const rpc::Call& call, const store::Snapshot& at,
                                         const Request& request) -> absl::Status {
                           rpc::Violations bad;
                           RETURN_IF_ERROR(check(call, at, record(request), &bad));
                           return bad.ToStatus();
                         });
}

void AddChecks(rpc::Service& service) {
  AddCheck<v1::CreateAssistanceRequestRequest>(
      service, "CreateAssistanceRequest",
      [](const auto& request) { return request.assistance_request(); }, CheckRequestRecord);
  AddCheck<v1::CreateOfferRequest>(
      service, "CreateOffer", [](const auto& request) { return request.offer(); },
      CheckOfferRecord);
  AddCheck<v1::RecordExternalContributionRequest>(
      service, "RecordExternalContribution",
      [](const auto& request) { return request.contribution(); },
      [](const rpc::Call&, const store::Reader& at, const v1::Contribution& contribution,
         rpc::Violations* bad) { return CheckContributionRecord(at, contribution, bad); });
  AddCheck<v1::CreateMatchPolicyRequest>(
      service, "CreateMatchPolicy", [](const auto& request) { return request.match_policy(); },
      [](const rpc::Call&, const store::Reader&, const v1::MatchPolicy& policy,
         rpc::Violations* bad) {
        CheckPolicy(policy, "match_policy", bad);
        return absl::OkStatus();
      });
  AddCheck<v1::SetExchangeRatesRequest>(
      service, "SetExchangeRates", [](const auto& request) { return request.exchange_rates(); },
      [](const rpc::Call&, const store::Reader&, const auto& rates, rpc::Violations* bad) {
        CheckRates(rates, "exchange_rates", bad);
        return absl::OkStatus();
      });
}

}  // namespace

void RegisterCooperation(rpc::Service& service, const Deps& deps) {
  Add(service, "CreateAssistanceRequest", CreateAssistanceRequest);
  Add(service, "GetAssistanceRequest", GetAssistanceRequest);
  Add(service, "ListAssistanceRequests", ListAssistanceRequests);
  Add(service, "UpdateAssistanceRequest", UpdateAssistanceRequest);
  Add(service, "DeleteAssistanceRequest", DeleteAssistanceRequest);
  Add(service, "UndeleteAssistanceRequest", UndeleteAssistanceRequest);
  Add(service, "SubmitAssistanceRequest", SubmitAssistanceRequest);
  Add(service, "AuthenticateAssistanceRequest", AuthenticateAssistanceRequest);
  Add(service, "PublishAssistanceRequest", PublishAssistanceRequest);
  Add(service, "WithdrawAssistanceRequest", WithdrawAssistanceRequest);
  Add(service, "AskQuestion", AskQuestion);
  Add(service, "AnswerQuestion", AnswerQuestion);
  Add(service, "ListFollowUps", ListFollowUps);
  Add(service, "AnswerFollowUp", AnswerFollowUp);

  Add(service, "CreateOffer", CreateOffer);
  Add(service, "GetOffer", GetOffer);
  Add(service, "ListOffers", ListOffers);
  Add(service, "UpdateOffer", UpdateOffer);
  Add(service, "DeleteOffer", DeleteOffer);
  Add(service, "UndeleteOffer", UndeleteOffer);
  Add(service, "PublishOffer", PublishOffer);
  Add(service, "RetractOffer", RetractOffer);

  Add(service, "CreateMatchPolicy", CreateMatchPolicy);
  Add(service, "GetMatchPolicy", GetMatchPolicy);
  Add(service, "ListMatchPolicies", ListMatchPolicies);
  Add(service, "UpdateMatchPolicy", UpdateMatchPolicy);
  Add(service, "SetExchangeRates", SetExchangeRates);
  Add(service, "ListExchangeRates", ListExchangeRates);

  Add(service, "GetProposal", GetProposal);
  Add(service, "ListProposals", ListProposals);
  Add(service, "AcceptProposal", AcceptProposal);
  Add(service, "DeclineProposal", DeclineProposal);
  service.Write<v1::ProposeMatchRequest, v1::Proposal>(
      "ProposeMatch", [judge = deps.judge](const rpc::Call& call, store::Txn& txn,
                                           const v1::ProposeMatchRequest& request) {
        return ProposeMatch(judge, call, txn, request);
      });

  Add(service, "GetContribution", GetContribution);
  Add(service, "ListContributions", ListContributions);
  Add(service, "CommitContribution", CommitContribution);
  Add(service, "RecordDelivery", RecordDelivery);
  Add(service, "CancelContribution", CancelContribution);
  Add(service, "RecordExternalContribution", RecordExternalContribution);
  Add(service, "ExportContributions", ExportContributions);
  Add(service, "SummarizeCooperation", SummarizeCooperation);
  service.WhoAmI();
  service.Watch();
  service.Audit();
  rpc::AddBatchWrite(&service);
  AddChecks(service);
}

std::unique_ptr<rpc::Service> NewService(store::Store* store) {
  const auto* file = v1::GetOfferRequest::descriptor()->file();
  return std::make_unique<rpc::Service>(file->FindServiceByName("CooperationService"), store);
}

}  // namespace clearway::cooperation
