#include "services/universalization/joining/obstacles.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/resource/behavior.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/handling.h"
#include "services/universalization/joining/assistance_draft.h"
#include "services/universalization/joining/collections.h"
#include "services/universalization/joining/common_rules.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using calendar::ToCivil;
using v1::Obstacle;

absl::Status CheckRecord(const rpc::Call& call, const store::Reader& at, const Obstacle* before,
                         const Obstacle& obstacle) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckParty(at, obstacle.state(), "obstacle.state", &bad));
  RETURN_IF_ERROR(CheckParties(at, obstacle.supporters(), "obstacle.supporters", &bad));
  CheckNotAhead(call, obstacle.since_date(), "obstacle.since_date", &bad);
  CheckNotAhead(call, obstacle.known_date(), "obstacle.known_date", &bad);
  CheckOrder(obstacle.since_date(), obstacle.known_date(), "obstacle.known_date", "since_date",
             &bad);
  RETURN_IF_ERROR(CheckSharing(call, at, before, obstacle, "obstacle", &bad));
  return bad.ToStatus();
}

absl::Status CheckStatus(const Obstacle& obstacle, Obstacle::Status needs) {
  if (obstacle.status() == needs) return absl::OkStatus();
  return needs == Obstacle::STATUS_OPEN ? WrongState(obstacle.name(), "RESOLVED", "OPEN")
                                        : WrongState(obstacle.name(), "OPEN", "RESOLVED");
}

// Names of what still names it are told only to who sees them.
absl::Status CheckNotNamed(const store::Reader& at, const resource::CollectionBase& records,
                           const std::string& obstacle) {
  ASSIGN_OR_RETURN(const auto names,
                   records.Lookup(resource::AsSystem(at), kObstacleIndex, obstacle, 1));
  if (names.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool seen, records.Exists(at, names[0]));
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STILL_REFERENCED, obstacle,
      absl::StrCat("is named by ",
                   seen ? names[0] : absl::StrCat("one of the ", records.collection())));
}

}  // namespace

absl::Status CheckCreateObstacle(const rpc::Call& call, const store::Reader& at,
                                 const v1::CreateObstacleRequest& request) {
  return CheckRecord(call, at, nullptr, request.obstacle());
}

absl::StatusOr<Obstacle> CreateObstacle(const rpc::Call& call, store::Txn& txn,
                                        const v1::CreateObstacleRequest& request) {
  RETURN_IF_ERROR(CheckCreateObstacle(call, txn, request));
  Obstacle obstacle = request.obstacle();
  resource::ClearOutputOnly(&obstacle);
  obstacle.set_status(Obstacle::STATUS_OPEN);
  obstacle.set_creator(call.actor);
  return Obstacles().Create(call, txn, std::move(obstacle), request.obstacle_id());
}

absl::StatusOr<Obstacle> GetObstacle(const rpc::Call&, const store::Snapshot& at,
                                     const v1::GetObstacleRequest& request) {
  return Obstacles().Get(at, request.name());
}

absl::StatusOr<v1::ListObstaclesResponse> ListObstacles(const rpc::Call&, const store::Snapshot& at,
                                                        const v1::ListObstaclesRequest& request) {
  return Obstacles().List<v1::ListObstaclesResponse>(at, request);
}

absl::StatusOr<Obstacle> UpdateObstacle(const rpc::Call& call, store::Txn& txn,
                                        const v1::UpdateObstacleRequest& request) {
  auto check = [&](const Obstacle& before, Obstacle* after) {
    return CheckRecord(call, txn, &before, *after);
  };
  return Obstacles().Update(call, txn, request.obstacle(),
                            {.mask = request.update_mask(), .etag = request.obstacle().etag()},
                            check);
}

