#include "clients/cli/audit_command.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clearway/type/v1/audit.pb.h"
#include "clients/cli/table.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

using type::v1::AuditEvent;
using type::v1::ListAuditEventsRequest;
using type::v1::ListAuditEventsResponse;
using type::v1::VerifyAuditTrailRequest;
using type::v1::VerifyAuditTrailResponse;

const std::map<std::string, std::string>& Services() {
  static const auto* const services = new std::map<std::string, std::string>{
      {"cooperation", "clearway.cooperation.v1.CooperationService/"},
      {"universalization", "clearway.universalization.v1.UniversalizationService/"}};
  return *services;
}

std::vector<std::string> ServiceNames() {
  std::vector<std::string> names;
  for (const auto& [name, prefix] : Services()) names.push_back(name);
  return names;
}

// "2026-11-25" (its beginning, UTC) or an instant as RFC 3339 has it.
absl::Status SetTime(absl::string_view option, const std::string& text,
                     google::protobuf::Timestamp* time) {
  absl::Time instant;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%d", text, &instant, nullptr) &&
      !absl::ParseTime(absl::RFC3339_full, text, &instant, &error)) {
    return absl::InvalidArgumentError(
        absl::StrCat(option, " ", text, ": is no time, e.g. 2026-11-25 or 2026-11-25T09:30:00Z"));
  }
  const int64_t nanos =
      absl::ToInt64Nanoseconds(instant - absl::FromUnixSeconds(absl::ToUnixSeconds(instant)));
  time->set_seconds(absl::ToUnixSeconds(instant));
  time->set_nanos(static_cast<int32_t>(nanos));
  return absl::OkStatus();
}

void PrintVerdict(const std::string& service, const VerifyAuditTrailResponse& verdict,
                  std::ostream& out) {
  out << service << ": " << (verdict.intact() ? "intact, " : "NOT INTACT: ");
  if (!verdict.intact()) out << verdict.finding() << "; ";
  out << verdict.events() << " events checked";
  if (verdict.has_last()) out << "; it ends at " << AnchorText(verdict.last());
  out << "\n";
}

}  // namespace

