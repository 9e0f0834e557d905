#include "services/universalization/norm/allegations.h"

#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/calendar/date.h"
#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/protobuf/empty.pb.h"
#include "services/universalization/handling.h"
#include "services/universalization/norm/allegation_state.h"
#include "services/universalization/reference_fields.h"

namespace clearway::universalization {
namespace {

using v1::Allegation;

constexpr int kMostReviews = 100, kMostResponses = 200;

absl::Status CheckRecord(const rpc::Call& call, const store::Reader& at,
                         const Allegation& allegation) {
  rpc::Violations bad;
  CheckAllegation(allegation, call.Today(), &bad);
  RETURN_IF_ERROR(CheckParties(at, allegation.alleged_states(), "allegation.alleged_states", &bad));
  RETURN_IF_ERROR(CheckParties(at, allegation.territories(), "allegation.territories", &bad));
  return bad.ToStatus();
}

absl::Status CheckCreateAllegation(const rpc::Call& call, const store::Reader& at,
                                   const v1::CreateAllegationRequest& request) {
  return CheckRecord(call, at, request.allegation());
}

absl::StatusOr<Allegation> CreateAllegation(const rpc::Call& call, store::Txn& txn,
                                            const v1::CreateAllegationRequest& request) {
  RETURN_IF_ERROR(CheckCreateAllegation(call, txn, request));
  Allegation allegation = request.allegation();
  resource::ClearOutputOnly(&allegation);
  allegation.set_status(Allegation::STATUS_DRAFT);
  allegation.set_reporter(call.actor);
  return Allegations().Create(call, txn, std::move(allegation), request.allegation_id());
}

absl::StatusOr<Allegation> GetAllegation(const rpc::Call&, const store::Snapshot& at,
                                         const v1::GetAllegationRequest& request) {
  return Allegations().Get(at, request.name());
}

absl::StatusOr<v1::ListAllegationsResponse> ListAllegations(
    const rpc::Call&, const store::Snapshot& at, const v1::ListAllegationsRequest& request) {
  return Allegations().List<v1::ListAllegationsResponse>(at, request);
}

absl::StatusOr<Allegation> UpdateAllegation(const rpc::Call& call, store::Txn& txn,
                                            const v1::UpdateAllegationRequest& request) {
  auto check = [&](const Allegation& before, Allegation* after) -> absl::Status {
    RETURN_IF_ERROR(CheckAllegationAction(before, AllegationAction::kUpdate));
    RETURN_IF_ERROR(CheckRecord(call, txn, *after));
    // What was submitted and reviewed is no longer what it says.
    after->set_status(Allegation::STATUS_DRAFT);
    after->clear_submit_time();
    after->clear_verification();
    return absl::OkStatus();
  };
  return Allegations().Update(call, txn, request.allegation(),
                              {.mask = request.update_mask(), .etag = request.allegation().etag()},
                              check);
}

absl::StatusOr<google::protobuf::Empty> DeleteAllegation(
    const rpc::Call& call, store::Txn& txn, const v1::DeleteAllegationRequest& request) {
  ASSIGN_OR_RETURN(const Allegation allegation, Allegations().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckAllegationAction(allegation, AllegationAction::kDelete));
  RETURN_IF_ERROR(Allegations().Delete(call, txn, request.name(), request.etag()).status());
  return google::protobuf::Empty();
}

// Whether the caller may, beyond what the permission table says.
using May = absl::Status (*)(const auth::Caller*, const Allegation&);

// A change of state: the request's name, who may, its etag, what it needs, and what it does.
template <typename Request>
absl::StatusOr<Allegation> Change(const rpc::Call& call, store::Txn& txn, const Request& request,
                                  AllegationAction action, absl::string_view verb,
                                  const std::function<absl::Status(Allegation*)>& change,
                                  May may = nullptr) {
  ASSIGN_OR_RETURN(Allegation allegation, Allegations().Get(txn, request.name()));
  if (may != nullptr) RETURN_IF_ERROR(may(call.restricted_caller(), allegation));
  RETURN_IF_ERROR(CheckEtag(allegation, request.etag()));
  RETURN_IF_ERROR(CheckAllegationAction(allegation, action));
  RETURN_IF_ERROR(change(&allegation));
  return Allegations().Write(call, txn, std::move(allegation), verb);
}

absl::StatusOr<Allegation> SubmitAllegation(const rpc::Call& call, store::Txn& txn,
                                            const v1::SubmitAllegationRequest& request) {
  return Change(call, txn, request, AllegationAction::kSubmit, "submit",
                [&call](Allegation* allegation) {
                  allegation->set_status(Allegation::STATUS_SUBMITTED);
                  *allegation->mutable_submit_time() = TimeOf(call);
                  return absl::OkStatus();
                });
}

absl::StatusOr<Allegation> ReviewAllegation(const rpc::Call& call, store::Txn& txn,
                                            const v1::ReviewAllegationRequest& request) {
  return Change(
      call, txn, request, AllegationAction::kReview, "review",
      [&](Allegation* allegation) -> absl::Status {
        if (allegation->reviews_size() >= kMostReviews) {
          return rpc::InvalidField("note", "is of one review too many: at most 100",
                                   type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
        }
        if (allegation->status() == Allegation::STATUS_SUBMITTED) {
          allegation->set_status(Allegation::STATUS_REVIEWED);
        }
        allegation->set_verification(request.verification());
        v1::AllegationReview* review = allegation->add_reviews();
        review->set_verification(request.verification());
        review->set_note(request.note());
        review->set_reviewer(call.actor);
        *review->mutable_review_time() = TimeOf(call);
        return absl::OkStatus();
      },
      CheckReviewer);
}

absl::StatusOr<Allegation> PublishAllegation(const rpc::Call& call, store::Txn& txn,
                                             const v1::PublishAllegationRequest& request) {
  return Change(call, txn, request, AllegationAction::kPublish, "publish",
                [&call](Allegation* allegation) {
                  allegation->set_status(Allegation::STATUS_PUBLISHED);
                  allegation->set_published(true);
                  // From now on everybody sees it, and nobody is to see whose it was.
                  allegation->set_reported_by(allegation->reporter());
                  allegation->clear_reporter();
                  *allegation->mutable_publish_time() = TimeOf(call);
                  return absl::OkStatus();
                });
}

absl::StatusOr<Allegation> DismissAllegation(const rpc::Call& call, store::Txn& txn,
                                             const v1::DismissAllegationRequest& request) {
  return Change(
      call, txn, request, AllegationAction::kDismiss, "dismiss",
      [&](Allegation* allegation) {
        allegation->set_status(Allegation::STATUS_DISMISSED);
        allegation->set_end_reason(request.reason());
        *allegation->mutable_end_time() = TimeOf(call);
        return absl::OkStatus();
      },
      CheckReviewer);
}

absl::StatusOr<Allegation> RetractAllegation(const rpc::Call& call, store::Txn& txn,
                                             const v1::RetractAllegationRequest& request) {
  return Change(
      call, txn, request, AllegationAction::kRetract, "retract",
      [&](Allegation* allegation) {
        allegation->set_status(Allegation::STATUS_RETRACTED);
        allegation->set_end_reason(request.reason());
        *allegation->mutable_end_time() = TimeOf(call);
        return absl::OkStatus();
      },
      CheckRetractor);
}

absl::StatusOr<Allegation> RespondToAllegation(const rpc::Call& call, store::Txn& txn,
                                               const v1::RespondToAllegationRequest& request) {
  return Change(call, txn, request, AllegationAction::kRespond, "respond",
                [&](Allegation* allegation) -> absl::Status {
                  const google::type::Date day = request.has_date() ? request.date() : call.Today();
                  rpc::Violations bad;
                  CheckNotAhead(call, day, "date", &bad);
                  RETURN_IF_ERROR(CheckParty(txn, request.state(), "state", &bad));
                  const bool its_own = call.restricted_caller() != nullptr &&
                                       call.restricted_caller()->Owns(request.state());
                  if (!its_own && request.source().empty()) {
                    bad.Add("source",
                            absl::StrCat("must say where the answer of ", request.state(), " is"),
                            type::v1::ERROR_REASON_FIELD_REQUIRED);
                  }
                  if (allegation->responses_size() >= kMostResponses) {
                    bad.Add("text", "is of one answer too many: at most 200",
                            type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
                  }
                  RETURN_IF_ERROR(bad.ToStatus());
                  v1::AllegationResponse* response = allegation->add_responses();
                  response->set_state(request.state());
                  response->set_text(request.text());
                  *response->mutable_date() = day;
                  response->set_source(request.source());
                  response->set_recorder(call.actor);
                  *response->mutable_record_time() = TimeOf(call);
                  return absl::OkStatus();
                });
}

}  // namespace

const resource::Collection<Allegation>& Allegations() {
  static const auto* const kAllegations = new resource::Collection<Allegation>(
      {.collection = "allegations",
       .indexes = {{"status", nullptr, "status"},
                   {"alleged_states", nullptr, "alleged_states"},
                   {"territories", nullptr, "territories"},
                   {kByActorNamed, ActorsNamedIn}},
       .id_pattern = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"});
  return *kAllegations;
}

void RegisterNorm(rpc::Service* service) {
  service->Write<v1::CreateAllegationRequest, Allegation>("CreateAllegation", CreateAllegation);
  service->Read<v1::GetAllegationRequest, Allegation>("GetAllegation", GetAllegation);
  service->Read<v1::ListAllegationsRequest, v1::ListAllegationsResponse>("ListAllegations",
                                                                         ListAllegations);
  service->Write<v1::UpdateAllegationRequest, Allegation>("UpdateAllegation", UpdateAllegation);
  service->Write<v1::DeleteAllegationRequest, google::protobuf::Empty>("DeleteAllegation",
                                                                       DeleteAllegation);
  service->Write<v1::SubmitAllegationRequest, Allegation>("SubmitAllegation", SubmitAllegation);
  service->Write<v1::ReviewAllegationRequest, Allegation>("ReviewAllegation", ReviewAllegation);
  service->Write<v1::PublishAllegationRequest, Allegation>("PublishAllegation", PublishAllegation);
  service->Write<v1::DismissAllegationRequest, Allegation>("DismissAllegation", DismissAllegation);
  service->Write<v1::RetractAllegationRequest, Allegation>("RetractAllegation", RetractAllegation);
  service->Write<v1::RespondToAllegationRequest, Allegation>("RespondToAllegation",
                                                             RespondToAllegation);
  service->Check<v1::CreateAllegationRequest>("CreateAllegation", CheckCreateAllegation);
}

}  // namespace clearway::universalization
