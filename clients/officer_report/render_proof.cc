#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/officer_report/render.h"
#include "clients/officer_report/words.h"

namespace clearway::officer_report {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

const char* StageWords(StageCertificate::Stage stage) {
  switch (stage) {
    case StageCertificate::STAGE_FLOOR:
      return "most within the floors of needs";
    case StageCertificate::STAGE_SCORE:
      return "most score and bonus";
    case StageCertificate::STAGE_LOTS:
      return "lots among equal plans";
    default:
      return "stage";
  }
}

const char* KindWords(ResourceKind kind) {
  switch (kind) {
    case RESOURCE_KIND_FUNDING:
      return "Funding";
    case RESOURCE_KIND_PERSONNEL:
      return "Personnel";
    case RESOURCE_KIND_EQUIPMENT:
      return "Equipment";
    case RESOURCE_KIND_TRAINING:
      return "Training";
    case RESOURCE_KIND_TECHNICAL_ADVICE:
      return "Technical advice";
    case RESOURCE_KIND_SERVICE:
      return "Services";
    default:
      return "Other";
  }
}

std::string Seconds(const google::protobuf::Duration& duration) {
  return absl::StrFormat("%d.%03d s", duration.seconds(), duration.nanos() / 1000000);
}

}  // namespace

std::string RenderProof(const MatchRun& run) {
  std::string text = Heading("The proof");
  text += Wrapped(
      "By duality, no plan can be worth more than its bound; where both are equal, the plan is the "
      "best there is. An independent verifier rebuilt the problem from the records and checked "
      "every plan and bound.",
      0, 0);
  for (const CommodityResult& result : run.commodities()) {
    text += Wrapped(
        absl::StrCat(KindWords(result.kind()), " in ", result.unit_code(), ", ",
                     Count(result.feasible_pairs(), "feasible pair"), ": ",
                     result.verified() ? "verified" : "NOT VERIFIED", "; ",
                     result.unique() ? "no other plan is as good" : "other plans are as good", "."),
        2, 4);
    for (const StageCertificate& stage : result.stages()) {
      bool equal = stage.primal_value() == stage.dual_value();
      text += Wrapped(
          absl::StrCat(StageWords(stage.stage()), ": value ", Thousands(stage.primal_value()),
                       equal ? " = " : " ≠ ", "bound ", Thousands(stage.dual_value()),
                       stage.verified() ? ", verified" : ", NOT VERIFIED"),
          4, 6);
    }
  }
  text += Wrapped(
      absl::StrCat(run.verified() ? "VERIFIED" : "NOT VERIFIED",
                   ". Fingerprint of the plan: ", run.plan_fingerprint().substr(0, 16), "."),
      2, 4);
  if (run.has_times()) {
    text += Wrapped(
        absl::StrCat("Time: building ", Seconds(run.times().build()), ", solving ",
                     Seconds(run.times().solve()), ", verifying ", Seconds(run.times().verify()),
                     ", explaining ", Seconds(run.times().explain()), ", storing ",
                     Seconds(run.times().store()), "."),
        2, 4);
  }
  return text;
}

}  // namespace clearway::officer_report
