#include "clients/cli/watch_command.h"

#include <atomic>
#include <csignal>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clearway/type/v1/watch.pb.h"
#include "clients/cli/field_text.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

std::atomic<bool> interrupted{false};

void PrintChange(const type::v1::ResourceChange& change, Format format, std::ostream& out) {
  if (format == Format::kTable) {
    std::string what = change.action().empty() ? TextAt(change, "kind") : change.action();
    out << TextAt(change, "time") << "  " << change.revision() << "  " << what << "  "
        << change.name() << "  " << change.actor() << std::endl;
  } else {
    PrintOne(out, format, {"time", "revision", "kind", "action", "name", "actor"}, change);
    out << std::flush;
  }
}

}  // namespace

WatchCommand::WatchCommand(CLI::App* app)
    : app_(app->add_subcommand("watch", "changes as they happen, until Ctrl-C")) {
  app_->add_option("--service", service_, "cooperation or universalization")
      ->check(CLI::IsMember({"cooperation", "universalization"}));
  app_->add_option("--collections", collections_, "only these, e.g. offers,assistanceRequests")
      ->delimiter(',');
  app_->add_option("--resume-token", token_, "go on after this token");
  app_->add_flag("--include-existing", existing_, "begin with what is there");
  app_->footer("Example:\n  clearway watch --collections offers,proposals");
}

absl::Status WatchCommand::Run(const Settings& settings, std::ostream& out, std::ostream& err) {
  std::string method = service_ == "cooperation"
                           ? "clearway.cooperation.v1.CooperationService/Watch"
                           : "clearway.universalization.v1.UniversalizationService/Watch";
  ASSIGN_OR_RETURN(auto client, settings.Connect(method));
  std::signal(SIGINT, [](int) { interrupted = true; });
  type::v1::WatchRequest request;
  for (const std::string& collection : collections_) request.add_collections(collection);
  request.set_include_existing(existing_);
  rpc::CallOptions options;
  options.cancel = &interrupted;
  while (true) {
    request.set_resume_token(token_);
    if (!token_.empty()) request.set_include_existing(false);
    absl::Status status = client->Stream<type::v1::WatchResponse>(
        method, request,
        [&](const type::v1::WatchResponse& response) {
          for (const auto& change : response.changes()) PrintChange(change, settings.format, out);
          token_ = response.resume_token();
          return true;
        },
        options);
    if (interrupted) {
      if (!token_.empty()) err << "\nto go on from here: --resume-token " << token_ << "\n";
      return absl::OkStatus();
    }
    if (!status.ok() && !absl::IsUnavailable(status)) return status;
    err << "the service went away; trying again in a second\n";
    absl::SleepFor(absl::Seconds(1));
  }
}

}  // namespace clearway::cli
