#include "services/universalization/meetings/meetings.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/handling.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/meetings/meeting_rules.h"
#include "services/universalization/meetings/participation_rules.h"
#include "services/universalization/meetings/record_rules.h"
#include "services/universalization/references.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using google::type::Date;
using v1::Mandate;
using v1::Meeting;
using v1::Sponsorship;
using v1::StatusAt;

absl::Status CheckEtag(const std::string& name, const std::string& given,
                       const std::string& current) {
  if (given.empty() || given == current) return absl::OkStatus();
  return rpc::EtagMismatch(name, given, current);
}

// The record that the request names, as it must be to be changed.
template <typename Record, typename Request>
absl::StatusOr<Record> Read(const resource::Collection<Record>& collection, const store::Reader& at,
                            const Request& request) {
  ASSIGN_OR_RETURN(Record record, collection.Get(at, request.name()));
  RETURN_IF_ERROR(CheckEtag(record.name(), request.etag(), record.etag()));
  return record;
}

Date DecisionDay(const store::Reader& at, const Mandate& mandate) {
  const auto decision = Decisions().Get(at, mandate.decision());
  return decision.ok() ? decision->date() : Date();
}

Date DueDay(const store::Reader& at, const Mandate& mandate) {
  if (IsDay(mandate.due_date()) || mandate.due_meeting().empty()) return mandate.due_date();
  const auto meeting = Meetings().Get(at, mandate.due_meeting());
  return meeting.ok() ? FirstDay(*meeting).value_or(Date()) : Date();
}

absl::StatusOr<Mandate> Written(const rpc::Call& call, store::Txn& txn, Mandate mandate,
                                absl::string_view action) {
  ASSIGN_OR_RETURN(Mandate written, Mandates().Write(call, txn, std::move(mandate), action));
  PrepareMandate(txn, call.Today(), &written);
  return written;
}

absl::StatusOr<Sponsorship> Written(const rpc::Call& call, store::Txn& txn, Sponsorship sponsorship,
                                    absl::string_view action) {
  ASSIGN_OR_RETURN(Sponsorship written,
                   Sponsorships().Write(call, txn, std::move(sponsorship), action));
  PrepareSponsorship(txn, call.Today(), &written);
  return written;
}

absl::Status CheckStillOpen(const Mandate& mandate) {
  const bool done = mandate.has_completion();
  if (!done && !mandate.has_withdrawal()) return absl::OkStatus();
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, mandate.name(),
      absl::StrCat("is ", done ? "done" : "withdrawn", " already; reopen it first"));
}

}  // namespace

