#include "clients/cli/matching_report.h"

#include <atomic>
#include <csignal>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/field_text.h"
#include "clients/cli/progress_line.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

std::atomic<bool> interrupted{false};

std::string Amount(const google::protobuf::Message& message, const char* field) {
  std::string text = TextAt(message, field);
  return text.empty() ? "nothing" : text;
}

}  // namespace

absl::Status RunMatching(const rpc::Client& client, const google::protobuf::Message& request,
                         Format format, std::ostream& out, std::ostream& err) {
  rpc::CallOptions options;
  options.cancel = &interrupted;
  auto before = std::signal(SIGINT, [](int) { interrupted = true; });
  RunMatchingResponse last;
  absl::Status status;
  {
    ProgressLine line(err);
    line.Set(0, "");
    status = client.Stream<RunMatchingResponse>(
        "clearway.cooperation.v1.CooperationService/RunMatching", request,
        [&](const RunMatchingResponse& response) {
          if (response.has_progress()) {
            const MatchingProgress& progress = response.progress();
            line.Set(progress.done_per_mille(),
                     absl::StrCat(absl::AsciiStrToLower(TextAt(progress, "phase")),
                                  progress.detail().empty() ? "" : " ", progress.detail()));
          }
          if (response.has_match_run()) last = response;
          return true;
        },
        options);
  }
  std::signal(SIGINT, before);
  if (interrupted) return absl::CancelledError("cancelled; nothing was stored");
  RETURN_IF_ERROR(status);
  if (format == Format::kTable) {
    PrintRun(last.match_run(), out);
  } else {
    PrintOne(out, format, {"name", "state", "proposals", "verified", "plan_fingerprint"},
             last.match_run());
  }
  return absl::OkStatus();
}

void PrintRun(const MatchRun& run, std::ostream& out) {
  out << (run.what_if() ? "What-if as of " : "Matching as of ") << TextAt(run, "as_of_date") << ": "
      << run.open_requests() << " open requests, " << run.open_offers() << " open offers, "
      << run.proposals() << " proposals\n";
  if (!run.error().empty()) out << "FAILED: " << run.error() << "\n";
  for (const CommodityResult& commodity : run.commodities()) {
    out << "\n"
        << TextAt(commodity, "kind") << " in " << commodity.unit_code() << ": asked "
        << Amount(commodity, "asked") << ", available " << Amount(commodity, "available")
        << ", matched " << Amount(commodity, "matched") << "\n";
    for (const StageCertificate& stage : commodity.stages()) {
      out << "  proof, stage " << TextAt(stage, "stage") << ": primal " << stage.primal_value()
          << ", dual " << stage.dual_value() << (stage.verified() ? ", verified" : ", NOT VERIFIED")
          << "\n";
    }
    out << "  " << (commodity.unique() ? "no other plan is as good" : "other plans are as good")
        << "; " << commodity.algorithm() << "\n";
  }
  if (run.left_out_records() > 0) {
    out << "\nLeft out, for they are larger than a run can count: " << run.left_out_records()
        << "\n";
  }
  for (const LeftOutRecord& record : run.left_out()) {
    out << "  " << record.resource() << ": " << record.explanation() << "\n";
  }
  if (run.request_outcomes_size() > 0) out << "\nRequests\n";
  for (const RequestOutcome& outcome : run.request_outcomes()) {
    out << "  " << outcome.assistance_request() << "\n";
    for (const NeedOutcome& need : outcome.needs()) {
      out << "    " << need.need_id() << " " << need.year() << ": " << Amount(need, "matched")
          << " of " << Amount(need, "asked") << ". " << need.summary() << "\n";
    }
  }
  if (run.offer_outcomes_size() > 0) out << "\nOffers\n";
  for (const OfferOutcome& outcome : run.offer_outcomes()) {
    out << "  " << outcome.offer() << ": " << Amount(outcome, "matched") << " of "
        << Amount(outcome, "available") << ", left " << Amount(outcome, "left") << ". "
        << outcome.summary() << "\n";
    for (const std::string& flag : outcome.flags()) out << "    look at: " << flag << "\n";
  }
  if (!run.what_if()) {
    out << "\n"
        << run.name() << (run.verified() ? ", verified" : ", NOT VERIFIED") << "\n"
        << "next: clearway proposals list --filter 'match_run = \"" << run.name() << "\"'\n";
  }
}

void PrintExplanation(const ExplainPairResponse& response, std::ostream& out) {
  out << response.summary() << "\n";
  for (const PairExplanation& pair : response.pairs()) {
    out << "\n"
        << pair.need_id() << " " << pair.year() << ": "
        << (pair.feasible() ? absl::StrCat("fits; up to ", Amount(pair, "possible"))
                            : std::string("does not fit"))
        << "\n";
    for (const FailedRule& rule : pair.failed_rules()) {
      out << "  " << TextAt(rule, "rule") << ": " << rule.explanation();
      if (!rule.changeable_by().empty()) out << " (to change: " << rule.changeable_by() << ")";
      out << "\n";
    }
    if (pair.feasible()) {
      out << "  score " << TextAt(pair, "score") << "\n";
      for (const CriterionShare& share : pair.criteria()) {
        if (share.points() == 0) continue;
        out << "    " << TextAt(share, "points") << " points, " << TextAt(share, "criterion")
            << " (" << share.source() << "): " << share.explanation() << "\n";
      }
    }
    if (pair.has_proposed()) out << "  proposed: " << Amount(pair, "proposed") << "\n";
    for (const BetterUse& use : pair.better_uses()) {
      out << "  better use: " << use.offer() << " → " << use.assistance_request() << " "
          << use.year() << ", " << Amount(use, "quantity") << ", score " << use.score() << "\n";
    }
    if (!pair.smallest_change().explanation().empty()) {
      out << "  smallest change: " << pair.smallest_change().explanation() << "\n";
    }
  }
}

}  // namespace clearway::cli
