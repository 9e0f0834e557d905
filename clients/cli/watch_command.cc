#include "clients/cli/watch_command.h"

#include <atomic>
#include <csignal>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clearway/type/v1/watch.pb.h"
#include "clients/cli/field_text.h"
#include "clients/cli/names.h"
#include "common/resource/nearest.h"
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
  app_->add_option("--service", service_, "whose changes")
      ->check(CLI::IsMember({"cooperation", "universalization"}))
      ->capture_default_str()
      ->type_name("cooperation|universalization");
  app_->add_option("--collections", collections_, "only these, e.g. offers,assistanceRequests")
      ->delimiter(',')
      ->type_name("NAME,NAME");
  app_->add_option("--resume-token", token_, "go on after this token")->type_name("TOKEN");
  app_->add_flag("--include-existing", existing_, "begin with what is there");
  app_->footer("Example:\n  clearway watch --collections offers,proposals");
}

std::string WatchCommand::method() const {
  return service_ == "cooperation" ? "clearway.cooperation.v1.CooperationService/Watch"
                                   : "clearway.universalization.v1.UniversalizationService/Watch";
}

// A service watches whatever it is asked for, also what it does not have.
absl::Status WatchCommand::CheckCollections() const {
  const std::vector<std::string> known = CollectionsOf(FindMethod(method())->service());
  for (const std::string& collection : collections_) {
    if (absl::c_linear_search(known, collection)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "--collections: ", service_, " has no \"", collection, "\"",
        resource::DidYouMean(collection, known), "; there are ", absl::StrJoin(known, ", ")));
  }
  return absl::OkStatus();
}

absl::Status WatchCommand::Run(const Settings& settings, std::ostream& out, std::ostream& err) {
  RETURN_IF_ERROR(CheckCollections());
  ASSIGN_OR_RETURN(auto client, settings.Connect(method()));
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
        method(), request,
        [&](const type::v1::WatchResponse& response) {
          for (const auto& change : response.changes()) PrintChange(change, settings.format(), out);
          token_ = response.resume_token();
          return true;
        },
        options);
    if (interrupted) {
      if (!token_.empty()) err << "\nto go on from here: --resume-token " << token_ << "\n";
      return absl::OkStatus();
    }
    if (!status.ok() && !absl::IsUnavailable(status)) return status;
    // Never reached at all: most likely the address is wrong.
    if (token_.empty()) return status;
    err << "the service went away; trying again in a second\n";
    absl::SleepFor(absl::Seconds(1));
  }
}

}  // namespace clearway::cli