absl::StatusOr<Meeting> ConveneMeeting(const rpc::Call& call, store::Txn& txn,
                                       const v1::ConveneMeetingRequest& request) {
  ASSIGN_OR_RETURN(Meeting meeting, Read(Meetings(), txn, request));
  RETURN_IF_ERROR(CheckAction(meeting, MeetingAction::kConvene));
  rpc::Violations bad;
  CheckNotAhead(request.convocation().date(), call.Today(), "convocation.date", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  *meeting.mutable_convocation() = request.convocation();
  meeting.set_state(Meeting::STATE_CONVENED);
  return Meetings().Write(call, txn, std::move(meeting), "convene");
}

absl::StatusOr<Meeting> OpenMeeting(const rpc::Call& call, store::Txn& txn,
                                    const v1::OpenMeetingRequest& request) {
  ASSIGN_OR_RETURN(Meeting meeting, Read(Meetings(), txn, request));
  RETURN_IF_ERROR(CheckAction(meeting, MeetingAction::kOpen));
  rpc::Violations bad;
  CheckNotAhead(request.date(), call.Today(), "date", &bad);
  CheckOrder(meeting.convocation().date(), request.date(), "date", "the convocation", &bad);
  RETURN_IF_ERROR(CheckReferences(txn, nullptr, request.place(), "place", &bad));
  RETURN_IF_ERROR(CheckReferences(txn, nullptr, request.opening(), "opening", &bad));
  RETURN_IF_ERROR(bad.ToStatus());
  *meeting.mutable_held_start_date() = request.date();
  if (request.has_place()) {
    *meeting.mutable_held_place() = request.place();
  } else if (meeting.has_planned_place()) {
    *meeting.mutable_held_place() = meeting.planned_place();
  }
  if (request.has_opening()) *meeting.mutable_opening() = request.opening();
  meeting.set_state(Meeting::STATE_OPEN);
  return Meetings().Write(call, txn, std::move(meeting), "open");
}

absl::StatusOr<Meeting> CloseMeeting(const rpc::Call& call, store::Txn& txn,
                                     const v1::CloseMeetingRequest& request) {
  ASSIGN_OR_RETURN(Meeting meeting, Read(Meetings(), txn, request));
  RETURN_IF_ERROR(CheckAction(meeting, MeetingAction::kClose));
  rpc::Violations bad;
  CheckNotAhead(request.date(), call.Today(), "date", &bad);
  CheckOrder(meeting.held_start_date(), request.date(), "date", "its first day", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  *meeting.mutable_held_end_date() = request.date();
  meeting.set_plenary_meetings(request.plenary_meetings());
  meeting.set_state(Meeting::STATE_CLOSED);
  return Meetings().Write(call, txn, std::move(meeting), "close");
}

absl::StatusOr<Meeting> CancelMeeting(const rpc::Call& call, store::Txn& txn,
                                      const v1::CancelMeetingRequest& request) {
  ASSIGN_OR_RETURN(Meeting meeting, Read(Meetings(), txn, request));
  RETURN_IF_ERROR(CheckAction(meeting, MeetingAction::kCancel));
  meeting.set_cancellation_reason(request.reason());
  meeting.set_state(Meeting::STATE_CANCELLED);
  return Meetings().Write(call, txn, std::move(meeting), "cancel");
}

absl::StatusOr<Sponsorship> ConfirmSponsorship(const rpc::Call& call, store::Txn& txn,
                                               const v1::ConfirmSponsorshipRequest& request) {
  ASSIGN_OR_RETURN(Sponsorship sponsorship, Read(Sponsorships(), txn, request));
  RETURN_IF_ERROR(CheckAction(sponsorship, SponsorshipAction::kConfirm));
  sponsorship.set_state(Sponsorship::STATE_CONFIRMED);
  return Written(call, txn, std::move(sponsorship), "confirm");
}

absl::StatusOr<Sponsorship> CompleteSponsorship(const rpc::Call& call, store::Txn& txn,
                                                const v1::CompleteSponsorshipRequest& request) {
  ASSIGN_OR_RETURN(Sponsorship sponsorship, Read(Sponsorships(), txn, request));
  RETURN_IF_ERROR(CheckAction(sponsorship, SponsorshipAction::kComplete));
  ASSIGN_OR_RETURN(const Meeting meeting, Meetings().Get(txn, MeetingOf(sponsorship.name())));
  if (!IsDay(meeting.held_start_date())) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, meeting.name(),
                                   "has not opened: nobody has taken part yet");
  }
  sponsorship.set_state(Sponsorship::STATE_USED);
  return Written(call, txn, std::move(sponsorship), "complete");
}

absl::StatusOr<Sponsorship> CancelSponsorship(const rpc::Call& call, store::Txn& txn,
                                              const v1::CancelSponsorshipRequest& request) {
  ASSIGN_OR_RETURN(Sponsorship sponsorship, Read(Sponsorships(), txn, request));
  RETURN_IF_ERROR(CheckAction(sponsorship, SponsorshipAction::kCancel));
  sponsorship.set_state(Sponsorship::STATE_CANCELLED);
  sponsorship.set_cancellation_reason(request.reason());
  return Written(call, txn, std::move(sponsorship), "cancel");
}