absl::StatusOr<google::protobuf::Empty> DeleteObstacle(const rpc::Call& call, store::Txn& txn,
                                                       const v1::DeleteObstacleRequest& request) {
  RETURN_IF_ERROR(Obstacles().Get(txn, request.name()).status());
  RETURN_IF_ERROR(CheckNotNamed(txn, Engagements(), request.name()));
  RETURN_IF_ERROR(CheckNotNamed(txn, Roadmaps(), request.name()));
  RETURN_IF_ERROR(Obstacles().Delete(call, txn, request.name(), request.etag()).status());
  return google::protobuf::Empty();
}

absl::StatusOr<Obstacle> ResolveObstacle(const rpc::Call& call, store::Txn& txn,
                                         const v1::ResolveObstacleRequest& request) {
  ASSIGN_OR_RETURN(Obstacle obstacle, Obstacles().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(obstacle, request.etag()));
  RETURN_IF_ERROR(CheckStatus(obstacle, Obstacle::STATUS_OPEN));
  rpc::Violations bad;
  CheckNotAhead(call, request.resolve_date(), "resolve_date", &bad);
  CheckOrder(obstacle.since_date(), request.resolve_date(), "resolve_date", "since_date", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  obstacle.set_status(Obstacle::STATUS_RESOLVED);
  *obstacle.mutable_resolve_date() =
      request.has_resolve_date() ? request.resolve_date() : call.Today();
  obstacle.set_resolution(request.resolution());
  return Obstacles().Write(call, txn, std::move(obstacle), "resolve");
}

absl::StatusOr<Obstacle> ReopenObstacle(const rpc::Call& call, store::Txn& txn,
                                        const v1::ReopenObstacleRequest& request) {
  ASSIGN_OR_RETURN(Obstacle obstacle, Obstacles().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(obstacle, request.etag()));
  RETURN_IF_ERROR(CheckStatus(obstacle, Obstacle::STATUS_RESOLVED));
  obstacle.set_status(Obstacle::STATUS_OPEN);
  obstacle.clear_resolve_date();
  obstacle.set_resolution(request.reason());
  return Obstacles().Write(call, txn, std::move(obstacle), "reopen");
}

Obstacle::Status ObstacleStatusOn(const Obstacle& obstacle, absl::CivilDay day) {
  if (IsDay(obstacle.since_date()) && ToCivil(obstacle.since_date()) > day) {
    return Obstacle::STATUS_UNSPECIFIED;
  }
  if (KnownDay(obstacle) > day) return Obstacle::STATUS_UNSPECIFIED;
  const bool resolved = IsDay(obstacle.resolve_date()) && ToCivil(obstacle.resolve_date()) <= day;
  return resolved ? Obstacle::STATUS_RESOLVED : Obstacle::STATUS_OPEN;
}

void RegisterObstacles(rpc::Service* service) {
  service->Write<v1::CreateObstacleRequest, Obstacle>("CreateObstacle", CreateObstacle);
  service->Read<v1::GetObstacleRequest, Obstacle>("GetObstacle", GetObstacle);
  service->Read<v1::ListObstaclesRequest, v1::ListObstaclesResponse>("ListObstacles",
                                                                     ListObstacles);
  service->Write<v1::UpdateObstacleRequest, Obstacle>("UpdateObstacle", UpdateObstacle);
  service->Write<v1::DeleteObstacleRequest, google::protobuf::Empty>("DeleteObstacle",
                                                                     DeleteObstacle);
  service->Write<v1::ResolveObstacleRequest, Obstacle>("ResolveObstacle", ResolveObstacle);
  service->Write<v1::ReopenObstacleRequest, Obstacle>("ReopenObstacle", ReopenObstacle);
  service->Read<v1::DraftAssistanceRequestRequest, v1::DraftAssistanceRequestResponse>(
      "DraftAssistanceRequest", DraftAssistanceRequest);
  service->Write<v1::LinkAssistanceRequestRequest, Obstacle>("LinkAssistanceRequest",
                                                             LinkAssistanceRequest);
  service->Check<v1::CreateObstacleRequest>("CreateObstacle", CheckCreateObstacle);
}

}  // namespace clearway::universalization
