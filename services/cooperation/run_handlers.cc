#include "services/cooperation/run_handlers.h"

#include <memory>

#include "common/status_macros.h"
#include "services/cooperation/explain_pair.h"
#include "services/cooperation/open_book.h"
#include "services/cooperation/run_matching.h"
#include "services/cooperation/run_store.h"
#include "services/cooperation/suggest.h"

namespace clearway::cooperation {
namespace {

// A unary method whose work may be long: on a thread of its own.
template <typename Request, typename Response, typename Handler>
void AddLong(rpc::Service* service, absl::string_view name, Handler handler) {
  service->Stream<Request, Response>(
      name,
      [handler](const rpc::Call& call, const store::Snapshot& at, const Request& request,
                rpc::Sink<Response>& sink) -> absl::Status {
        ASSIGN_OR_RETURN(const Response response, handler(call, at, request));
        return sink.Send(response);
      });
}

}  // namespace

void RegisterMatching(const Deps& deps, rpc::Service* service) {
  service->Stream<v1::RunMatchingRequest, v1::RunMatchingResponse>(
      "RunMatching",
      [deps](const rpc::Call& call, const store::Snapshot& at,
             const v1::RunMatchingRequest& request, rpc::Sink<v1::RunMatchingResponse>& sink) {
        return RunMatching(deps, call, at, request, sink);
      });
  service->Read<v1::GetMatchRunRequest, v1::MatchRun>("GetMatchRun", GetMatchRun);
  service->Read<v1::ListMatchRunsRequest, v1::ListMatchRunsResponse>("ListMatchRuns",
                                                                     ListMatchRuns);
  service->Stream<v1::ListRequestOutcomesRequest, v1::ListRequestOutcomesResponse>(
      "ListRequestOutcomes", ListRequestOutcomes);
  service->Stream<v1::ListOfferOutcomesRequest, v1::ListOfferOutcomesResponse>("ListOfferOutcomes",
                                                                               ListOfferOutcomes);
  // Lives as long as the handlers that look at it.
  const auto book = std::make_shared<OpenBook>(deps.store);
  AddLong<v1::SuggestOffersRequest, v1::SuggestOffersResponse>(
      service, "SuggestOffers",
      [book](const rpc::Call& call, const store::Snapshot& at,
             const v1::SuggestOffersRequest& request) {
        return SuggestOffers(*book, call, at, request);
      });
  AddLong<v1::SuggestRequestsRequest, v1::SuggestRequestsResponse>(
      service, "SuggestRequests",
      [book](const rpc::Call& call, const store::Snapshot& at,
             const v1::SuggestRequestsRequest& request) {
        return SuggestRequests(*book, call, at, request);
      });
  AddLong<v1::ExplainPairRequest, v1::ExplainPairResponse>(service, "ExplainPair", ExplainPair);
}

}  // namespace clearway::cooperation