absl::StatusOr<Mandate> CompleteMandate(const rpc::Call& call, store::Txn& txn,
                                        const v1::CompleteMandateRequest& request) {
  ASSIGN_OR_RETURN(Mandate mandate, Read(Mandates(), txn, request));
  RETURN_IF_ERROR(CheckStillOpen(mandate));
  const auto& completion = request.completion();
  rpc::Violations bad;
  CheckNotAhead(completion.date(), call.Today(), "completion.date", &bad);
  CheckNotAhead(completion.known_date(), call.Today(), "completion.known_date", &bad);
  CheckOrder(DecisionDay(txn, mandate), completion.date(), "completion.date", "the decision", &bad);
  CheckOrder(completion.date(), completion.known_date(), "completion.known_date", "date", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  *mandate.mutable_completion() = completion;
  return Written(call, txn, std::move(mandate), "complete");
}

absl::StatusOr<Mandate> WithdrawMandate(const rpc::Call& call, store::Txn& txn,
                                        const v1::WithdrawMandateRequest& request) {
  ASSIGN_OR_RETURN(Mandate mandate, Read(Mandates(), txn, request));
  RETURN_IF_ERROR(CheckStillOpen(mandate));
  rpc::Violations bad;
  CheckNotAhead(request.withdrawal().date(), call.Today(), "withdrawal.date", &bad);
  CheckOrder(DecisionDay(txn, mandate), request.withdrawal().date(), "withdrawal.date",
             "the decision", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  *mandate.mutable_withdrawal() = request.withdrawal();
  return Written(call, txn, std::move(mandate), "withdraw");
}

absl::StatusOr<Mandate> ReopenMandate(const rpc::Call& call, store::Txn& txn,
                                      const v1::ReopenMandateRequest& request) {
  ASSIGN_OR_RETURN(Mandate mandate, Read(Mandates(), txn, request));
  if (!mandate.has_completion() && !mandate.has_withdrawal()) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, mandate.name(),
                                   "is neither done nor withdrawn");
  }
  mandate.clear_completion();
  mandate.clear_withdrawal();
  return Written(call, txn, std::move(mandate), "reopen");
}

void PrepareParticipation(const store::Reader& at, const Date&, v1::Participation* participation) {
  participation->clear_finding();
  if (!absl::StartsWith(participation->party(), "states/")) return;
  const auto meeting = Meetings().Get(at, MeetingOf(participation->name()));
  const auto state = States().Get(at, participation->party());
  if (!meeting.ok() || !state.ok()) return;
  if (auto finding = CompareKind(*meeting, *state, participation->kind())) {
    *participation->mutable_finding() = *std::move(finding);
  }
}

void PrepareSponsorship(const store::Reader& at, const Date&, Sponsorship* sponsorship) {
  sponsorship->set_basis(Sponsorship::BASIS_UNSPECIFIED);
  if (!absl::StartsWith(sponsorship->beneficiary(), "states/")) return;
  const auto meeting = Meetings().Get(at, MeetingOf(sponsorship->name()));
  const auto state = States().Get(at, sponsorship->beneficiary());
  if (!meeting.ok() || !state.ok()) return;
  const absl::optional<Date> day = FirstDay(*meeting);
  if (!day.has_value()) return;
  sponsorship->set_basis(calendar::ComputeStatus(*state, *day).status() ==
                                 StatusAt::STATUS_STATE_PARTY
                             ? Sponsorship::BASIS_ACTION_57
                             : Sponsorship::BASIS_ACTION_7);
}

void PrepareMandate(const store::Reader& at, const Date& as_of, Mandate* mandate) {
  const Date given = DecisionDay(at, *mandate), due = DueDay(at, *mandate);
  mandate->clear_given_date();
  mandate->clear_effective_due_date();
  if (IsDay(given)) *mandate->mutable_given_date() = given;
  if (IsDay(due)) *mandate->mutable_effective_due_date() = due;
  mandate->set_status(StatusOf(*mandate, given, due, as_of));
}

}  // namespace clearway::universalization
