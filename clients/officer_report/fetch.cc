#include "clients/officer_report/fetch.h"

#include "absl/strings/str_cat.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/status_macros.h"

namespace clearway::officer_report {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)
namespace registry_v1 = universalization::v1;

constexpr char kCooperation[] = "clearway.cooperation.v1.CooperationService/";
constexpr char kRegistry[] = "clearway.universalization.v1.UniversalizationService/";

// Calls `page` with each page of a list.
template <typename Response, typename Request, typename Page>
absl::Status ForEachPage(const rpc::Client& client, const std::string& method, Request request,
                         const Page& page) {
  request.set_page_size(1000);
  do {
    ASSIGN_OR_RETURN(Response response, client.Call<Response>(method, request));
    page(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// Names of all parties; as many as could be fetched.
std::map<std::string, std::string> FetchNames(const rpc::Client& registry) {
  std::map<std::string, std::string> names;
  auto add = [&names](const auto& records) {
    for (const auto& record : records) names[record.name()] = record.display_name();
  };
  ForEachPage<registry_v1::ListStatesResponse>(registry, absl::StrCat(kRegistry, "ListStates"),
                                               registry_v1::ListStatesRequest(),
                                               [&](const auto& page) { add(page.states()); })
      .IgnoreError();
  ForEachPage<registry_v1::ListAreasResponse>(registry, absl::StrCat(kRegistry, "ListAreas"),
                                              registry_v1::ListAreasRequest(),
                                              [&](const auto& page) { add(page.areas()); })
      .IgnoreError();
  ForEachPage<registry_v1::ListActorsResponse>(registry, absl::StrCat(kRegistry, "ListActors"),
                                               registry_v1::ListActorsRequest(),
                                               [&](const auto& page) { add(page.actors()); })
      .IgnoreError();
  return names;
}

}  // namespace

absl::StatusOr<Findings> RunAndFetch(const rpc::Client& cooperation, const rpc::Client& registry,
                                     const RunMatchingRequest& request,
                                     const MatchingProgressFn& progress) {
  Findings findings;
  RETURN_IF_ERROR(cooperation.Stream<RunMatchingResponse>(
      absl::StrCat(kCooperation, "RunMatching"), request, [&](const RunMatchingResponse& response) {
        if (response.has_progress() && progress) progress(response.progress());
        if (response.has_match_run()) findings.run = response.match_run();
        return true;
      }));
  if (findings.run.name().empty()) return absl::InternalError("the matching ended without a run");
  ListProposalsRequest proposals;
  proposals.set_filter(absl::StrCat("match_run = \"", findings.run.name(), "\""));
  RETURN_IF_ERROR(ForEachPage<ListProposalsResponse>(
      cooperation, absl::StrCat(kCooperation, "ListProposals"), proposals, [&](const auto& page) {
        findings.proposals.insert(findings.proposals.end(), page.proposals().begin(),
                                  page.proposals().end());
      }));
  RETURN_IF_ERROR(ForEachPage<ListAssistanceRequestsResponse>(
      cooperation, absl::StrCat(kCooperation, "ListAssistanceRequests"),
      ListAssistanceRequestsRequest(), [&](const auto& page) {
        for (const auto& record : page.assistance_requests()) {
          findings.requests[record.name()] = record;
        }
      }));
  RETURN_IF_ERROR(ForEachPage<ListOffersResponse>(cooperation,
                                                  absl::StrCat(kCooperation, "ListOffers"),
                                                  ListOffersRequest(), [&](const auto& page) {
                                                    for (const auto& record : page.offers())
                                                      findings.offers[record.name()] = record;
                                                  }));
  findings.display_names = FetchNames(registry);
  return findings;
}

absl::StatusOr<std::vector<Contribution>> FetchRecorded(const rpc::Client& cooperation) {
  std::vector<Contribution> recorded;
  RETURN_IF_ERROR(ForEachPage<ListContributionsResponse>(
      cooperation, absl::StrCat(kCooperation, "ListContributions"), ListContributionsRequest(),
      [&](const auto& page) {
        for (const Contribution& made : page.contributions()) {
          if (made.external()) recorded.push_back(made);
        }
      }));
  return recorded;
}

}  // namespace clearway::officer_report
