#include "clients/cli/raise_request.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "clients/cli/table.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

using cooperation::v1::AssistanceRequest;
using cooperation::v1::CreateAssistanceRequestRequest;
using cooperation::v1::GetAssistanceRequestRequest;
using universalization::v1::DraftAssistanceRequestRequest;
using universalization::v1::DraftAssistanceRequestResponse;
using universalization::v1::LinkAssistanceRequestRequest;
using universalization::v1::Obstacle;

constexpr char kUniversalization[] = "clearway.universalization.v1.UniversalizationService/";
constexpr char kCooperation[] = "clearway.cooperation.v1.CooperationService/";

// The request with the id that belongs to the obstacle, from an earlier try: the obstacle may have
// been changed since, so that it was asked for in other words.
absl::StatusOr<std::string> FindEarlier(const rpc::Client& cooperation,
                                        const DraftAssistanceRequestResponse& draft) {
  GetAssistanceRequestRequest get;
  get.set_name(absl::StrCat("assistanceRequests/", draft.assistance_request_id()));
  ASSIGN_OR_RETURN(
      const AssistanceRequest there,
      cooperation.Call<AssistanceRequest>(absl::StrCat(kCooperation, "GetAssistanceRequest"), get));
  const auto& drafted = draft.assistance_request();
  const bool same = there.recipient() == drafted.recipient() &&
                    std::find(there.sources().begin(), there.sources().end(), drafted.sources(0)) !=
                        there.sources().end();
  if (same) return there.name();
  return absl::FailedPreconditionError(
      absl::StrCat(there.name(),
                   " is there and is not of this obstacle; link the right one with "
                   "`clearway obstacles link`"));
}

}  // namespace

absl::StatusOr<RaisedRequest> RaiseRequest(const rpc::Client& universalization,
                                           const rpc::Client& cooperation,
                                           const std::string& obstacle) {
  DraftAssistanceRequestRequest draft_it;
  draft_it.set_name(obstacle);
  ASSIGN_OR_RETURN(const auto draft,
                   universalization.Call<DraftAssistanceRequestResponse>(
                       absl::StrCat(kUniversalization, "DraftAssistanceRequest"), draft_it));
  RaisedRequest raised;
  raised.assistance_request = draft.linked_request();
  if (!raised.assistance_request.empty()) return raised;

  CreateAssistanceRequestRequest create;
  *create.mutable_assistance_request() = draft.assistance_request();
  create.set_assistance_request_id(draft.assistance_request_id());
  create.set_request_id(draft.request_id());
  const auto created = cooperation.Call<AssistanceRequest>(
      absl::StrCat(kCooperation, "CreateAssistanceRequest"), create);
  if (created.ok()) {
    raised.assistance_request = created->name();
    raised.created = true;
  } else if (absl::IsAlreadyExists(created.status())) {
    ASSIGN_OR_RETURN(raised.assistance_request, FindEarlier(cooperation, draft));
  } else {
    return created.status();
  }

  LinkAssistanceRequestRequest link;
  link.set_name(obstacle);
  link.set_assistance_request(raised.assistance_request);
  RETURN_IF_ERROR(
      universalization
          .Call<Obstacle>(absl::StrCat(kUniversalization, "LinkAssistanceRequest"), link)
          .status());
  raised.linked = true;
  return raised;
}

RaiseRequestCommand::RaiseRequestCommand(CLI::App* app)
    : command_(app->get_subcommand("obstacles")
                   ->add_subcommand("raise-request",
                                    "turn an obstacle into a request for assistance; may be "
                                    "repeated")) {
  command_->fallthrough();
  command_->add_option("name", obstacle_, "which one")->required()->type_name("obstacles/ID");
  command_->footer("Example:\n  clearway obstacles raise-request ago-stockpile");
}

absl::Status RaiseRequestCommand::Run(const Settings& settings, std::ostream& out,
                                      std::ostream& err) {
  ASSIGN_OR_RETURN(const auto universalization, settings.Connect(kUniversalization));
  ASSIGN_OR_RETURN(const auto cooperation, settings.Connect(kCooperation));
  const std::string name =
      absl::StrContains(obstacle_, '/') ? obstacle_ : absl::StrCat("obstacles/", obstacle_);
  ASSIGN_OR_RETURN(const RaisedRequest raised, RaiseRequest(*universalization, *cooperation, name));
  err << (raised.created  ? "created as a draft, and linked"
          : raised.linked ? "was there, and is linked now"
                          : "was there and linked")
      << "; next: clearway requests submit\n";
  if (settings.format() == Format::kTable) {
    out << raised.assistance_request << "\n";
    return absl::OkStatus();
  }
  GetAssistanceRequestRequest get;
  get.set_name(raised.assistance_request);
  ASSIGN_OR_RETURN(const AssistanceRequest request,
                   cooperation->Call<AssistanceRequest>(
                       absl::StrCat(kCooperation, "GetAssistanceRequest"), get));
  PrintOne(out, settings.format(), {"name", "recipient", "state", "title"}, request);
  return absl::OkStatus();
}

}  // namespace clearway::cli
