#include "services/universalization/service.h"

#include <memory>

#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/batch_write.h"
#include "services/universalization/actors.h"
#include "services/universalization/areas.h"
#include "services/universalization/joining/candidates.h"
#include "services/universalization/meetings/register.h"
#include "services/universalization/memberships.h"
#include "services/universalization/norm/allegations.h"
#include "services/universalization/partners/register.h"
#include "services/universalization/states.h"
#include "services/universalization/summary.h"
#include "services/universalization/treaty_history.h"
#include "services/universalization/trends/trends.h"

namespace clearway::universalization {

std::unique_ptr<rpc::Service> MakeService(store::Store* store) {
  const auto* file = v1::GetStateRequest::descriptor()->file();
  auto service =
      std::make_unique<rpc::Service>(file->FindServiceByName("UniversalizationService"), store);
  service->Read<v1::GetStateRequest, v1::State>("GetState", GetState);
  service->Read<v1::BatchGetStatesRequest, v1::BatchGetStatesResponse>("BatchGetStates",
                                                                       BatchGetStates);
  service->Read<v1::ListStatesRequest, v1::ListStatesResponse>("ListStates", ListStates);
  service->Write<v1::CreateStateRequest, v1::State>("CreateState", CreateState);
  service->Write<v1::UpdateStateRequest, v1::State>("UpdateState", UpdateState);
  service->Read<v1::SummarizeStatusRequest, v1::SummarizeStatusResponse>("SummarizeStatus",
                                                                         SummarizeStatus);
  service->Write<v1::RecordTreatyActionRequest, v1::State>("RecordTreatyAction",
                                                           RecordTreatyAction);
  service->Write<v1::CorrectTreatyActionRequest, v1::State>("CorrectTreatyAction",
                                                            CorrectTreatyAction);
  service->Write<v1::RecordTreatyAccountRequest, v1::State>("RecordTreatyAccount",
                                                            RecordTreatyAccount);
  service->Write<v1::CreateAreaRequest, v1::Area>("CreateArea", CreateArea);
  service->Read<v1::GetAreaRequest, v1::Area>("GetArea", GetArea);
  service->Read<v1::ListAreasRequest, v1::ListAreasResponse>("ListAreas", ListAreas);
  service->Write<v1::UpdateAreaRequest, v1::Area>("UpdateArea", UpdateArea);
  service->Write<v1::CreateActorRequest, v1::Actor>("CreateActor", CreateActor);
  service->Read<v1::GetActorRequest, v1::Actor>("GetActor", GetActor);
  service->Read<v1::ListActorsRequest, v1::ListActorsResponse>("ListActors", ListActors);
  service->Write<v1::UpdateActorRequest, v1::Actor>("UpdateActor", UpdateActor);
  service->Write<v1::VetActorRequest, v1::Actor>("VetActor", VetActor);
  service->Write<v1::UnvetActorRequest, v1::Actor>("UnvetActor", UnvetActor);
  service->Write<v1::CreateMembershipRequest, v1::Membership>("CreateMembership", CreateMembership);
  service->Read<v1::GetMembershipRequest, v1::Membership>("GetMembership", GetMembership);
  service->Read<v1::ListMembershipsRequest, v1::ListMembershipsResponse>("ListMemberships",
                                                                         ListMemberships);
  service->Write<v1::UpdateMembershipRequest, v1::Membership>("UpdateMembership", UpdateMembership);
  service->Write<v1::DeactivateMembershipRequest, v1::Membership>("DeactivateMembership",
                                                                  DeactivateMembership);
  service->Write<v1::ReactivateMembershipRequest, v1::Membership>("ReactivateMembership",
                                                                  ReactivateMembership);
  service->Write<v1::DeleteMembershipRequest, google::protobuf::Empty>("DeleteMembership",
                                                                       DeleteMembership);
  service->Check<v1::CreateStateRequest>("CreateState", CheckCreateState);
  service->Check<v1::RecordTreatyActionRequest>("RecordTreatyAction", CheckRecordTreatyAction);
  service->Check<v1::CorrectTreatyActionRequest>("CorrectTreatyAction", CheckCorrectTreatyAction);
  service->Check<v1::CreateAreaRequest>("CreateArea", CheckCreateArea);
  service->Check<v1::CreateActorRequest>("CreateActor", CheckCreateActor);
  service->Check<v1::CreateMembershipRequest>("CreateMembership", CheckCreateMembership);
  RegisterTrends(service.get());
  RegisterJoining(service.get());
  RegisterNorm(service.get());
  RegisterPartners(service.get());
  RegisterMeetings(service.get());
  service->WhoAmI();
  service->Watch();
  service->Audit();
  rpc::AddBatchWrite(service.get());
  return service;
}

}  // namespace clearway::universalization
