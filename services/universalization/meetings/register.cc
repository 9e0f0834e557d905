#include "services/universalization/meetings/register.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/resource/keys.h"
#include "common/rpc/standard_methods.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/handling.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/meetings/meeting_rules.h"
#include "services/universalization/meetings/meetings.h"
#include "services/universalization/meetings/participation_rules.h"
#include "services/universalization/meetings/procedural_report.h"
#include "services/universalization/meetings/record_rules.h"
#include "services/universalization/references.h"

namespace clearway::universalization {
namespace {

using rpc::Call;
using rpc::StandardResource;
using rpc::Violations;
using store::Reader;

// A resource within a meeting whose references must be there.
template <typename T>
StandardResource<T> WithinMeeting(const resource::Collection<T>& collection, std::string plural) {
  StandardResource<T> resource(collection, std::move(plural));
  resource.parent = &Meetings();
  resource.check = [](const Call&, const Reader& at, const T* before, T* after,
                      absl::string_view field,
                      Violations* bad) { return CheckReferences(at, before, *after, field, bad); };
  return resource;
}

absl::Status StillReferenced(const std::string& name, absl::string_view by) {
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_STILL_REFERENCED, name,
                                 absl::StrCat("is used by ", by));
}

absl::Status CheckMeetingRecord(const Call& call, const Reader& at, const v1::Meeting* before,
                                v1::Meeting* after, absl::string_view field, Violations* bad) {
  if (before == nullptr) {
    after->set_state(v1::Meeting::STATE_PLANNED);
  } else {
    RETURN_IF_ERROR(CheckAction(*before, MeetingAction::kUpdate));
    if (before->kind() != after->kind() && before->state() != v1::Meeting::STATE_PLANNED) {
      bad->Add(absl::StrCat(field, ".kind"), "is fixed once the meeting is convened or open",
               type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
    }
  }
  CheckMeeting(*after, call.Today(), field, bad);
  RETURN_IF_ERROR(CheckOrdinal(at, *after, field, bad));
  return CheckReferences(at, before, *after, field, bad);
}

// Nothing is within it, and nobody waits for it.
absl::Status CheckMeetingGoes(const Reader& at, const v1::Meeting& meeting) {
  RETURN_IF_ERROR(CheckAction(meeting, MeetingAction::kDelete));
  ASSIGN_OR_RETURN(const std::string id, Meetings().IdOf(meeting.name()));
  for (const resource::CollectionBase* collection : CollectionsOfMeetings()) {
    const std::string prefix =
        absl::StrCat(resource::RecordPrefix(collection->collection()), id, "/");
    const auto cursor = at.Scan(prefix, store::PrefixEnd(prefix));
    RETURN_IF_ERROR(cursor->status());
    if (cursor->Valid()) {
      return StillReferenced(meeting.name(), resource::NameOfRecordKey(cursor->key()));
    }
  }
  std::string user;
  RETURN_IF_ERROR(Mandates().ForEach(at, [&](const v1::Mandate& mandate) {
    if (mandate.due_meeting() == meeting.name()) user = mandate.name();
    return user.empty();
  }));
  RETURN_IF_ERROR(Decisions().ForEach(at, [&](const v1::Decision& decision) {
    if (decision.fixes_meeting() == meeting.name()) user = decision.name();
    return user.empty();
  }));
  return user.empty() ? absl::OkStatus() : StillReferenced(meeting.name(), user);
}

absl::Status CheckParticipationRecord(const Call&, const Reader& at,
                                      const v1::Participation* before, v1::Participation* after,
                                      absl::string_view field, Violations* bad) {
  CheckParticipation(*after, field, bad);
  RETURN_IF_ERROR(CheckReferences(at, before, *after, field, bad));
  if (!bad->empty()) return absl::OkStatus();
  if (before == nullptr) RETURN_IF_ERROR(CheckUnique(at, *after));
  if (!after->accepted_note().empty() || !absl::StartsWith(after->party(), "states/")) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Meeting meeting, Meetings().Get(at, MeetingOf(after->name())));
  ASSIGN_OR_RETURN(const v1::State state, States().Get(at, after->party()));
  const auto finding = CompareKind(meeting, state, after->kind());
  if (!finding.has_value()) return absl::OkStatus();
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_TREATY_RULE_VIOLATED, after->party(),
      absl::StrCat("cannot take part as ", v1::Participation::Kind_Name(after->kind()).substr(5),
                   ": ", finding->description(),
                   "; say in accepted_note why it stands in the record all the same"));
}

void RegisterParticipations(rpc::Service* service) {
  auto resource = WithinMeeting(Participations(), "Participations");
  resource.check = CheckParticipationRecord;
  resource.prepare = PrepareParticipation;
  AddStandardMethods(resource, service);
}

void RegisterOfficers(rpc::Service* service) {
  auto resource = WithinMeeting(Officers(), "Officers");
  resource.check = [](const Call&, const Reader& at, const v1::Officer* before, v1::Officer* after,
                      absl::string_view field, Violations* bad) {
    CheckOfficer(*after, field, bad);
    return CheckReferences(at, before, *after, field, bad);
  };
  resource.in_list = [](const v1::Officer& officer, const google::type::Date* as_of) {
    return as_of == nullptr || InOffice(officer, *as_of);
  };
  AddStandardMethods(resource, service);
}

