#include "services/universalization/joining/candidates.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/resource/computed_list.h"
#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/collections.h"
#include "services/universalization/joining/candidate_rules.h"
#include "services/universalization/joining/collections.h"
#include "services/universalization/joining/engagements.h"
#include "services/universalization/joining/obstacles.h"
#include "services/universalization/joining/pledges.h"
#include "services/universalization/joining/roadmaps.h"

namespace clearway::universalization {
namespace {

using google::type::Date;
using v1::State;

template <typename Record>
absl::Status Collect(const store::Snapshot& at, const resource::Collection<Record>& collection,
                     std::vector<Record> RecordsOfState::*field,
                     std::map<std::string, RecordsOfState>* by_state) {
  return collection.ForEach(at, [&](const Record& record) {
    ((*by_state)[record.state()].*field).push_back(record);
    return true;
  });
}

}  // namespace

absl::StatusOr<v1::ListCandidatesResponse> ListCandidates(
    const rpc::Call& call, const store::Snapshot& at, const v1::ListCandidatesRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  const absl::CivilDay day = calendar::ToCivil(as_of);
  std::vector<State> states;
  RETURN_IF_ERROR(States().ForEach(at, [&states](const State& state) {
    states.push_back(state);
    return true;
  }));
  // What the caller sees of them: the snapshot reads with its eyes.
  std::map<std::string, RecordsOfState> records;
  RETURN_IF_ERROR(Collect(at, Obstacles(), &RecordsOfState::obstacles, &records));
  RETURN_IF_ERROR(Collect(at, Engagements(), &RecordsOfState::engagements, &records));
  RETURN_IF_ERROR(Collect(at, Pledges(), &RecordsOfState::pledges, &records));
  RETURN_IF_ERROR(Collect(at, Roadmaps(), &RecordsOfState::roadmaps, &records));
  const auto regions = CountRegions(states, day);
  std::vector<resource::ComputedItem> items;
  for (const State& state : states) {
    const auto region = regions.find(state.region());
    auto candidate = MakeCandidate(state, region == regions.end() ? RegionCount() : region->second,
                                   records[state.name()], day);
    if (!candidate.has_value()) continue;
    items.push_back({state.name(), std::make_unique<v1::Candidate>(*std::move(candidate))});
  }
  v1::ListCandidatesResponse response;
  RETURN_IF_ERROR(resource::ListComputed("candidates", request, v1::Candidate::descriptor(),
                                         std::move(items), &response));
  return response;
}

void RegisterJoining(rpc::Service* service) {
  service->Read<v1::ListCandidatesRequest, v1::ListCandidatesResponse>("ListCandidates",
                                                                       ListCandidates);
  RegisterObstacles(service);
  RegisterEngagements(service);
  RegisterPledges(service);
  RegisterRoadmaps(service);
}

}  // namespace clearway::universalization