AuditCommand::AuditCommand(CLI::App* app) {
  CLI::App* group = app->add_subcommand("audit", "who changed what, and who read personal data");
  group->require_subcommand(1);
  group->fallthrough();
  list_ = group->add_subcommand("list", "the events of a service's audit trail, oldest first");
  list_->fallthrough();
  list_->add_option("--service", service_, "whose trail")
      ->check(CLI::IsMember(ServiceNames()))
      ->capture_default_str();
  list_->add_option("--filter", filter_, "AIP-160, e.g. 'actor = \"actors/undp\" AND kind = READ'");
  list_->add_option("--since", since_, "from this day or instant on")->type_name("TIME");
  list_->add_option("--until", until_, "before this day or instant")->type_name("TIME");
  list_->add_option("--limit", limit_, "at most so many; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  list_->add_flag("--full", full_, "with what was before and after (in JSON)");
  list_->add_option("--columns", columns_, "fields to show")
      ->delimiter(',')
      ->type_name("FIELD,FIELD");
  list_->footer(
      "Example:\n  clearway audit list --filter 'resource = \"offers/norway-2012-2016\"'");
  verify_ = group->add_subcommand("verify", "whether the trails are whole");
  verify_->fallthrough();
  verify_->add_option("--service", services_, "whose; all when left out")
      ->check(CLI::IsMember(ServiceNames()));
  verify_
      ->add_option("--anchor", anchor_,
                   "where the trail ended once, as an earlier verification said")
      ->type_name("NUMBER:HASH");
  verify_
      ->add_option("--anchors", anchors_file_,
                   "keeps where the trails ended: compared with them now, and brought up to date "
                   "when all are intact")
      ->type_name("FILE");
  verify_->footer(
      "Without an anchor from outside, a trail that was cut off or written anew from some event "
      "on\n"
      "looks whole. Keep FILE where those who run the services cannot write.\n"
      "Example:\n  clearway audit verify --anchors /mnt/elsewhere/clearway.anchors");
}

absl::Status AuditCommand::Run(const Settings& settings, std::ostream& out, std::ostream& err) {
  return list_->parsed() ? List(settings, out, err) : Verify(settings, out, err);
}

absl::Status AuditCommand::List(const Settings& settings, std::ostream& out, std::ostream& err) {
  const std::string method = Services().at(service_) + "ListAuditEvents";
  ListAuditEventsRequest request;
  request.set_filter(filter_);
  if (!since_.empty()) RETURN_IF_ERROR(SetTime("--since", since_, request.mutable_start_time()));
  if (!until_.empty()) RETURN_IF_ERROR(SetTime("--until", until_, request.mutable_end_time()));
  request.set_view(full_ ? type::v1::AUDIT_VIEW_FULL : type::v1::AUDIT_VIEW_BASIC);
  ASSIGN_OR_RETURN(const auto client, settings.Connect(method));
  if (columns_.empty()) {
    columns_ = {"sequence", "time", "kind", "action", "resource", "version", "actor", "identity"};
  }
  Printer printer(out, settings.format(), columns_);
  int left = limit_ == 0 ? -1 : limit_;
  // A page may be short, even empty, and yet have one after it.
  do {
    request.set_page_size(left < 0 ? 1000 : std::min(left, 1000));
    ASSIGN_OR_RETURN(const auto response, client->Call<ListAuditEventsResponse>(method, request));
    for (const AuditEvent& event : response.audit_events()) printer.Add(event);
    if (left > 0) left -= response.audit_events_size();
    request.set_page_token(response.next_page_token());
  } while (left != 0 && !request.page_token().empty());
  printer.Finish();
  if (!request.page_token().empty()) err << limit_ << " shown; --limit 0 shows all\n";
  return absl::OkStatus();
}

absl::Status AuditCommand::Verify(const Settings& settings, std::ostream& out, std::ostream& err) {
  const std::vector<std::string> services = services_.empty() ? ServiceNames() : services_;
  Anchors anchors;
  if (!anchors_file_.empty()) {
    ASSIGN_OR_RETURN(anchors, ReadAnchors(anchors_file_));
  }
  if (!anchor_.empty()) {
    if (services.size() != 1) {
      return absl::InvalidArgumentError("--anchor is one trail's: say whose with --service");
    }
    ASSIGN_OR_RETURN(anchors[services[0]], ParseAnchor(anchor_));
  }
  std::string broken;
  for (const std::string& service : services) {
    const std::string method = Services().at(service) + "VerifyAuditTrail";
    VerifyAuditTrailRequest request;
    if (anchors.count(service) > 0) *request.mutable_anchor() = anchors[service];
    ASSIGN_OR_RETURN(const auto client, settings.Connect(method));
    rpc::CallOptions options;
    options.timeout = absl::Hours(1);  // it reads everything
    VerifyAuditTrailResponse verdict;
    RETURN_IF_ERROR(client->CallRaw(method, request, &verdict, options));
    if (settings.format() == Format::kTable) {
      PrintVerdict(service, verdict, out);
    } else {
      PrintOne(out, settings.format(), {"intact", "events", "finding", "finding_sequence"},
               verdict);
    }
    if (!verdict.intact()) absl::StrAppend(&broken, broken.empty() ? "" : ", ", service);
    if (verdict.has_last()) anchors[service] = verdict.last();
  }
  if (!broken.empty()) {
    return rpc::MakeError(absl::StatusCode::kFailedPrecondition,
                          type::v1::ERROR_REASON_AUDIT_BROKEN,
                          absl::StrCat("the audit trail of ", broken, " was changed; see ",
                                       "docs/playbook/audit-broken.md"));
  }
  if (!anchors_file_.empty()) {
    RETURN_IF_ERROR(WriteAnchors(anchors_file_, anchors));
    err << "anchors kept in " << anchors_file_ << "\n";
  }
  return absl::OkStatus();
}

}  // namespace clearway::cli