void RegisterSponsorships(rpc::Service* service) {
  auto resource = WithinMeeting(Sponsorships(), "Sponsorships");
  resource.check = [](const Call&, const Reader& at, const v1::Sponsorship* before,
                      v1::Sponsorship* after, absl::string_view field,
                      Violations* bad) -> absl::Status {
    if (before == nullptr) {
      after->set_state(v1::Sponsorship::STATE_OFFERED);
    } else {
      RETURN_IF_ERROR(CheckAction(*before, SponsorshipAction::kUpdate));
    }
    CheckSponsorship(*after, field, bad);
    return CheckReferences(at, before, *after, field, bad);
  };
  resource.check_delete = [](const Reader&, const v1::Sponsorship& sponsorship) {
    return CheckAction(sponsorship, SponsorshipAction::kDelete);
  };
  resource.prepare = PrepareSponsorship;
  AddStandardMethods(resource, service);
  service->Write<v1::ConfirmSponsorshipRequest, v1::Sponsorship>("ConfirmSponsorship",
                                                                 ConfirmSponsorship);
  service->Write<v1::CompleteSponsorshipRequest, v1::Sponsorship>("CompleteSponsorship",
                                                                  CompleteSponsorship);
  service->Write<v1::CancelSponsorshipRequest, v1::Sponsorship>("CancelSponsorship",
                                                                CancelSponsorship);
}

void RegisterDocuments(rpc::Service* service) {
  AddStandardMethods(WithinMeeting(Messages(), "MeetingMessages"), service);
  auto resource = WithinMeeting(Documents(), "MeetingDocuments");
  resource.check = [](const Call&, const Reader& at, const v1::MeetingDocument* before,
                      v1::MeetingDocument* after, absl::string_view field,
                      Violations* bad) -> absl::Status {
    RETURN_IF_ERROR(CheckReferences(at, before, *after, field, bad));
    return bad->empty() ? CheckUnique(at, *after) : absl::OkStatus();
  };
  resource.check_delete = [](const Reader& at,
                             const v1::MeetingDocument& document) -> absl::Status {
    ASSIGN_OR_RETURN(const auto names, Decisions().Lookup(at, kByDocument, document.name(), 1));
    return names.empty() ? absl::OkStatus() : StillReferenced(document.name(), names[0]);
  };
  AddStandardMethods(resource, service);
}

void RegisterDecisions(rpc::Service* service) {
  auto decisions = WithinMeeting(Decisions(), "Decisions");
  decisions.check = [](const Call&, const Reader& at, const v1::Decision* before,
                       v1::Decision* after, absl::string_view field,
                       Violations* bad) -> absl::Status {
    const auto meeting = Meetings().Get(at, MeetingOf(after->name()));
    if (meeting.ok()) CheckDecision(*after, *meeting, field, bad);
    return CheckReferences(at, before, *after, field, bad);
  };
  decisions.check_delete = [](const Reader& at, const v1::Decision& decision) -> absl::Status {
    ASSIGN_OR_RETURN(const auto names, Mandates().Lookup(at, kByDecision, decision.name(), 1));
    return names.empty() ? absl::OkStatus() : StillReferenced(decision.name(), names[0]);
  };
  AddStandardMethods(decisions, service);

  auto mandates = WithinMeeting(Mandates(), "Mandates");
  mandates.check = [](const Call&, const Reader& at, const v1::Mandate* before, v1::Mandate* after,
                      absl::string_view field, Violations* bad) {
    CheckMandate(*after, field, bad);
    const auto decision = Decisions().Get(at, after->decision());
    if (decision.ok()) {
      CheckOrder(decision->date(), after->due_date(), absl::StrCat(field, ".due_date"),
                 "the decision", bad);
    }
    return CheckReferences(at, before, *after, field, bad);
  };
  mandates.prepare = PrepareMandate;
  AddStandardMethods(mandates, service);
  service->Write<v1::CompleteMandateRequest, v1::Mandate>("CompleteMandate", CompleteMandate);
  service->Write<v1::WithdrawMandateRequest, v1::Mandate>("WithdrawMandate", WithdrawMandate);
  service->Write<v1::ReopenMandateRequest, v1::Mandate>("ReopenMandate", ReopenMandate);
}

}  // namespace

void RegisterMeetings(rpc::Service* service) {
  StandardResource<v1::Meeting> meetings(Meetings(), "Meetings");
  meetings.check = CheckMeetingRecord;
  meetings.check_delete = CheckMeetingGoes;
  AddStandardMethods(meetings, service);
  service->Write<v1::ConveneMeetingRequest, v1::Meeting>("ConveneMeeting", ConveneMeeting);
  service->Write<v1::OpenMeetingRequest, v1::Meeting>("OpenMeeting", OpenMeeting);
  service->Write<v1::CloseMeetingRequest, v1::Meeting>("CloseMeeting", CloseMeeting);
  service->Write<v1::CancelMeetingRequest, v1::Meeting>("CancelMeeting", CancelMeeting);
  service->Read<v1::GenerateProceduralReportRequest, v1::ProceduralReport>(
      "GenerateProceduralReport", GenerateProceduralReport);

  StandardResource<v1::AssessmentScale> scales(Scales(), "AssessmentScales");
  scales.check = [](const Call&, const Reader& at, const v1::AssessmentScale* before,
                    v1::AssessmentScale* after, absl::string_view field, Violations* bad) {
    CheckScale(*after, field, bad);
    return CheckReferences(at, before, *after, field, bad);
  };
  AddStandardMethods(scales, service);
  service->Read<v1::ComputeCostSharesRequest, v1::ComputeCostSharesResponse>("ComputeCostShares",
                                                                             ComputeCostShares);
  RegisterOfficers(service);
  RegisterParticipations(service);
  RegisterSponsorships(service);
  RegisterDocuments(service);
  RegisterDecisions(service);
}

}  // namespace clearway::universalization
