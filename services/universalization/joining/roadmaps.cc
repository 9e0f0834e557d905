#include "services/universalization/joining/roadmaps.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/handling.h"
#include "services/universalization/joining/collections.h"
#include "services/universalization/joining/common_rules.h"
#include "services/universalization/joining/roadmap_steps.h"

namespace clearway::universalization {
namespace {

using calendar::ToCivil;
using google::type::Date;
using v1::Roadmap;

absl::Status CheckRecord(const rpc::Call& call, const store::Reader& at, const Roadmap* before,
                         const Roadmap& roadmap) {
  rpc::Violations bad;
  CheckSteps(roadmap, ToCivil(call.Today()), &bad);
  RETURN_IF_ERROR(CheckParty(at, roadmap.state(), "roadmap.state", &bad));
  RETURN_IF_ERROR(CheckParties(at, roadmap.partners(), "roadmap.partners", &bad));
  std::set<std::string> named;  // before: they stay, also where the caller does not see them
  if (before != nullptr) {
    for (const auto& step : before->steps()) named.insert(step.obstacle());
  }
  for (int i = 0; i < roadmap.steps_size(); ++i) {
    const std::string& obstacle = roadmap.steps(i).obstacle();
    if (obstacle.empty() || named.count(obstacle) > 0) continue;
    RETURN_IF_ERROR(CheckObstacle(at, obstacle, roadmap.state(),
                                  absl::StrCat("roadmap.steps[", i, "].obstacle"), &bad));
  }
  RETURN_IF_ERROR(CheckSharing(call, at, before, roadmap, "roadmap", &bad));
  return bad.ToStatus();
}

}  // namespace

absl::Status CheckCreateRoadmap(const rpc::Call& call, const store::Reader& at,
                                const v1::CreateRoadmapRequest& request) {
  return CheckRecord(call, at, nullptr, request.roadmap());
}

absl::StatusOr<Roadmap> CreateRoadmap(const rpc::Call& call, store::Txn& txn,
                                      const v1::CreateRoadmapRequest& request) {
  RETURN_IF_ERROR(CheckCreateRoadmap(call, txn, request));
  Roadmap roadmap = request.roadmap();
  resource::ClearOutputOnly(&roadmap);
  roadmap.set_creator(call.actor);
  ASSIGN_OR_RETURN(roadmap, Roadmaps().Create(call, txn, std::move(roadmap), request.roadmap_id()));
  PutSteps(ToCivil(call.Today()), &roadmap);
  return roadmap;
}

absl::StatusOr<Roadmap> GetRoadmap(const rpc::Call& call, const store::Snapshot& at,
                                   const v1::GetRoadmapRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  ASSIGN_OR_RETURN(Roadmap roadmap, Roadmaps().Get(at, request.name()));
  PutSteps(ToCivil(as_of), &roadmap);
  return roadmap;
}

absl::StatusOr<v1::ListRoadmapsResponse> ListRoadmaps(const rpc::Call& call,
                                                      const store::Snapshot& at,
                                                      const v1::ListRoadmapsRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  return Roadmaps().List<v1::ListRoadmapsResponse>(
      at, request, nullptr, [day = ToCivil(as_of)](Roadmap* roadmap) { PutSteps(day, roadmap); });
}

absl::StatusOr<Roadmap> UpdateRoadmap(const rpc::Call& call, store::Txn& txn,
                                      const v1::UpdateRoadmapRequest& request) {
  auto check = [&](const Roadmap& before, Roadmap* after) -> absl::Status {
    ClearSteps(after);
    return CheckRecord(call, txn, &before, *after);
  };
  ASSIGN_OR_RETURN(
      Roadmap roadmap,
      Roadmaps().Update(call, txn, request.roadmap(),
                        {.mask = request.update_mask(), .etag = request.roadmap().etag()}, check));
  PutSteps(ToCivil(call.Today()), &roadmap);
  return roadmap;
}

absl::StatusOr<google::protobuf::Empty> DeleteRoadmap(const rpc::Call& call, store::Txn& txn,
                                                      const v1::DeleteRoadmapRequest& request) {
  RETURN_IF_ERROR(Roadmaps().Delete(call, txn, request.name(), request.etag()).status());
  return google::protobuf::Empty();
}

void RegisterRoadmaps(rpc::Service* service) {
  service->Write<v1::CreateRoadmapRequest, Roadmap>("CreateRoadmap", CreateRoadmap);
  service->Read<v1::GetRoadmapRequest, Roadmap>("GetRoadmap", GetRoadmap);
  service->Read<v1::ListRoadmapsRequest, v1::ListRoadmapsResponse>("ListRoadmaps", ListRoadmaps);
  service->Write<v1::UpdateRoadmapRequest, Roadmap>("UpdateRoadmap", UpdateRoadmap);
  service->Write<v1::DeleteRoadmapRequest, google::protobuf::Empty>("DeleteRoadmap", DeleteRoadmap);
  service->Check<v1::CreateRoadmapRequest>("CreateRoadmap", CheckCreateRoadmap);
}

}  // namespace clearway::universalization
