#include "services/universalization/joining/engagements.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/universalization/handling.h"
#include "services/universalization/joining/collections.h"
#include "services/universalization/joining/common_rules.h"

namespace clearway::universalization {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Engagement;

absl::Status CheckRecord(const rpc::Call& call, const store::Reader& at, const Engagement* before,
                         const Engagement& engagement) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckParty(at, engagement.state(), "engagement.state", &bad));
  RETURN_IF_ERROR(CheckParties(at, engagement.engaged_by(), "engagement.engaged_by", &bad));
  for (int i = 0; i < engagement.engaged_by_size(); ++i) {
    if (!engagement.state().empty() && engagement.engaged_by(i) == engagement.state()) {
      bad.Add(absl::StrCat("engagement.engaged_by[", i, "]"),
              "is the State itself; name who engaged it");
    }
  }
  CheckNotAhead(call, engagement.date(), "engagement.date", &bad);
  CheckNotAhead(call, engagement.known_date(), "engagement.known_date", &bad);
  CheckOrder(engagement.date(), engagement.known_date(), "engagement.known_date", "date", &bad);
  CheckOrder(engagement.date(), engagement.next_step_date(), "engagement.next_step_date", "date",
             &bad);
  if (engagement.has_next_step_date() && engagement.next_step().empty()) {
    bad.Add("engagement.next_step", "must say what is to be done by next_step_date",
            type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
  for (int i = 0; i < engagement.obstacles_size(); ++i) {
    // What was named before stays named, also where the caller does not see it.
    if (before != nullptr && i < before->obstacles_size() &&
        before->obstacles(i) == engagement.obstacles(i)) {
      continue;
    }
    RETURN_IF_ERROR(CheckObstacle(at, engagement.obstacles(i), engagement.state(),
                                  absl::StrCat("engagement.obstacles[", i, "]"), &bad));
  }
  RETURN_IF_ERROR(CheckSharing(call, at, before, engagement, "engagement", &bad));
  return bad.ToStatus();
}

// Those who engaged see what they noted among themselves: who entered the record for them does not
// become one of them, nor name others. The State that it was with decides whom it is told to, and
// changes nothing else of what others noted.
absl::Status CheckMayChange(const auth::Caller* caller, const Engagement& before,
                            const Engagement& after) {
  if (caller == nullptr || caller->roles.Has(type::v1::ROLE_SECRETARIAT)) return absl::OkStatus();
  const auto& were = before.engaged_by();
  if (std::any_of(were.begin(), were.end(), [&](const auto& name) { return caller->Owns(name); })) {
    return absl::OkStatus();
  }
  const auto refused = [](absl::string_view what) {
    return rpc::MakeError(absl::StatusCode::kPermissionDenied,
                          type::v1::ERROR_REASON_PERMISSION_DENIED, what);
  };
  if (!std::equal(were.begin(), were.end(), after.engaged_by().begin(), after.engaged_by().end())) {
    return refused("engaged_by is changed by those who engaged, or by the secretariat");
  }
  if (caller->Owns(before.creator())) return absl::OkStatus();
  Engagement rest = after;
  rest.clear_audience();
  if (before.has_audience()) *rest.mutable_audience() = before.audience();
  rest.set_state_agreement(before.state_agreement());
  if (MessageDifferencer::Equals(before, rest)) return absl::OkStatus();
  return refused(absl::StrCat(before.state(),
                              " did not engage: it changes audience and "
                              "state_agreement, and what was noted is theirs who engaged"));
}

}  // namespace

absl::Status CheckCreateEngagement(const rpc::Call& call, const store::Reader& at,
                                   const v1::CreateEngagementRequest& request) {
  return CheckRecord(call, at, nullptr, request.engagement());
}

absl::StatusOr<Engagement> CreateEngagement(const rpc::Call& call, store::Txn& txn,
                                            const v1::CreateEngagementRequest& request) {
  RETURN_IF_ERROR(CheckCreateEngagement(call, txn, request));
  Engagement engagement = request.engagement();
  resource::ClearOutputOnly(&engagement);
  engagement.set_creator(call.actor);
  return Engagements().Create(call, txn, std::move(engagement), request.engagement_id());
}

absl::StatusOr<Engagement> GetEngagement(const rpc::Call&, const store::Snapshot& at,
                                         const v1::GetEngagementRequest& request) {
  return Engagements().Get(at, request.name());
}

absl::StatusOr<v1::ListEngagementsResponse> ListEngagements(
    const rpc::Call&, const store::Snapshot& at, const v1::ListEngagementsRequest& request) {
  return Engagements().List<v1::ListEngagementsResponse>(at, request);
}

absl::StatusOr<Engagement> UpdateEngagement(const rpc::Call& call, store::Txn& txn,
                                            const v1::UpdateEngagementRequest& request) {
  auto check = [&](const Engagement& before, Engagement* after) -> absl::Status {
    RETURN_IF_ERROR(CheckMayChange(call.restricted_caller(), before, *after));
    return CheckRecord(call, txn, &before, *after);
  };
  return Engagements().Update(call, txn, request.engagement(),
                              {.mask = request.update_mask(), .etag = request.engagement().etag()},
                              check);
}

absl::StatusOr<google::protobuf::Empty> DeleteEngagement(
    const rpc::Call& call, store::Txn& txn, const v1::DeleteEngagementRequest& request) {
  RETURN_IF_ERROR(Engagements().Delete(call, txn, request.name(), request.etag()).status());
  return google::protobuf::Empty();
}

void RegisterEngagements(rpc::Service* service) {
  service->Write<v1::CreateEngagementRequest, Engagement>("CreateEngagement", CreateEngagement);
  service->Read<v1::GetEngagementRequest, Engagement>("GetEngagement", GetEngagement);
  service->Read<v1::ListEngagementsRequest, v1::ListEngagementsResponse>("ListEngagements",
                                                                         ListEngagements);
  service->Write<v1::UpdateEngagementRequest, Engagement>("UpdateEngagement", UpdateEngagement);
  service->Write<v1::DeleteEngagementRequest, google::protobuf::Empty>("DeleteEngagement",
                                                                       DeleteEngagement);
  service->Check<v1::CreateEngagementRequest>("CreateEngagement", CheckCreateEngagement);
}

}  // namespace clearway::universalization
